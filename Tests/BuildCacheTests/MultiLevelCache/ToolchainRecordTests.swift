// Records of toolchains: they are read as they were written, count while their files are unchanged,
// and survive no damage.

import BuildCache
import FileIO
import SystemPackage
import TestSupport
import Testing

@Suite struct ToolchainRecordTests {
  /// A toolchain of real files, and its record.
  private struct Installed {
    let folder = TemporaryDirectory()
    private(set) var toolchain: ToolchainRecord.Toolchain
    let disk = LocalFileSystem()

    init() throws {
      let names = ["clang", "ld.lld", "libLLVM.so"]
      var files: [ToolchainRecord.File] = []
      for name in names {
        let path = folder.appending(name)
        try disk.replaceFile(path, with: Array(name.utf8))
        files.append(.init(path: path, stamp: nil, digest: Digest(hashing: Array(name.utf8))))
      }
      files.append(.init(path: folder.path, stamp: nil))
      files.append(.init(path: folder.appending("absent.so"), stamp: nil))
      let stamped = try files.map { [disk] file in
        let status = try disk.status(of: file.path, followingLinks: true)
        return ToolchainRecord.File(
          path: file.path, stamp: status.map { Stamp($0) }, digest: file.digest)
      }
      toolchain = .init(
        name: .init(clang: files[0].path, linker: files[1].path, libraryPath: []), kind: .whole,
        identity: .init(compiler: Digest(hashing: [1]), linker: Digest(hashing: [2])),
        files: stamped)
    }

    var record: ToolchainRecord? { ToolchainRecord.load(ToolchainRecord.encode(toolchain)).loaded }

    func identity(
      of record: ToolchainRecord?, fileSystem: any FileSystem = LocalFileSystem(),
      mayLookAt: (UnsafeRawBufferPointer) -> Bool = { _ in true }
    ) -> ToolchainRecord.Identity? {
      record?.identity(
        of: toolchain.name, programs: toolchain.files.prefix(2).compactMap(\.stamp),
        fileSystem: fileSystem, mayLookAt: mayLookAt)
    }
  }

  @Test func aRecordIsWhatWasWritten() {
    var samples = Samples(seed: 1)
    let first = samples.toolchain("clang")
    let second = samples.toolchain("clang-15")
    let one = ToolchainRecord.load(ToolchainRecord.encode(first)).loaded
    #expect(one?.all == [first])
    let two = ToolchainRecord.load(ToolchainRecord.encode(second, before: one)).loaded
    #expect(two?.all == [second, first])
    let again = ToolchainRecord.load(ToolchainRecord.encode(first, before: two)).loaded
    #expect(again?.all == [first, second])
    #expect(again?.digest(of: first.files[2].stamp ?? samples.stamp()) == first.files[2].digest)
    #expect(again?.lists(first.files.map(\.path), of: first.name) == true)
    #expect(again?.lists(["/usr/lib/other.so"], of: first.name) == false)
  }

  @Test func theToolchainsUsedLongestAgoAreDropped() {
    var samples = Samples(seed: 2)
    var record: ToolchainRecord?
    for number in 0..<20 {
      record =
        ToolchainRecord.load(
          ToolchainRecord.encode(samples.toolchain("clang-\(number)"), before: record)
        ).loaded
    }
    #expect(
      record?.all.map(\.name.clang) == (12..<20).reversed().map { FilePath("/usr/bin/clang-\($0)") }
    )
  }

  @Test func aRecordCountsWhileItsFilesAreAsTheyWere() throws {
    #expect(try Installed().identity(of: Installed().record) == nil, "another toolchain's")
    let tools = try Installed()
    let record = tools.record
    #expect(tools.identity(of: record) == tools.toolchain.identity)
    try tools.disk.replaceFile(tools.toolchain.files[2].path, with: [9])
    #expect(tools.identity(of: record) == nil)
  }

  @Test func aLibraryThatAppearsIsSeen() throws {
    let tools = try Installed()
    let record = tools.record
    try tools.disk.replaceFile(tools.folder.appending("new.so"), with: [])
    #expect(tools.identity(of: record) == nil, "its folder changed")
    let others = try Installed()
    var files = others.toolchain.files
    files.remove(at: 3)
    let withoutFolder = ToolchainRecord.Toolchain(
      name: others.toolchain.name, kind: .whole, identity: others.toolchain.identity, files: files)
    let second = ToolchainRecord.load(ToolchainRecord.encode(withoutFolder)).loaded
    #expect(others.identity(of: second) != nil)
    try others.disk.replaceFile(others.folder.appending("absent.so"), with: [])
    #expect(others.identity(of: second) == nil, "it was absent")
  }

  /// A file that the record lacks does not count as unchanged.
  @Test func aRecordWithoutItsProgramsDoesNotCount() throws {
    let tools = try Installed()
    for count in 0..<2 {
      let forged = ToolchainRecord.Toolchain(
        name: tools.toolchain.name, kind: .whole, identity: tools.toolchain.identity,
        files: Array(tools.toolchain.files.prefix(count)))
      let record = ToolchainRecord.load(ToolchainRecord.encode(forged)).loaded
      #expect(record != nil && tools.identity(of: record) == nil)
    }
    let partial = ToolchainRecord.Toolchain(
      name: tools.toolchain.name, kind: .partial, identity: tools.toolchain.identity,
      files: tools.toolchain.files)
    let record = ToolchainRecord.load(ToolchainRecord.encode(partial)).loaded
    #expect(record != nil && tools.identity(of: record) == nil)
  }

  /// A stat of a path can make the system contact another machine.
  @Test func aPathThatMayNotBeLookedAtIsNot() throws {
    let tools = try Installed()
    let disk = FaultyFileSystem(LocalFileSystem())
    #expect(tools.identity(of: tools.record, fileSystem: disk) != nil)
    let all = (disk.counts[.status] ?? 0)
    #expect(all == tools.toolchain.files.count - 2)
    var asked: [[UInt8]] = []
    let identity = tools.identity(of: tools.record, fileSystem: disk) { path in
      asked.append(Array(path))
      return false
    }
    #expect(identity == nil && (disk.counts[.status] ?? 0) == all)
    #expect(asked == [tools.toolchain.files[2].path.bytes])
  }

  @Test func noDamagePasses() {
    var samples = Samples(seed: 3)
    let record = ToolchainRecord.encode(samples.toolchain("clang"))
    for place in record.indices {
      var flipped = record
      flipped[place] ^= 0x10
      #expect(ToolchainRecord.load(flipped).loaded == nil)
      #expect(ToolchainRecord.load(Array(record[..<place])).loaded == nil)
    }
  }
}
