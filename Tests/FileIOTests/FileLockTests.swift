// Locks exclude each other, threads and processes alike.

import FileIO
import Foundation
import Glibc
import Synchronization
import SystemPackage
import TestSupport
import Testing

private let disk = LocalFileSystem()

/// The holders that were reported to waiting threads.
private final class Told: Sendable {
  let all = Mutex<[[LockHolder]]>([])
}

@Suite struct FileLockTests {
  let folder = TemporaryDirectory()
  var path: FilePath { folder.appending("lock") }

  /// Whether the lock can be taken at once.
  private func isFree(_ kind: LockKind) throws -> Bool {
    let lock = try FileLock(path, kind, wait: .never, fileSystem: disk)
    return lock != nil
  }

  /// Whether a released lock can be taken. A child process that another test is just starting has a
  /// copy of every descriptor until its exec.
  private func becomesFree(_ kind: LockKind) throws -> Bool {
    for _ in 0..<2000 {
      if try isFree(kind) { return true }
      usleep(1000)
    }
    return false
  }

  @Test func exclusiveKeepsOutAllAndSharedTheExclusive() throws {
    do {
      let held = try FileLock(path, .exclusive, wait: .never, fileSystem: disk)
      #expect(try !isFree(.exclusive))
      #expect(try !isFree(.shared))
      withExtendedLifetime(held) {}
    }
    #expect(try becomesFree(.exclusive))
    do {
      let held = try FileLock(path, .shared, wait: .never, fileSystem: disk)
      #expect(try becomesFree(.shared))
      #expect(try !isFree(.exclusive))
      withExtendedLifetime(held) {}
    }
    #expect(try becomesFree(.exclusive))
  }

  /// The holder here is this process itself, on another thread.
  @Test func whoWaitsLongIsToldForWhom() throws {
    let told = Told()
    let path = path
    @Sendable func lock(_ kind: LockKind) throws {
      let lock = try FileLock(path, kind, wait: .forever, fileSystem: disk) { holders in
        told.all.withLock { $0.append(holders) }
      }
      withExtendedLifetime(lock) {}
    }
    try lock(.exclusive)
    #expect(told.all.withLock { $0 }.isEmpty, "nobody was waited for")
    let held = try FileLock(path, .shared, wait: .forever, fileSystem: disk)
    try lock(.shared)
    #expect(told.all.withLock { $0 }.isEmpty, "shared locks do not wait for each other")
    // The kernel's list can lack a lock while other processes change theirs.
    func holders() -> [pid_t] { LockHolder.all(of: path, fileSystem: disk).map(\.processID) }
    for _ in 0..<100 where holders().isEmpty { usleep(10_000) }
    #expect(holders() == [getpid()])
    let finished = DispatchSemaphore(value: 0)
    Thread.detachNewThread {
      _ = try? lock(.exclusive)  // a failure shows in the reports
      finished.signal()
    }
    // The report comes after a quarter of a second, or later on a busy machine.
    for _ in 0..<3000 where told.all.withLock({ $0.isEmpty }) { usleep(10_000) }
    #expect(finished.wait(timeout: .now()) == .timedOut, "it waits")
    _ = consume held
    #expect(finished.wait(timeout: .now() + .seconds(60)) == .success, "it ends")
    let holders = told.all.withLock { $0 }
    #expect(holders.count == 1, "once")
    #expect(holders.first?.map(\.processID) == [getpid()])
    #expect(holders.first?.first?.command.isEmpty == false)
    #expect(LockHolder.all(of: path, fileSystem: disk) == [])
  }

  @Test func aLockOnAFileThatWasRemovedIsNoLock() throws {
    let held = try FileLock(path, .exclusive, wait: .forever, fileSystem: disk)
    try disk.remove(path)
    // The name is free again: the process locks the new file and does not wait for the removed one.
    #expect(try isFree(.exclusive))
    withExtendedLifetime(held) {}
  }

  @Test func threadsTakeTurns() throws {
    let inside = Atomic<Int>(0)
    let turns = Atomic<Int>(0)
    let path = path
    Parallel.forEach(count: 40, threadsMax: 4) { _ in
      guard let lock = try? FileLock(path, .exclusive, wait: .forever, fileSystem: disk) else {
        Issue.record("no lock")
        return
      }
      #expect(inside.add(1, ordering: .relaxed).newValue == 1)
      turns.add(1, ordering: .relaxed)
      #expect(inside.subtract(1, ordering: .relaxed).newValue == 0)
      withExtendedLifetime(lock) {}
    }
    #expect(turns.load(ordering: .relaxed) == 40)
  }

  @Test func aLockThatCannotBeTakenIsAnError() throws {
    #expect(throws: FileError.self) {
      _ = try FileLock(folder.appending("no/lock"), .shared, wait: .never, fileSystem: disk)
    }
    let faulty = FaultyFileSystem(fault: .init([.lock], number: 1))
    #expect(throws: FileError.self) {
      _ = try FileLock(path, .shared, wait: .never, fileSystem: faulty)
    }
    #expect(faulty.counts[.close] == 1)
  }
}
