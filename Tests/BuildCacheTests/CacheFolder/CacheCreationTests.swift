// Many processes create one cache, and every disk call fails once while they do.

import BuildCache
import FileIO
import ObjectStore
import Synchronization
import SystemPackage
import TestSupport
import Testing

private let disk = LocalFileSystem()

@Suite struct CacheCreationTests {
  let folder = TemporaryDirectory()
  static let errors: [Errno] = [.ioError, .noSpace, .permissionDenied, .readOnlyFileSystem]

  @Test func manyMakeOneCache() throws {
    let place = folder.appending("a/b/cache")
    let repairs = Mutex<[String]>([])
    Parallel.forEach(count: 64, threadsMax: 8) { index in
      do {
        let cache = try CacheDirectory.openOrCreate(at: place, fileSystem: disk)
        repairs.withLock { $0 += cache.repairs }
        let body = [UInt8](repeating: UInt8(index), count: 3)
        let id = try ObjectDatabase(cache).write(body, in: .objects).id
        #expect(try ObjectDatabase(cache).read(id)?.body == body)
      } catch {
        Issue.record("\(error)")
      }
    }
    #expect(repairs.withLock { $0 } == [])
    let cache = try #require(try CacheDirectory.open(place, fileSystem: disk))
    #expect(try ObjectDatabase(cache).objects.count().objectCount == 64)
    #expect(try RealGit(gitDirectory: place).finish(["fsck", "--strict"]).status == 0)
  }

  /// While one process creates the cache, another one finds an empty folder or a cache of its own
  /// user.
  @Test func aCacheInTheMakingIsNobodyElses() throws {
    let failures = Mutex<[String]>([])
    for round in 0..<60 {
      let place = folder.appending("cache\(round)")
      Parallel.forEach(count: 12, threadsMax: 12) { _ in
        do {
          _ = try CacheDirectory.openOrCreate(at: place, fileSystem: disk)
        } catch {
          failures.withLock { $0.append("\(error)") }
        }
      }
    }
    #expect(failures.withLock { $0 } == [])
  }

  /// Another process removes the cache before one of the calls that open it and take its lock.
  @Test func aRemovalAtAnyMomentLeavesAWholeCache() throws {
    let place = folder.appending("cache")
    var number = 0
    var wasRemoved = true
    while wasRemoved {
      number += 1
      _ = try CacheDirectory.openOrCreate(at: place, fileSystem: disk)
      let state = Mutex((isLocking: false, isRemoved: false))
      let interrupted = FaultyFileSystem(beforeCall: { [number] call, count in
        let isDue = state.withLock { state in
          let isDue = !state.isLocking && !state.isRemoved && count == number
          if isDue { state.isRemoved = true }
          if call == .lock { state.isLocking = true }
          return isDue
        }
        guard isDue else { return }
        do {
          _ = try CacheDirectory.open(place, fileSystem: disk)?.removeAll()
        } catch {
          Issue.record("\(error)")
        }
      })
      let cache = try CacheDirectory.openOrCreate(at: place, fileSystem: interrupted)
      let lock = try cache.lock(.shared, wait: .never)
      wasRemoved = state.withLock { $0.isRemoved }
      let isTaken = lock != nil
      #expect(isTaken)
      let found = try CacheDirectory.open(place, fileSystem: disk)
      #expect(try found?.flaws() == [], "removed before call \(number)")
      _ = consume lock  // not earlier
    }
    #expect(number > 20, "\(number) calls")
  }

  /// Fails the 1st call, the 2nd, … until creating a cache succeeds. After each failure, the next
  /// call completes the cache.
  @Test(arguments: errors)
  func noSingleFaultHarmsTheMakingOfACache(errno: Errno) throws {
    for number in 1...300 {
      let place = folder.appending("\(number)")
      let faulty = FaultyFileSystem(fault: .init(number: number, errno: errno))
      let outcome = Result { () throws(CacheDirectoryError) in
        try CacheDirectory.openOrCreate(at: place, fileSystem: faulty)
      }
      let cache = try CacheDirectory.openOrCreate(at: place, fileSystem: disk)
      #expect(cache.repairs == [])
      #expect(try CacheDirectory.openOrCreate(at: place, fileSystem: disk).repairs == [])
      let names = try #require(try disk.entries(of: place)).map(\.name)
      #expect(!names.contains { $0.hasPrefix(".tmp_") })
      _ = try ObjectDatabase(cache).write([1], in: .zir)
      guard faulty.didFail else {
        _ = try outcome.get()
        #expect(number > 30)
        #expect(try RealGit(gitDirectory: place).finish(["fsck", "--strict"]).status == 0)
        return
      }
    }
    Issue.record("three hundred calls to make a cache")
  }
}
