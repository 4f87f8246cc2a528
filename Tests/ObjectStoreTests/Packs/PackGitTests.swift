// Stock git agrees: its tools accept mini's packs byte for byte, and mini reads all that git's
// packers write.

import FileIO
import ObjectStore
import SystemPackage
import TestSupport
import Testing

@Suite struct PackGitTests {
  let folder = TemporaryDirectory()

  private func cache() throws -> (TwoTrees, RealGit) {
    let cache = try TwoTrees(at: folder.appending("cache"), fileSystem: packDisk)
    return (cache, RealGit(gitDirectory: cache.path))
  }

  private func write(
    _ bodies: [[UInt8]], into path: FilePath, entriesMaxBytes: Int = PackWriter.entriesMaxBytes
  ) throws -> [PackWriter.Written] {
    var writer = PackWriter(in: path, fileSystem: packDisk, entriesMaxBytes: entriesMaxBytes)
    for body in bodies { try writer.add(.blob, body) }
    return try writer.commit()
  }

  @Test(arguments: [1, 2, 7, 300, 3000])
  func gitMakesTheSameIndexOfOurPacks(count: Int) throws {
    let (cache, git) = try cache()
    let bodies = PackSamples.bodies(count)
    let written = try write(bodies + bodies, into: cache.path(of: .objects).appending("pack"))
    #expect(written.map(\.objectCount) == [count])
    let stem = cache.path(of: .objects).appending("pack").appending(written[0].name.fileStem)
    let ours = try PackBytes(stem)
    #expect(ours.pack.count + ours.index.count == written[0].bytesWritten)
    let copy = folder.appending("copy.pack")
    try packDisk.replaceFile(copy, with: ours.pack)
    let printed = try git.run("index-pack", "--strict", copy.string)
    #expect(printed == "\(written[0].name)\n")
    #expect(
      try packDisk.contents(of: folder.appending("copy.idx"), sizeMax: 1 << 30) == ours.index)
    // Also with the table of large offsets.
    try git.run(
      "index-pack", "--index-version=2,0x40", "-o", folder.appending("l").string, copy.string)
    let contents = try PackIndexer.contents(of: PackFile(ours.pack))
    #expect(contents.isWhole)
    let large = PackIndexEncoder.encode(contents.rows, pack: written[0].name, smallOffsetMax: 0x40)
    #expect(try packDisk.contents(of: folder.appending("l"), sizeMax: 1 << 30) == large)
    let verified = try git.run("verify-pack", "-v", stem.string + ".idx")
    #expect(verified.contains("non delta: \(count) object"))
    #expect(
      try packDisk.status(of: stem.appendingSuffix(".idx"), followingLinks: false)?
        .permissions == 0o444)
    #expect(
      try packDisk.status(of: stem.appendingSuffix(".pack"), followingLinks: false)?
        .permissions == 0o444)
  }

  @Test func gitReadsUnpacksAndFindsNoFault() throws {
    let (cache, git) = try cache()
    let bodies = PackSamples.bodies(500)
    let half = Array(bodies[..<250])
    _ = try write(half, into: cache.path(of: .zir).appending("pack"))
    let written = try write(
      Array(bodies[250...]), into: cache.path(of: .objects).appending("pack"),
      entriesMaxBytes: 4096)
    #expect(written.count > 3)
    let expected = bodies.map { "\(ObjectID(type: .blob, body: $0)) blob \($0.count)\n" }
    #expect(
      try git.run("cat-file", "--batch-all-objects", "--batch-check") == expected.sorted().joined())
    let check = try git.finish(["fsck", "--strict", "--full", "--no-dangling"])
    #expect(check.status == 0)
    // Only the two notices about a repository without refs.
    #expect(!check.errorText.contains("error") && check.outputText.isEmpty)
    for body in half.prefix(7) {
      let id = ObjectID(type: .blob, body: body)
      #expect(try git.finish(["cat-file", "blob", id.description]).output == body)
    }
    let other = try RealGit(newRepositoryAt: folder.appending("other"))
    let path = cache.path(of: .zir).appending("pack")
    let (_, stem) = try PackSamples.onlyPack(in: path)
    try other.run("unpack-objects", "--strict", "-q", input: PackBytes(stem).pack)
    #expect(
      try other.run("cat-file", "--batch-all-objects", "--batch-check")
        == expected[..<250].sorted().joined())
  }

  /// The commands by which git packs, and the way in which its deltas name their bases.
  @Test(arguments: [
    "pack-objects --depth=1 --window=20", "pack-objects --depth=50 --window=20",
    "pack-objects --depth=4095 --window=4 --delta-base-offset",
    "pack-objects --depth=50 --window=20 --delta-base-offset --compression=0",
    "pack-objects --depth=0", "repack -adfq --depth=30 --window=30",
    "-c repack.useDeltaBaseOffset=false repack -adfq",
  ])
  func whateverGitPacksIsReadAsGitReadsIt(command: String) throws {
    let git = try RealGit(newRepositoryAt: folder.appending("git"))
    let bodies = PackSamples.versions(120) + PackSamples.bodies(40)
    var input: [UInt8] = []
    for (index, body) in bodies.enumerated() {
      let name = "\(index % 9)/\(index).mini"
      input += Array("blob\nmark :\(index + 1)\ndata \(body.count)\n".utf8) + body + [0x0A]
      input += Array("commit refs/heads/b\(index)\n".utf8)
      input += Array("committer A <a@example.com> \(1_000_000_000 + index) +0000\n".utf8)
      input += Array("data 1\nm\nM 100644 :\(index + 1) \(name)\n\n".utf8)
    }
    try git.run("-c", "fastimport.unpackLimit=100000", "fast-import", "--quiet", input: input)
    let all = try git.run("cat-file", "--batch-all-objects", "--batch-check=%(objectname)")
    let arguments = command.split(separator: " ").map(String.init)
    let packs = git.gitDirectory.appending("objects/pack")
    if arguments[0] == "pack-objects" {
      let finished = try git.finish(
        arguments + ["-q", packs.appending("pack").string], input: Array(all.utf8))
      #expect(finished.status == 0)
      try git.run("prune-packed", "-q")
    } else {
      #expect(try git.finish(arguments).status == 0)
    }
    let directory = PackDirectory(path: packs, fileSystem: packDisk)
    let ours = try transcript(directory)
    let theirs = try git.finish(["cat-file", "--batch-all-objects", "--batch"]).output
    #expect(ours.isEmpty == theirs.isEmpty && ours == theirs)
    for pack in try directory.packs() {
      #expect(try PackSamples.problems(of: pack.name, in: directory) == [])
      for position in 0..<pack.index.count { #expect(try pack.fault(at: position) == nil) }
      let stem = packs.appending(pack.name.fileStem)
      let bytes = try PackBytes(stem)
      let contents = try PackIndexer.contents(of: PackFile(bytes.pack))
      #expect(contents.isWhole)
      #expect(PackIndexEncoder.encode(contents.rows, pack: pack.name) == bytes.index)
    }
  }

  /// The output of `cat-file --batch-all-objects --batch`.
  private func transcript(_ source: any ObjectSource) throws -> [UInt8] {
    var output: [UInt8] = []
    try source.forEachID { id throws(ObjectError) in
      guard let object = try source.read(id), let header = try source.header(of: id) else { return }
      output += Array("\(id) \(header.type) \(header.sizeBytes)\n".utf8) + object.body + [0x0A]
    }
    return output
  }

  /// Entries of git's packs, including deltas, copied into one of mini's.
  @Test func entriesAreCopiedFromPackToPack() throws {
    let (cache, git) = try cache()
    let path = cache.path(of: .objects).appending("pack")
    var writer = PackWriter(in: path, fileSystem: packDisk)
    let encoder = PackEntryEncoder()
    var count = 0
    for fixture in PackFormatTests.fixtures {
      let folder = Repository.fixture("Packs/\(fixture)")
      let (name, _) = try PackSamples.onlyPack(in: folder)
      let pack = try #require(try PackReader(name, in: folder, fileSystem: packDisk))
      for id in pack.idsByOffset {
        let entry = try #require(try pack.entry(of: id, encoder: encoder))
        if try writer.add(entry) { count += 1 }
      }
    }
    #expect(count == 12)
    #expect(writer.objectCount == 12)
    _ = try writer.commit()
    let listed = try git.run("cat-file", "--batch-all-objects", "--batch-check")
    #expect(Array(listed.utf8) == (try Repository.contents(ofFixture: "Packs/list.txt")))
    #expect(try git.finish(["fsck", "--strict", "--full"]).status == 0)
  }

  @Test func countsAreThoseOfCountObjects() throws {
    let (cache, git) = try cache()
    let path = cache.path(of: .objects).appending("pack")
    _ = try write(PackSamples.bodies(40), into: path)
    _ = try write(PackSamples.bodies(70, seed: 5), into: path)
    try packDisk.replaceFile(path.appending("tmp_pack_left"), with: [1, 2, 3])
    try packDisk.replaceFile(path.appending("\(PackChecksum.zero.fileStem).pack"), with: [1])
    let count = try PackDirectory(path: path, fileSystem: packDisk).count()
    let printed = try git.run("count-objects", "-v").split(separator: "\n")
    #expect(printed.contains("in-pack: \(count.objectCount)"))
    #expect(printed.contains("packs: \(count.packCount)"))
    #expect(printed.contains("size-pack: \(count.sizeBytes / 1024)"))
    #expect(printed.contains("garbage: \(count.strayCount)"))
    #expect(count.strayBytes == 4)
  }
}

extension FilePath {
  /// The path with a suffix after its last component's name.
  fileprivate func appendingSuffix(_ suffix: String) -> FilePath { FilePath(string + suffix) }
}
