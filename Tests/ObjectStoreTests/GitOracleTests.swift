// Stock git agrees: it reads and accepts what we write, and we read what it writes.

import FileIO
import ObjectStore
import SystemPackage
import TestSupport
import Testing

private let disk = LocalFileSystem()

@Suite struct GitOracleTests {
  let folder = TemporaryDirectory()

  /// Bodies at the edges: empty, small, binary, stored and deflated, one of 1 MiB.
  private static let bodies: [[UInt8]] = {
    var random = SplitMix64(seed: 11)
    return [
      [], Array("hello\n".utf8), [0, 1, 255, 0], random.bytes(127), random.bytes(128),
      random.bytes(70_000), [UInt8](repeating: 0, count: 100_000), random.bytes(1 << 20),
    ]
  }()

  private func cache() throws -> (TwoTrees, ObjectDatabase, RealGit) {
    let cache = try TwoTrees(at: folder.appending("cache"), fileSystem: disk)
    return (cache, try cache.database(), RealGit(gitDirectory: cache.path))
  }

  @Test func objectsMadeByGitAreRead() throws {
    let objects = Repository.fixture("Objects")
    let tree = try LooseTree(path: objects, fileSystem: disk)
    let list = String(
      decoding: try Repository.contents(ofFixture: "Objects/list.txt"), as: UTF8.self)
    var ids: [ObjectID] = []
    for line in list.split(separator: "\n") {
      let words = line.split(separator: " ")
      let id = try #require(ObjectID(hex: String(words[0])))
      let type = try #require(ObjectType(rawValue: String(words[1])))
      let object = try #require(try tree.read(id))
      #expect(object.type == type)
      #expect(object.body.count == Int(words[2]))
      #expect(
        try tree.header(of: id)
          == ObjectHeader(type: type, sizeBytes: UInt64(object.body.count)))
      ids.append(id)
    }
    #expect(ids.count == 14)
    var listed: [ObjectID] = []
    try tree.forEachID { id throws(ObjectError) in listed.append(id) }
    #expect(listed == ids.sorted())
  }

  @Test func idsAreThoseOfHashObject() throws {
    let git = try RealGit(newRepositoryAt: folder.appending("git"))
    for body in Self.bodies {
      let printed = try git.run("hash-object", "--stdin", input: body)
      #expect(printed == "\(ObjectID(type: .blob, body: body))\n")
    }
  }

  @Test func gitReadsBothTreesAndFindsNoFault() throws {
    let (_, database, git) = try cache()
    var expected: [String] = []
    for (index, body) in Self.bodies.enumerated() {
      let id = try database.write(body, in: index % 2 == 0 ? .zir : .objects).id
      #expect(try git.run("cat-file", "-t", id.description) == "blob\n")
      #expect(try git.run("cat-file", "-s", id.description) == "\(body.count)\n")
      #expect(try git.finish(["cat-file", "-p", id.description]).output == body)
      expected.append("\(id) blob \(body.count)\n")
    }
    let listed = try git.run("cat-file", "--batch-all-objects", "--batch-check")
    #expect(listed == expected.sorted().joined())
    let check = try git.finish(["fsck", "--strict", "--no-dangling"])
    #expect(check.status == 0)
    for word in ["error", "corrupt", "missing", "bad", "broken", "garbage"] {
      #expect(!check.errorText.contains(word) && !check.outputText.contains(word))
    }
  }

  @Test func gitFindsNoFaultInAnEmptyCache() throws {
    let (_, _, git) = try cache()
    #expect(try git.finish(["fsck", "--strict"]).status == 0)
    #expect(try git.run("rev-parse", "--show-object-format") == "sha256\n")
    #expect(try git.run("rev-parse", "--is-bare-repository") == "true\n")
    #expect(try git.run("count-objects") == "0 objects, 0 kilobytes\n")
  }

  @Test func whatGitWritesIntoTheCacheIsRead() throws {
    let (_, database, git) = try cache()
    for body in Self.bodies {
      for level in ["0", "1", "9"] {
        let printed = try git.run(
          "-c", "core.looseCompression=\(level)", "hash-object", "-w", "--stdin",
          input: body + Array(level.utf8))
        let id = try #require(ObjectID(hex: String(printed.dropLast())))
        #expect(try database.read(id)?.body == body + Array(level.utf8))
        #expect(try database.write(body + Array(level.utf8), in: .objects).bytesWritten == 0)
      }
    }
    let tree = try #require(ObjectID(hex: String(try git.run("mktree").dropLast())))
    #expect(try database.read(tree) == StoredObject(type: .tree, body: []))
  }

  @Test func gitRefusesWhatWeRefuse() throws {
    let (_, database, git) = try cache()
    let (id, place) = try { () in
      let id = try database.write(Array("sound".utf8), in: .objects).id
      return (id, database.objects.path(of: id))
    }()
    try disk.replaceFile(place, with: Array("not an object".utf8))
    #expect(try git.finish(["cat-file", "-p", id.description]).status != 0)
    #expect(try git.finish(["fsck", "--strict"]).status != 0)
    _ = database.readOrQuarantine(id, in: .objects)
    #expect(try git.finish(["fsck", "--strict"]).status == 0)
  }

  /// No ref reaches any object: to Git all are garbage, but none may be removed.
  @Test(arguments: [
    ["gc"], ["gc", "--prune=now"], ["gc", "--auto"], ["gc", "--aggressive", "--prune=all"],
    ["prune"], ["prune", "--expire=now"], ["repack", "-ad"], ["repack", "-Ad"], ["prune-packed"],
    ["repack", "-adl", "--unpack-unreachable=now"], ["maintenance", "run"],
  ])
  func noCommandOfGitLosesAnObject(arguments: [String]) throws {
    let (_, database, git) = try cache()
    var ids: [ObjectID] = []
    for index in 0..<40 {
      let tree: ObjectDatabase.Tree = index % 2 == 0 ? .zir : .objects
      ids.append(
        try database.write([UInt8](repeating: UInt8(index), count: index * 9), in: tree).id)
    }
    _ = try git.finish(arguments)
    for (index, id) in ids.enumerated() {
      #expect(try database.read(id)?.body.count == index * 9)
      #expect(database.contains(id, in: index % 2 == 0 ? .zir : .objects))
    }
    #expect(try git.finish(["fsck", "--strict"]).status == 0)
  }

  @Test func countsAreThoseOfCountObjects() throws {
    let (_, database, git) = try cache()
    var random = SplitMix64(seed: 12)
    for size in [0, 10, 1000, 20_000] { _ = try database.write(random.bytes(size), in: .objects) }
    let id = try database.write([1], in: .objects).id
    try disk.replaceFile(
      database.objects.path(of: id).removingLastComponent().appending("tmp_obj_left"), with: [1, 2])
    let count = try database.objects.count()
    let printed = try git.run("count-objects", "-v").split(separator: "\n")
    #expect(printed.contains("count: \(count.objectCount)"))
    #expect(printed.contains("size: \(count.allocatedBytes / 1024)"))
    #expect(printed.contains("garbage: \(count.strayCount)"))
    #expect(count.strayBytes == 2)
  }

  @Test func aPrefixIsResolvedAsGitDoes() throws {
    let (_, database, git) = try cache()
    var ids: [ObjectID] = []
    // The first two ids with the same four digits come after about 300 of them.
    for index in 0..<1500 {
      let body = Array("object \(index)".utf8)
      ids.append(try database.write(body, in: index % 3 == 0 ? .zir : .objects).id)
    }
    let groups = Dictionary(grouping: ids) { String($0.description.prefix(4)) }
    let several = try #require(groups.first { $0.value.count > 1 })
    let single = try #require(groups.first { $0.value.count == 1 })
    let ambiguous = try #require(ObjectPrefix(several.key))
    #expect(try database.resolve(ambiguous) == .ambiguous(several.value.sorted()))
    #expect(try git.finish(["cat-file", "-e", several.key]).status != 0)
    let unique = try #require(ObjectPrefix(single.key))
    #expect(try database.resolve(unique) == .unique(single.value[0]))
    #expect(try git.run("rev-parse", single.key) == "\(single.value[0])\n")
    let absent = try #require(
      (0...0xFFFF).lazy.map { String($0 + 0x10000, radix: 16).dropFirst() }
        .first { groups[String($0)] == nil })
    #expect(try database.resolve(try #require(ObjectPrefix(String(absent)))) == .absent)
    var listed: [ObjectID] = []
    try database.forEachID { id throws(ObjectError) in listed.append(id) }
    #expect(listed == ids.sorted())
  }
}
