// Takes a snapshot: the state of a project's last good build becomes a commit, which a ref names.

package import FileIO
import ObjectStore
import SystemPackage

/// Writes snapshots of one project.
///
/// The trees of a snapshot (note 21):
///
///     ir/<path of a module>      its IR
///     rows/<path of a module>    its row: SnapshotRow
///     units/ab/<62 digits>       object code, by the unit's key
///     unit-rows/ab/<62 digits>   its row
package struct SnapshotWriter {
  /// The result of a call.
  package struct Outcome: Hashable, Sendable {
    package let state: SnapshotState
    /// Whether nothing has changed since the last snapshot of this name, so that none was made.
    package let isUnchanged: Bool
    /// The bytes that were added to the cache.
    package let bytesWritten: UInt64
  }

  private let directory: CacheDirectory
  private let paths: ProjectPaths
  private let fileSystem: any FileSystem
  private let clock: any WallClock
  let threadsMax: Int

  package init(
    directory: CacheDirectory, paths: ProjectPaths, fileSystem: any FileSystem,
    clock: any WallClock, threadsMax: Int
  ) {
    self.directory = directory
    self.paths = paths
    self.fileSystem = directory.confined(fileSystem)
    self.clock = clock
    self.threadsMax = threadsMax
  }

  /// Makes the signature of a commit, without a lock of the cache: it can wait for a process or a user.
  package typealias Signing = (_ payload: [UInt8]) throws(SnapshotError) -> [UInt8]

  /// Takes a snapshot. It holds the cache's lock shared, so that all it finds stays until the ref
  /// reaches it. While a commit is signed, a ref of its own keeps its tree instead.
  ///
  /// Cost after a snapshot of the same project: what has changed since, and the trees, which are encoded
  /// and hashed, and written where they are new.
  ///
  /// - Parameter sign: `nil`: it is not signed.
  package func take(
    _ name: SnapshotName, sign: Signing? = nil
  ) throws(SnapshotError) -> Outcome {
    guard let sign else {
      return try directory.shared(SnapshotError.file) { () throws(SnapshotError) in
        var taken = try gather(.all)
        for _ in 0..<Self.attemptsMax {
          let draft = try draft(name, taken)
          if let outcome = try add(draft, as: name, &taken) { return outcome }
        }
        throw Self.isBusy(name)
      }
    }
    let (gathered, keep) = try directory.shared(SnapshotError.file) { () throws(SnapshotError) in
      let taken = try gather(.withoutRemote)
      let keep = try SnapshotError.ofFile { () throws(FileError) in
        try SnapshotKeep.write(taken.tree, to: directory)
      }
      return (taken, keep)
    }
    defer { SnapshotKeep.remove(keep, from: directory) }
    var taken = gathered
    for _ in 0..<Self.attemptsMax {
      var draft = try draft(name, taken)
      if draft.isUnchanged, draft.last?.commit.signature == nil { draft.isUnchanged = false }
      if !draft.isUnchanged {
        guard let signed = draft.commit.signed(try sign(draft.commit.payload)) else {
          throw SnapshotError("the signature of '\(name)' is not one of OpenSSH")
        }
        draft.commit = signed
      }
      let outcome = try directory.shared(SnapshotError.file) { () throws(SnapshotError) in
        try add(draft, as: name, &taken)
      }
      if let outcome { return outcome }
    }
    throw Self.isBusy(name)
  }

  /// Each failure needs another process that takes a snapshot of the same name at the same time.
  private static let attemptsMax = 16

  private static func isBusy(_ name: SnapshotName) -> SnapshotError {
    SnapshotError("'\(name)' changes faster than a snapshot is taken; try again")
  }

  /// A state whose trees are in the cache.
  private struct Taken {
    let database: ObjectDatabase
    let tree: ObjectID
    let files: [SnapshotRecord.Row]
    let units: [SnapshotRecord.Row]
    let trees: [ObjectID]
    var bytesWritten: UInt64
  }

  private func gather(_ choice: UnitChoice) throws(SnapshotError) -> Taken {
    let contents = try SnapshotContents(paths, directory, fileSystem)
    let record = record()
    let count = contents.project.count + contents.linked.count
    var parts = Parts(
      database: contents.database, record: record,
      transaction: contents.database.beginTransaction(in: .objects),
      isFew: record != nil || count < ObjectDatabase.packedObjectsMin)
    let files = try fileRows(of: contents, &parts)
    let units = try unitRows(of: contents, choice, &parts)
    let tree = try SnapshotError.ofObject { () throws(ObjectError) in
      try parts.root(of: contents.project, files: files, units: units)
    }
    let trees = parts.trees
    do throws(ObjectError) {
      return Taken(
        database: contents.database, tree: tree, files: files, units: units, trees: trees,
        bytesWritten: try parts.transaction.commit())
    } catch {
      throw SnapshotError("\(error)")
    }
  }

  /// A commit to add, and the state that it follows.
  private struct Draft {
    /// The ref of the name.
    let ref: GitRef?
    let last: SnapshotState?
    var commit: SnapshotCommit
    var isUnchanged: Bool
  }

  private func draft(_ name: SnapshotName, _ taken: Taken) throws(SnapshotError) -> Draft {
    let ref = try ref(of: name)
    let last = ref.flatMap {
      SnapshotState.history(of: name, from: $0.id, in: taken.database, countMax: 1).first
    }
    let isUnchanged = last?.commit.tree == taken.tree
    guard isUnchanged || ref == nil || name.origin != .pinned else {
      throw SnapshotError.taken(name)
    }
    let commit = SnapshotCommit(
      tree: taken.tree, name: name.name, seconds: clock.nowNanoseconds() / 1_000_000_000,
      files: taken.files.count, units: taken.units.count, previous: last?.id)
    return Draft(ref: ref, last: last, commit: commit, isUnchanged: isUnchanged)
  }

  /// Adds a commit and makes the name its own. The caller holds the cache's lock.
  ///
  /// - Returns: `nil` if another process has given the name to another state since the draft.
  private func add(
    _ draft: Draft, as name: SnapshotName, _ taken: inout Taken
  ) throws(SnapshotError) -> Outcome? {
    try directory.saving(SnapshotError.file) { () throws(SnapshotError) -> Outcome? in
      guard try ref(of: name)?.id == draft.ref?.id else { return nil }
      if draft.isUnchanged, let last = draft.last {
        return Outcome(state: last, isUnchanged: true, bytesWritten: taken.bytesWritten)
      }
      let written = try SnapshotError.ofObject { () throws(ObjectError) in
        try taken.database.write(.commit, draft.commit.body, in: .objects)
      }
      taken.bytesWritten += UInt64(written.bytesWritten)
      try SnapshotError.ofFile { () throws(FileError) in
        try GitRef(name: name.ref, id: written.id).write(
          to: directory.path, fileSystem: fileSystem)
      }
      // Without the record the next snapshot is slower.
      try? fileSystem.replaceFile(
        paths.snapshot,
        with: SnapshotRecord.encode(
          commit: written.id, rows: taken.files + taken.units, trees: taken.trees))
      return Outcome(
        state: SnapshotState(name: name, id: written.id, commit: draft.commit),
        isUnchanged: false, bytesWritten: taken.bytesWritten)
    }
  }

  // MARK: The last snapshot

  /// The record of the last snapshot, if a ref names that: then all its objects are in the cache.
  private func record() -> SnapshotRecord? {
    guard let record = SnapshotRecord.load(paths.snapshot, fileSystem: fileSystem) else {
      return nil
    }
    let refs = GitRefs(of: directory.path, fileSystem: fileSystem).refs
    return refs.contains { $0.id == record.commit && SnapshotName(ref: $0.name) != nil }
      ? record : nil
  }

  private func ref(of name: SnapshotName) throws(SnapshotError) -> GitRef? {
    let refs = GitRefs(of: directory.path, fileSystem: fileSystem)
    if let problem = refs.problems.first(where: { $0.path == name.ref }) {
      throw SnapshotError("'\(problem.path)': \(problem.reason)")
    }
    return refs.refs.first { $0.name == name.ref }
  }
}
