// The cache's locks: no process starves, and a foreign file with a lock's name keeps none out.

import BuildCache
import FileIO
import Glibc
import ObjectStore
import Synchronization
import SystemPackage
import TestSupport
import Testing

@Suite struct CacheLockTests {
  private let folder = TemporaryDirectory()

  private func cache() throws -> CacheDirectory {
    try CacheDirectory.openOrCreate(at: folder.appending("cache"), fileSystem: LocalFileSystem())
  }

  /// Whether a lock was taken; it is released at once.
  private static func isTaken(_ lock: consuming FileLock?) -> Bool { lock != nil }

  /// Twelve builds follow each other without a pause, so that one of them always has the lock.
  @Test func aCollectorGetsItsTurnBesideAnyNumberOfBuilds() throws {
    let cache = try cache()
    let isDone = Atomic(false)
    let builds = Atomic(0)
    Parallel.forEach(count: 13, threadsMax: 13) { number in
      do {
        if number == 0 {
          usleep(20_000)
          for _ in 0..<3 {
            let taken1 = Self.isTaken(try cache.lock(.exclusive, wait: .forever))
            #expect(taken1)
          }
          isDone.store(true, ordering: .relaxed)
        } else {
          while !isDone.load(ordering: .relaxed), builds.load(ordering: .relaxed) < 50_000 {
            let lock = try cache.lock(.shared, wait: .forever)
            usleep(UInt32.random(in: 3000...6000))
            _ = consume lock
            builds.add(1, ordering: .relaxed)
          }
        }
      } catch {
        Issue.record("\(error)")
        isDone.store(true, ordering: .relaxed)
      }
    }
    #expect(builds.load(ordering: .relaxed) < 50_000)
    #expect(!FilePresence.exists(cache.path("lock.wanted")))
  }

  /// A build that takes longer than the gate is closed does not keep others out, and ends the wait.
  @Test func aLongBuildKeepsNoOtherBuildOut() throws {
    let cache = try cache()
    let long = try cache.lock(.shared, wait: .forever)
    let isWaiting = Atomic(false)
    let isDone = Atomic(false)
    Parallel.forEach(count: 2, threadsMax: 2) { number in
      do {
        if number == 0 {
          isWaiting.store(true, ordering: .relaxed)
          let taken2 = Self.isTaken(try cache.lockExclusively(until: .milliseconds(1500)))
          #expect(!taken2)
          isDone.store(true, ordering: .relaxed)
        } else {
          while !isWaiting.load(ordering: .relaxed) { usleep(1000) }
          var shared = 0
          while !isDone.load(ordering: .relaxed) {
            if Self.isTaken(try cache.lock(.shared, wait: .forever)) { shared += 1 }
          }
          #expect(shared > 0)
        }
      } catch {
        Issue.record("\(error)")
      }
    }
    _ = consume long
    let taken3 = Self.isTaken(try cache.lock(.exclusive, wait: .never))
    #expect(taken3)
  }

  @Test func aGateThatAKilledProcessLeftIsPassed() throws {
    let cache = try cache()
    let gate = cache.path("lock.wanted")
    try LocalFileSystem().replaceFile(gate, with: [])
    let taken4 = Self.isTaken(try cache.lock(.shared, wait: .forever))
    #expect(taken4)
    let taken5 = Self.isTaken(try cache.lock(.exclusive, wait: .forever))
    #expect(taken5)
  }

  @Test(arguments: ["lock", "save.lock", "gc.lock", "lock.wanted"])
  func whateverHasALocksNameIsMovedAside(name: String) throws {
    let cache = try cache()
    let path = cache.path(name).string
    for make in [
      { mkfifo(path, 0o644) }, { mkdir(path, 0o755) }, { symlink(name, path) },
      { symlink("/nonexistent/file", path) },
    ] {
      unlink(path)
      #expect(make() == 0)
      let taken6 = Self.isTaken(try cache.lock(cache.path(name), .exclusive, wait: .never))
      #expect(taken6)
      let taken7 = Self.isTaken(try cache.lock(.shared, wait: .forever))
      #expect(taken7)
    }
  }

  /// The cost of the lock for a build.
  @Test func aBuildPaysOneCallForTheGate() throws {
    let counting = FaultyFileSystem()
    let cache = try CacheDirectory.openOrCreate(at: folder.appending("cache"), fileSystem: counting)
    let before = counting.callCount
    let lock = try cache.lock(.shared, wait: .forever)
    // A stat of the gate; open, lock, and two stats of the open file.
    let calls = counting.callCount - before
    #expect(calls == 5)
    let taken8 = Self.isTaken(lock)
    #expect(taken8)
  }
}

private enum FilePresence {
  static func exists(_ path: FilePath) -> Bool { access(path.string, F_OK) == 0 }
}
