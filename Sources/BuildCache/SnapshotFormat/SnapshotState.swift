// A state that a snapshot's name has or had, and those before it.

package import ObjectStore

/// A state in the history of a name.
package struct SnapshotState: Hashable, Sendable {
  package let name: SnapshotName
  package let id: ObjectID
  package let commit: SnapshotCommit
}

extension SnapshotState {
  /// The states of a name that are in the cache, the newest first. A state that expired ends them.
  ///
  /// - Parameter countMax: bounds what a forged history can cost.
  package static func history(
    of name: SnapshotName, from id: ObjectID, in database: ObjectDatabase, countMax: Int = 10_000
  ) -> [SnapshotState] {
    var states: [SnapshotState] = []
    var next: ObjectID? = id
    while let id = next, states.count < countMax {
      // An id covers its previous one, so there is no circle. A commit that cannot be read ends the history.
      guard let object = (try? database.read(id)) ?? nil, let commit = SnapshotCommit(object)
      else { break }
      states.append(SnapshotState(name: name, id: id, commit: commit))
      next = commit.previous
    }
    return states
  }
}
