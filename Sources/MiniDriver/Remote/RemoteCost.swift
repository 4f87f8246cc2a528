// Estimates whether a remote cache is worth asking.

import BuildCache
import FileIO
import SystemPackage

/// The cost of asking a remote cache, as the last builds measured it, in a file of the user's.
///
///     file = remote:32 nanoseconds:u64 misses:u64 time:u64     (numbers in big-endian order)
///
/// The file only decides whether to ask. So a wrong one costs time and nothing else.
struct RemoteCost {
  private let path: FilePath?
  private let remote: Digest
  private let fileSystem: any FileSystem
  private let clock: any WallClock
  /// The time from the start to the first answer.
  private let nanoseconds: UInt64
  /// The builds since the last one that found something.
  private let misses: UInt64

  /// - Parameter url: the remote cache's.
  init(
    url: String, userFolder: FilePath?, fileSystem: any FileSystem,
    clock: any WallClock = SystemWallClock()
  ) {
    path = userFolder?.appending("remote.cost")
    remote = Digest(hashing: Array(url.utf8))
    self.fileSystem = fileSystem
    self.clock = clock
    let size = Digest.sizeBytes + 24
    // An unreadable file is as good as none.
    guard let path, let bytes = try? fileSystem.contents(of: path, sizeMax: size),
      bytes.count == size, bytes.starts(with: remote.bytes)
    else {
      (nanoseconds, misses) = (Self.usualNanoseconds, 0)
      return
    }
    let numbers = stride(from: Digest.sizeBytes, to: size, by: 8).map { start in
      bytes[start..<(start + 8)].reduce(0) { $0 << 8 | UInt64($1) }
    }
    let age = ageNanoseconds(of: Int64(bitPattern: numbers[2]), now: clock.nowNanoseconds())
    let isNew = age >= 0 && age < Self.ageMaxNanoseconds
    (nanoseconds, misses) = isNew ? (numbers[0], numbers[1]) : (Self.usualNanoseconds, 0)
  }

  /// Later, the network can be another one, and a dead server can be alive again.
  private static let ageMaxNanoseconds: Int64 = 600_000_000_000
  /// Starting the program, connecting, and two calls on the same machine.
  private static let usualNanoseconds: UInt64 = 20_000_000
  private static let missesMax: UInt64 = 15

  /// Whether asking pays off for units that take this time to compile. The more builds have asked
  /// for nothing, the more it must save: somebody who edits a function is the first to build it.
  func isWorth(_ compilingNanoseconds: UInt64) -> Bool {
    let factor = min(misses, Self.missesMax) + 1
    return compilingNanoseconds / factor > nanoseconds
  }

  /// Stores a measurement. If that fails, the next build takes the usual cost.
  ///
  /// - Parameter found: the number of units that were found.
  func keep(_ nanoseconds: UInt64, found: Int) {
    guard let path else { return }
    let misses = found > 0 ? 0 : min(misses, Self.missesMax) + 1
    let time = UInt64(bitPattern: clock.nowNanoseconds())
    let numbers = [nanoseconds, misses, time].flatMap { number in
      stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: number >> UInt64($0)) }
    }
    try? fileSystem.replaceFile(path, with: remote.bytes + numbers)
  }
}

extension PlannedUnit {
  /// The time that clang needs for the unit: that of its last state, else an estimate.
  ///
  /// - Parameter level: of optimisation.
  func expectedNanoseconds(level: Int, _ cache: MultiLevelCache) -> UInt64 {
    if let last = cache.newestUnit(like: inputs), last.costNanoseconds > 0 {
      return last.costNanoseconds
    }
    let nanosecondsPerByte: UInt64 = level == 0 ? Self.plainCost : Self.optimisedCost
    return Self.startCost + load * nanosecondsPerByte
  }

  /// Nanoseconds of processor time for a byte, measured with clang 21 at -O0 and -O2 on 2 MB of IR.
  private static let plainCost: UInt64 = 150
  private static let optimisedCost: UInt64 = 1000
  /// The share of a process, which compiles up to 16 units.
  private static let startCost: UInt64 = 2_000_000
}
