// Locks on bytes of a file: each byte has one holder, in one process and in two.

import FileIO
import Glibc
import SystemPackage
import TestSupport
import Testing

@Suite struct ByteLockTests {
  let folder = TemporaryDirectory()
  var path: FilePath { folder.appending("flights.lock") }

  /// The disk, and the one of other tests, which must behave like it.
  private static let disks: [@Sendable (FilePath) throws -> any FileSystem] = [
    { _ in LocalFileSystem() },
    { folder in
      let disk = MemoryFileSystem(clock: ManualClock(nanoseconds: 1))
      try disk.createDirectories(folder)
      return disk
    },
  ]

  @Test(arguments: 0..<2) func aByteHasOneHolder(number: Int) throws {
    let disk = try Self.disks[number](folder.path)
    let first = try ByteLocks(path, fileSystem: disk)
    let second = try ByteLocks(path, fileSystem: disk)
    for offset in [0, 7, .max - 1] as [Int64] {
      let taken = [
        try first.take(offset), try first.take(offset), try second.take(offset),
        try second.take(offset == 0 ? 1 : offset - 1),
      ]
      #expect(taken == [true, true, false, true], "a holder can take its own byte again")
    }
    let isRefused = try !first.take(6)
    #expect(isRefused)
    _ = consume first
    // A child process that another test is just starting has a copy of the descriptor until its exec.
    var isTaken = false
    for _ in 0..<2000 where !isTaken {
      isTaken = try second.take(7)
      if !isTaken { usleep(1000) }
    }
    #expect(isTaken, "its end has released all")
  }

  /// flock(1) cannot lock bytes; Python can.
  @Test func theLocksOfAKilledProcessAreFree() throws {
    let locks = try ByteLocks(path, fileSystem: LocalFileSystem())
    let code = """
      import fcntl, os, struct, sys, time
      fd = os.open(sys.argv[1], os.O_RDWR)
      fcntl.fcntl(fd, 37, struct.pack('hhqqi', fcntl.F_WRLCK, 0, 5, 1, 0))
      print('held', flush=True)
      time.sleep(100)
      """
    let holder = try ChildProcess.start(
      "python3", ["-c", code, path.string], environment: ["PATH": "/usr/bin:/bin"])
    for _ in 0..<20_000 where !holder.saidSoFar.output.contains("held") { usleep(1000) }
    let before = [try locks.take(5), try locks.take(6)]
    #expect(before == [false, true])
    holder.send(SIGKILL)
    _ = try holder.finish()
    let after = try locks.take(5)
    #expect(after)
  }

  @Test func onlyAFileIsLocked() throws {
    #expect(mkfifo(path.string, 0o644) == 0)
    #expect(throws: FileError(.lock, path, .invalidArgument)) {
      _ = try ByteLocks(path, fileSystem: LocalFileSystem())
    }
    #expect(throws: FileError.self) {
      _ = try ByteLocks(folder.appending("absent/lock"), fileSystem: LocalFileSystem())
    }
  }
}
