// verify, refs: every object that a Git ref reaches is in the cache.

import FileIO
import ObjectStore

extension Verification {
  /// Checks that each ref is valid and that all objects that refs reach exist.
  mutating func checkRefs() throws(MaintenanceError) {
    let refs = GitRefs(of: directory.path, fileSystem: fileSystem)
    // `checkRepositoryFiles` reports HEAD.
    for problem in refs.problems where problem.path != "HEAD" {
      fault(
        problem.path, problem.reason,
        repair(of: problem.path) ?? .none("correct it with 'git update-ref', or remove it"))
    }
    guard !refs.refs.isEmpty else { return }
    let database = try MaintenanceError.ofObject { () throws(ObjectError) in
      try ObjectDatabase(directory, fileSystem: fileSystem)
    }
    // The repair of a ref removes all of its gaps.
    var repaired: Set<String> = []
    for gap in RefReach(refs.refs, in: database).gaps where !repaired.contains(gap.ref) {
      let repair = repair(of: gap.ref)
      if repair != nil { repaired.insert(gap.ref) }
      fault(
        gap.ref, "it reaches object \(gap.id): \(gap.problem)",
        repair
          ?? .none("get the object from another repository, or remove the ref: 'git update-ref -d'")
      )
    }
  }

  /// Checks the rows of fetched snapshots. They are made again of the snapshots.
  mutating func checkFetchedRows() {
    checkFetched(ZirCache.load(SnapshotLevel.zirIndex(in: directory), fileSystem: fileSystem))
    checkFetched(UnitCache.load(SnapshotLevel.unitIndex(in: directory), fileSystem: fileSystem))
  }

  private mutating func checkFetched<Index: KeyedCache>(_ outcome: LoadOutcome<Index>) {
    guard case .damaged(let reason) = outcome else { return }
    fault(
      CacheName.fetched, reason,
      .moveAside(
        directory.path(CacheName.fetched), as: CacheName.fetched,
        then: "the next 'mini fetch' rebuilds it"))
  }

  /// Refs of mini's own can be made again; `nil` for those of the user, and for packed ones.
  private func repair(of ref: String) -> Repair? {
    let path = directory.path(ref)
    // A file that cannot be looked at is the user's to mend.
    guard ref.hasPrefix("refs/mini/"),
      (try? fileSystem.status(of: path, followingLinks: false)) != nil
    else { return nil }
    return .moveAside(
      path, as: ref.replacing("/", with: "-"), then: "'mini snapshot' takes another snapshot")
  }
}
