// The objects that gc keeps, and for how long: the options of `mini gc` as values.

import FileIO

/// Decides what gc keeps and what it drops.
package struct GarbagePolicy: Hashable, Sendable {
  /// The time for which unreachable objects are kept.
  package enum Grace: Hashable, Sendable {
    case none
    case nanoseconds(Int64)
  }

  /// Git's two weeks (`gc.pruneExpire`).
  package static let graceNanoseconds: Int64 = 14 * nanosecondsPerDay

  package var grace = Grace.nanoseconds(graceNanoseconds)
  /// The disk space that the whole cache may use; `nil` for no limit.
  package var sizeMaxBytes: UInt64?
  /// Earlier states that were not used for longer are dropped; `nil` for no limit.
  package var ageMaxNanoseconds: Int64?
  /// States of a file or function that are kept whatever their age: as many as an index keeps.
  package var generationsMax = ZirCache.generationsMax

  /// zlib's level, from 0 to 9, at which all packs are written again; `nil`: only packs with waste are,
  /// and what was deflated stays as it is.
  package var recompressionLevel: Int32?

  /// Snapshots older than this are dropped; `nil` for no limit.
  package var snapshotAgeMaxNanoseconds: Int64? = 90 * nanosecondsPerDay
  /// States that are kept of each name of a snapshot.
  package var snapshotsMax = 16

  /// The projects to remove, by ``CacheProject/id``. Objects that only they needed are dropped without a
  /// grace time.
  package var removedProjects: Set<String> = []

  package init() {}

  /// Takes the limits of snapshots from settings.
  package mutating func limitSnapshots(by limits: Configuration) {
    snapshotAgeMaxNanoseconds = limits.snapshotAgeMaxNanoseconds
    snapshotsMax = limits.snapshotsMax
  }

  /// A temporary file that was not written for longer was left by a killed writer. No process takes
  /// an hour to write one file.
  static let leftoverNanoseconds: Int64 = 3_600_000_000_000

  /// Whether an unreachable object is kept that was last used this long ago.
  func isInGrace(ageNanoseconds: Int64) -> Bool {
    switch grace {
    case .none: false
    case .nanoseconds(let grace): ageNanoseconds <= grace
    }
  }

  /// Whether something was not used for too long to be kept, even if it is reachable.
  func isTooOld(ageNanoseconds: Int64) -> Bool {
    ageMaxNanoseconds.map { ageNanoseconds > $0 } ?? false
  }

  /// Whether a temporary file of this age has no writer any more. With `--prune now` none has,
  /// because gc holds the exclusive lock, and no process writes objects or indexes.
  func isLeftover(ageNanoseconds: Int64) -> Bool {
    grace == .none || ageNanoseconds > GarbagePolicy.leftoverNanoseconds
  }
}
