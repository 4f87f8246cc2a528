// Adds the snapshots that Git has put into a scratch repository to a cache.

package import FileIO
package import ObjectStore
package import SystemPackage

/// Checks snapshots that have arrived, object by object, and adds them to a cache. An object that fits
/// its name can still be forged. So the form of each is checked, and that each row describes the object
/// beside it. No check shows whether a compiler made that object of the row's inputs.
package struct SnapshotArrival: Sendable {
  /// The result for one snapshot.
  package struct Outcome: Sendable {
    package let name: SnapshotName
    package let result: Result<SnapshotState, SnapshotError>
    /// The signer, if the signature was checked.
    package let signer: String?
  }

  /// Decides whether a snapshot is accepted, without a lock of the cache.
  ///
  /// - Returns: the signer, if the signature was checked.
  package typealias Approval = (GitRef, SnapshotCommit) throws(SnapshotError) -> String?

  private let directory: CacheDirectory
  private let own: ObjectDatabase
  /// Those that objects are read from, the first that has it.
  private let sources: [ObjectDatabase]
  private let fileSystem: any FileSystem
  private let clock: any WallClock
  private let threadsMax: Int

  /// - Parameters:
  ///   - repository: the scratch repository, with all objects in its folder `objects`, or already in one
  ///     of the caches.
  ///   - directory: the cache to add to.
  ///   - other: another cache to read from.
  package init(
    _ repository: FilePath, into directory: CacheDirectory, beside other: CacheDirectory? = nil,
    fileSystem: any FileSystem, clock: any WallClock, threadsMax: Int
  ) throws(SnapshotError) {
    self.directory = directory
    self.fileSystem = directory.confined(fileSystem)
    self.clock = clock
    self.threadsMax = threadsMax
    let confined = self.fileSystem
    (own, sources) = try SnapshotError.ofObject { () throws(ObjectError) in
      let own = try ObjectDatabase(directory, packScrutiny: .structure, fileSystem: confined)
      let arrived = try ObjectDatabase(
        in: repository, trees: [ObjectDatabase.Tree(number: 0, name: "objects")],
        quarantine: repository.appending(CacheName.quarantine), fileSystem: confined)
      guard let other else { return (own, [arrived, own]) }
      let beside = try ObjectDatabase(
        other, packScrutiny: .structure, fileSystem: other.confined(fileSystem))
      return (own, [arrived, own, beside])
    }
  }

  /// Adds snapshots, each completely or not at all. Those that are approved are checked and added
  /// under the cache's lock, shared, by local work only.
  package func add(
    _ refs: [GitRef], approve: Approval
  ) throws(SnapshotError) -> [Outcome] {
    var approved: [(name: SnapshotName, id: ObjectID, signer: Result<String?, SnapshotError>)] = []
    for ref in refs {
      guard let name = SnapshotName(ref: ref.name) else { continue }
      let signer = Result { () throws(SnapshotError) in try approve(ref, try commit(ref.id)) }
      approved.append((name, ref.id, signer))
    }
    return try directory.shared(SnapshotError.file) { () throws(SnapshotError) in
      var outcomes: [Outcome] = []
      for (name, id, signer) in approved {
        let result = Result { () throws(SnapshotError) in
          _ = try signer.get()
          return try add(name, id)
        }
        outcomes.append(Outcome(name: name, result: result, signer: (try? signer.get()) ?? nil))
      }
      try SnapshotLevel.rebuild(in: directory, own, clock: clock, threadsMax: threadsMax)
      return outcomes
    }
  }

  private func commit(_ id: ObjectID) throws(SnapshotError) -> SnapshotCommit {
    guard let commit = try object(id).flatMap({ SnapshotCommit($0) }) else {
      throw SnapshotError("its commit is not one of a snapshot")
    }
    return commit
  }

  private func add(
    _ name: SnapshotName, _ id: ObjectID
  ) throws(SnapshotError) -> SnapshotState {
    var reader = SnapshotReader { id throws(SnapshotError) in try object(id) }
    let (commit, items) = try reader.contents(of: id)
    var files = own.beginTransaction(in: .zir)
    var others = own.beginTransaction(in: .objects)
    var failure: SnapshotError?
    Parallel.map(items, threadsMax: threadsMax) { item -> Result<Checked, SnapshotError> in
      Result { () throws(SnapshotError) in try checked(item) }
    } inOrder: { _, made in
      do throws(SnapshotError) {
        let made = try made.get()
        // After a failure nothing more is written.
        guard failure == nil else { return }
        try Self.append(made.file, to: &files)
        for object in made.others { try Self.append(object, to: &others) }
      } catch {
        failure = failure ?? error
      }
    }
    if let failure { throw failure }
    for (_, object) in reader.frame {
      try Self.append(try prepare(object, in: .objects), to: &others)
    }
    do throws(ObjectError) {
      _ = try files.commit()
      _ = try others.commit()
    } catch {
      throw SnapshotError("\(error)")
    }
    try SnapshotError.ofFile { () throws(FileError) in
      try GitRef(name: name.ref, id: id).write(to: directory.path, fileSystem: fileSystem)
    }
    return SnapshotState(name: name, id: id, commit: commit)
  }

  /// The objects of a file or unit, checked.
  private struct Checked: Sendable {
    var file: PreparedObject?
    var others: [PreparedObject] = []
  }

  private func checked(_ item: SnapshotItem) throws(SnapshotError) -> Checked {
    guard let row = try object(item.row), row.type == .blob else {
      throw SnapshotError("the row of '\(item.name)' is absent")
    }
    // The day is of no interest here.
    let entry = try item.entry(row.body, day: 0)
    guard let body = try object(item.object), body.type == .blob else {
      throw SnapshotError("the object of '\(item.name)' is absent")
    }
    guard item.isBody(body.body, of: entry) else {
      throw SnapshotError("the object of '\(item.name)' is not the one that its row describes")
    }
    var checked = Checked(others: [try prepare(row, in: .objects)])
    switch item.kind {
    case .file: checked.file = try prepare(body, in: .zir)
    case .unit: checked.others.append(try prepare(body, in: .objects))
    }
    return checked
  }

  /// An object that has arrived, or that a cache has had before; `nil` if neither.
  private func object(_ id: ObjectID) throws(SnapshotError) -> StoredObject? {
    try SnapshotError.ofObject { () throws(ObjectError) in
      for source in sources {
        if let object = try source.read(id) { return object }
      }
      return nil
    }
  }

  private func prepare(
    _ object: StoredObject, in tree: ObjectDatabase.Tree
  ) throws(SnapshotError) -> PreparedObject {
    try SnapshotError.ofObject { () throws(ObjectError) in
      try own.prepare(object.type, object.body, in: tree, form: .deflated, look: .once)
    }
  }

  private static func append(
    _ object: PreparedObject?, to transaction: inout ObjectTransaction
  ) throws(SnapshotError) {
    guard let object else { return }
    do throws(ObjectError) {
      try transaction.add(object)
    } catch {
      throw SnapshotError("\(error)")
    }
  }
}
