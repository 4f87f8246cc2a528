// Threads and processes on one store: whole objects, or none.

import FileIO
import ObjectStore
import SystemPackage
import TestSupport
import Testing

private let disk = LocalFileSystem()

@Suite struct ConcurrencyTests {
  let folder = TemporaryDirectory()

  @Test func threadsWriteTheSameObjects() throws {
    let tree = try LooseTree(path: folder.path, fileSystem: disk)
    var random = SplitMix64(seed: 21)
    let bodies = (0..<20).map { random.bytes($0 * 50) }
    Parallel.forEach(count: 400, threadsMax: 8) { index in
      let body = bodies[index % bodies.count]
      do throws(ObjectError) {
        let id = try tree.write(.blob, body).id
        #expect(try tree.read(id)?.body == body)
        #expect(try tree.header(of: id)?.sizeBytes == UInt64(body.count))
      } catch {
        Issue.record("\(error)")
      }
    }
    let count = try tree.count()
    #expect(count.objectCount == bodies.count)
    #expect(count.strayCount == 0)
  }

  /// Objects and shards are removed while others write and read: no reader sees half an object or
  /// an error.
  @Test func writersAndPrunersDoNotHurtEachOther() throws {
    let tree = try LooseTree(path: folder.path, fileSystem: disk)
    let bodies = (0..<8).map { [UInt8](repeating: UInt8($0), count: 300) }
    let ids = bodies.map { ObjectID(type: .blob, body: $0) }
    Parallel.forEach(count: 2000, threadsMax: 6) { index in
      let choice = index % bodies.count
      do throws(ObjectError) {
        switch index % 3 {
        case 0: _ = try tree.write(.blob, bodies[choice])
        case 1:
          if let object = try tree.read(ids[choice]) { #expect(object.body == bodies[choice]) }
        default:
          try tree.remove(ids[choice])
          try tree.removeShardIfEmpty(ids[choice].firstByte)
        }
      } catch {
        Issue.record("\(error)")
      }
    }
    for (id, body) in zip(ids, bodies) {
      _ = try tree.write(.blob, body)
      #expect(try tree.read(id)?.body == body)
    }
    #expect(try tree.count().strayCount == 0)
  }

  @Test func gitMayWriteAtTheSameTime() throws {
    let cache = try TwoTrees(at: folder.appending("cache"), fileSystem: disk)
    let database = try cache.database()
    let git = RealGit(gitDirectory: cache.path)
    let bodies = (0..<30).map { Array("body \($0)".utf8) }
    Parallel.forEach(count: 2, threadsMax: 2) { thread in
      do {
        for body in bodies {
          if thread == 0 {
            try git.run("hash-object", "-w", "--stdin", input: body)
          } else {
            _ = try database.write(body, in: .objects)
          }
        }
      } catch {
        Issue.record("\(error)")
      }
    }
    #expect(try database.objects.count().objectCount == bodies.count)
    #expect(try git.finish(["fsck", "--strict"]).status == 0)
  }
}
