// The files of the C library and of gcc that are linked into every executable.

package import FileIO
package import SystemPackage

/// The start files and libraries of the C library and of gcc, in the folders that Linux
/// distributions use.
///
/// The linker gets all of them by path, so that it reads these files and no others.
///
/// - SeeAlso: clang's `lib/Driver/ToolChains/Gnu.cpp` and `Linux.cpp`
package struct LinkLayout: Sendable {
  private let startFile: FilePath
  private let initialisation: (start: FilePath, end: FilePath)
  private let gcc: (start: FilePath, library: FilePath, end: FilePath)
  private let library: (shared: FilePath, rest: FilePath)
  /// The folder that contains gcc's versions.
  let gccFolder: FilePath

  /// Looks for the files; `nil` if one is not in a known folder.
  package init?(fileSystem: any FileSystem) {
    func find(_ name: FilePath.Component) -> FilePath? {
      Machine.loaderFolders.lazy.map { $0.appending(name) }.first { isFile($0) }
    }
    func isFile(_ path: FilePath) -> Bool {
      // A file that cannot be examined cannot be linked.
      (try? fileSystem.status(of: path, followingLinks: true))?.kind == .regular
    }
    guard isFile(Machine.loader), let startFile = find("Scrt1.o"), let first = find("crti.o"),
      let last = find("crtn.o"), let shared = find("libc.so.6"), let rest = find("libc_nonshared.a")
    else { return nil }
    self.startFile = startFile
    initialisation = (first, last)
    library = (shared, rest)
    for folder in Self.gccFolders {
      for version in Self.versions(in: folder, fileSystem) {
        let files = ["crtbeginS.o", "libgcc.a", "crtendS.o"].map { version.appending($0) }
        guard files.allSatisfy(isFile) else { continue }
        gcc = (files[0], files[1], files[2])
        gccFolder = folder
        return
      }
    }
    return nil
  }

  private static var gccFolders: [FilePath] {
    Machine.gccTriples.flatMap { triple in
      ["/usr/lib/gcc", "/usr/lib64/gcc"].map { FilePath($0).appending(triple) }
    }
  }

  /// The folders of versions, the newest first.
  private static func versions(in folder: FilePath, _ fileSystem: any FileSystem) -> [FilePath] {
    // A folder that cannot be listed has no usable version.
    let names = ((try? fileSystem.entries(of: folder)) ?? []).compactMap { entry in
      version(entry.nameBytes).map { (name: entry.nameBytes, numbers: $0) }
    }
    return names.sorted { $1.numbers.lexicographicallyPrecedes($0.numbers) }
      .map { folder.appending(bytes: $0.name) }
  }

  /// The numbers of `12` or `13.2.1`; `nil` if the name is not a version.
  private static func version(_ name: [UInt8]) -> [Int]? {
    var numbers: [Int] = []
    for part in name.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false) {
      guard let number = Int(String(decoding: part, as: UTF8.self)), number >= 0 else { return nil }
      numbers.append(number)
    }
    return numbers
  }

  /// All files that the linker reads besides the program's own.
  package var files: [FilePath] {
    [
      startFile, initialisation.start, gcc.start, gcc.library, library.shared, library.rest,
      Machine.loader, gcc.end, initialisation.end,
    ]
  }

  /// The linker's words before the program's code.
  package var start: [[UInt8]] {
    let options = [
      "--hash-style=gnu", "--eh-frame-hdr", "-m", Machine.linkerEmulation, "-pie",
      "-dynamic-linker",
    ]
    return options.map { Array($0.utf8) }
      + [Machine.loader, startFile, initialisation.start, gcc.start].map(\.bytes)
  }

  /// The linker's words after it, as in the script `libc.so`, which names these files.
  package var end: [[UInt8]] {
    [gcc.library, library.shared, library.rest].map(\.bytes) + [Array("--as-needed".utf8)]
      + [Machine.loader.bytes] + [Array("--no-as-needed".utf8)]
      + [gcc.end, initialisation.end].map(\.bytes)
  }
}
