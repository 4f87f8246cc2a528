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
  }

  private let directory: CacheDirectory
  private let own: ObjectDatabase
  private let source: ObjectDatabase
  private let fileSystem: any FileSystem
  private let clock: any WallClock
  private let threadsMax: Int

  /// - Parameter repository: the scratch repository, with all objects in its folder `objects`, or
  ///   already in the cache.
  package init(
    _ repository: FilePath, into directory: CacheDirectory, fileSystem: any FileSystem,
    clock: any WallClock, threadsMax: Int
  ) throws(SnapshotError) {
    self.directory = directory
    self.fileSystem = directory.confined(fileSystem)
    self.clock = clock
    self.threadsMax = threadsMax
    let confined = self.fileSystem
    own = try SnapshotError.ofObject { () throws(ObjectError) in
      try ObjectDatabase(directory, packScrutiny: .structure, fileSystem: confined)
    }
    source = try SnapshotError.ofObject { () throws(ObjectError) in
      try ObjectDatabase(
        in: repository, trees: [ObjectDatabase.Tree(number: 0, name: "objects")],
        quarantine: repository.appending(CacheName.quarantine), fileSystem: confined)
    }
  }

  /// Adds snapshots, each completely or not at all. It holds the cache's lock shared, and
  /// does local work only.
  package func add(_ refs: [GitRef]) throws(SnapshotError) -> [Outcome] {
    let lock = try SnapshotError.ofFile { () throws(FileError) in
      try directory.lock(.shared, wait: .forever)
    }
    let outcome = Result { () throws(SnapshotError) in
      var outcomes: [Outcome] = []
      for ref in refs {
        guard let name = SnapshotName(ref: ref.name) else { continue }
        outcomes.append(
          Outcome(
            name: name,
            result: Result { () throws(SnapshotError) in try add(name, ref.id) }))
      }
      try SnapshotLevel.rebuild(in: directory, own, clock: clock, threadsMax: threadsMax)
      return outcomes
    }
    _ = consume lock  // not earlier
    return try outcome.get()
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

  /// An object that has arrived, or that the cache has had before; `nil` if neither.
  private func object(_ id: ObjectID) throws(SnapshotError) -> StoredObject? {
    try SnapshotError.ofObject { () throws(ObjectError) in
      if let arrived = try source.read(id) { return arrived }
      return try own.read(id)
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
