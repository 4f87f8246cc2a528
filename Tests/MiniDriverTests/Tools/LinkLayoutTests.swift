// Where the files of the C library and of gcc are found, on the distributions that are known.

#if arch(x86_64)
  import FileIO
  import MiniDriver
  import SystemPackage
  import TestSupport
  import Testing

  @Suite struct LinkLayoutTests {
    private static let loader: FilePath = "/lib64/ld-linux-x86-64.so.2"

    /// A distribution's folders of the C library's start files, of its libraries, and of gcc.
    struct Distribution: Sendable {
      let start: FilePath
      let library: FilePath
      let gcc: FilePath
    }

    static let distributions = [
      "Debian": Distribution(
        start: "/usr/lib/x86_64-linux-gnu", library: "/lib/x86_64-linux-gnu",
        gcc: "/usr/lib/gcc/x86_64-linux-gnu/12"),
      "Fedora": Distribution(
        start: "/usr/lib64", library: "/lib64", gcc: "/usr/lib/gcc/x86_64-redhat-linux/14"),
      "Arch": Distribution(
        start: "/usr/lib", library: "/usr/lib", gcc: "/usr/lib/gcc/x86_64-pc-linux-gnu/13.2.1"),
      "openSUSE": Distribution(
        start: "/usr/lib64", library: "/lib64", gcc: "/usr/lib64/gcc/x86_64-suse-linux/13"),
    ]

    private func disk(_ paths: [FilePath]) throws -> MemoryFileSystem {
      let disk = MemoryFileSystem(clock: ManualClock(nanoseconds: 0))
      for path in paths { try disk.place(path, []) }
      return disk
    }

    private static func gcc(_ folder: FilePath) -> [FilePath] {
      ["crtbeginS.o", "libgcc.a", "crtendS.o"].map { folder.appending($0) }
    }

    /// In the order of ``LinkLayout/files``.
    private static func files(of system: Distribution) -> [FilePath] {
      let gcc = gcc(system.gcc)
      return [
        system.start.appending("Scrt1.o"), system.start.appending("crti.o"), gcc[0], gcc[1],
        system.library.appending("libc.so.6"), system.start.appending("libc_nonshared.a"), loader,
        gcc[2], system.start.appending("crtn.o"),
      ]
    }

    @Test(arguments: distributions.keys.sorted())
    func eachDistributionsFilesAreFound(name: String) throws {
      let files = Self.files(of: try #require(Self.distributions[name]))
      let layout = try #require(LinkLayout(fileSystem: disk(files)))
      #expect(layout.files == files)
      // The linker reads these files and no others.
      let words = (layout.start + layout.end).filter { $0.first == UInt8(ascii: "/") }
      #expect(Set(words.map { FilePath(bytes: $0) }) == Set(files))
      #expect(words.count == files.count + 1, "the loader is named twice")
      for missing in files {
        let rest = try disk(files.filter { $0 != missing })
        #expect(LinkLayout(fileSystem: rest) == nil, "without \(missing)")
      }
    }

    @Test func theNewestWholeVersionCounts() throws {
      let system = try #require(Self.distributions["Debian"])
      let folder = system.gcc.removingLastComponent()
      let others = Self.files(of: system).filter { !$0.starts(with: folder) }
      func version(
        of names: [FilePath.Component], incomplete: FilePath.Component
      ) throws -> String? {
        let whole = names.flatMap { Self.gcc(folder.appending($0)) }
        let part = Self.gcc(folder.appending(incomplete)).dropLast()
        let layout = LinkLayout(fileSystem: try disk(others + whole + part))
        return layout?.files[2].removingLastComponent().lastComponent?.string
      }
      #expect(try version(of: ["9", "12"], incomplete: "15") == "12")
      #expect(try version(of: ["9", "12", "13.2.1"], incomplete: "14") == "13.2.1")
      #expect(try version(of: ["13.2.1", "13.10"], incomplete: "13.11") == "13.10")
      #expect(try version(of: ["9"], incomplete: "8") == "9")
      #expect(try version(of: ["12-base", "plugin", "1.x", ".5"], incomplete: "5") == nil)
    }
  }
#endif
