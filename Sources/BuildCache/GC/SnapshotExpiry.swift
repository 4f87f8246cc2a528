// Decides which refs gc follows, and which states of snapshots behind them.

import FileIO
import ObjectStore

/// The refs of a cache as gc sees them. Refs that are not snapshots' are all followed.
struct SnapshotExpiry: Sendable {
  /// The refs to follow, and the earlier states of snapshots that are kept, under the names of their refs.
  private(set) var followed: [GitRef] = []
  /// Refs to remove.
  private(set) var expired: [GitRef] = []

  init(
    _ refs: [GitRef], in database: ObjectDatabase, of directory: CacheDirectory,
    _ policy: GarbagePolicy, fileSystem: any FileSystem, nowNanoseconds now: Int64
  ) {
    for ref in refs {
      if ref.name.hasPrefix(SnapshotKeep.prefix) {
        let path = directory.path(ref.name)
        // A ref whose time is not known is followed.
        let status = try? fileSystem.status(of: path, followingLinks: false)
        let age = ageNanoseconds(of: status?.mtimeNanoseconds ?? now, now: now)
        if age > nanosecondsPerDay { expired.append(ref) } else { followed.append(ref) }
        continue
      }
      // A pin stays until it is deleted, whatever it names.
      guard let name = SnapshotName(ref: ref.name), name.origin != .pinned else {
        followed.append(ref)
        continue
      }
      let states = SnapshotState.history(
        of: name, from: ref.id, in: database, countMax: policy.snapshotsMax)
      // A commit that this version cannot read is kept as any ref is.
      guard let newest = states.first else {
        followed.append(ref)
        continue
      }
      guard !Self.isTooOld(newest, policy, now: now) else {
        expired.append(ref)
        continue
      }
      for state in states where !Self.isTooOld(state, policy, now: now) {
        followed.append(GitRef(name: ref.name, id: state.id))
      }
    }
  }

  private static func isTooOld(
    _ state: SnapshotState, _ policy: GarbagePolicy, now: Int64
  ) -> Bool {
    guard let ageMax = policy.snapshotAgeMaxNanoseconds else { return false }
    let (time, overflow) = state.commit.seconds.multipliedReportingOverflow(by: 1_000_000_000)
    // A time that no clock shows is a forged one.
    return overflow || ageNanoseconds(of: time, now: now) > ageMax
  }
}
