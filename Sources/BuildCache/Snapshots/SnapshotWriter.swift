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
  private let threadsMax: Int

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

  /// Takes a snapshot. It holds the cache's lock shared, so that all it finds stays until the ref
  /// reaches it.
  ///
  /// Cost after a snapshot of the same project: what has changed since, and the trees, which are encoded
  /// and hashed, and written where they are new.
  package func take(_ name: SnapshotName) throws(SnapshotError) -> Outcome {
    let lock = try SnapshotError.ofFile { () throws(FileError) in
      try directory.lock(.shared, wait: .forever)
    }
    let outcome = Result { () throws(SnapshotError) in try takeLocked(name) }
    _ = consume lock  // not earlier
    return try outcome.get()
  }

  private func takeLocked(_ name: SnapshotName) throws(SnapshotError) -> Outcome {
    let contents = try SnapshotContents(paths, directory, fileSystem)
    let record = record()
    let count = contents.project.count + contents.linked.count
    var parts = Parts(
      database: contents.database, record: record,
      transaction: contents.database.beginTransaction(in: .objects),
      isFew: record != nil || count < ObjectDatabase.packedObjectsMin)
    let files = try fileRows(of: contents, &parts)
    let units = try unitRows(of: contents, &parts)
    let tree = try SnapshotError.ofObject { () throws(ObjectError) in
      try parts.root(of: contents.project, files: files, units: units)
    }
    let trees = parts.trees
    var bytesWritten: UInt64
    do throws(ObjectError) {
      bytesWritten = try parts.transaction.commit()
    } catch {
      throw SnapshotError("\(error)")
    }
    let saveLock = try SnapshotError.ofFile { () throws(FileError) in
      try directory.lock(directory.saveLockPath, .exclusive, wait: .forever)
    }
    let outcome = Result { () throws(SnapshotError) in
      let ref = try ref(of: name)
      let last = ref.flatMap {
        SnapshotState.history(of: name, from: $0.id, in: contents.database, countMax: 1).first
      }
      if let last, last.commit.tree == tree {
        return Outcome(state: last, isUnchanged: true, bytesWritten: bytesWritten)
      }
      guard ref == nil || name.origin != .pinned else { throw SnapshotError.taken(name) }
      let commit = SnapshotCommit(
        tree: tree, name: name.name, seconds: clock.nowNanoseconds() / 1_000_000_000,
        files: files.count, units: units.count, previous: last?.id)
      let written = try SnapshotError.ofObject { () throws(ObjectError) in
        try contents.database.write(.commit, commit.body, in: .objects)
      }
      bytesWritten += UInt64(written.bytesWritten)
      let state = SnapshotState(name: name, id: written.id, commit: commit)
      try SnapshotError.ofFile { () throws(FileError) in
        try GitRef(name: name.ref, id: written.id).write(
          to: directory.path, fileSystem: fileSystem)
      }
      // Without the record the next snapshot is slower.
      try? fileSystem.replaceFile(
        paths.snapshot,
        with: SnapshotRecord.encode(commit: written.id, rows: files + units, trees: trees))
      return Outcome(state: state, isUnchanged: false, bytesWritten: bytesWritten)
    }
    _ = consume saveLock  // not earlier
    return try outcome.get()
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

  // MARK: Rows

  fileprivate struct Parts: ~Copyable {
    let database: ObjectDatabase
    let record: SnapshotRecord?
    var transaction: ObjectTransaction
    /// All trees of the snapshot.
    var trees: [ObjectID] = []
    /// Whether few objects are new. Many are looked up by one listing, and packed.
    let isFew: Bool

    mutating func add(_ object: PreparedObject) throws(SnapshotError) {
      do throws(ObjectError) {
        try transaction.add(object)
      } catch {
        throw SnapshotError("\(error)")
      }
    }
  }

  /// A file or a unit, and the blob of its row.
  private struct Prepared: Sendable {
    let row: SnapshotRecord.Row
    let object: PreparedObject
  }

  /// The rows of all files, in the order of the project's index.
  private func fileRows(
    of contents: SnapshotContents, _ parts: inout Parts
  ) throws(SnapshotError) -> [SnapshotRecord.Row] {
    let project = contents.project
    var rows: [SnapshotRecord.Row?] = []
    rows.reserveCapacity(project.count)
    for file in 0..<project.count {
      let (hash, ir) = (project.combinedHash(file).digest, project.irID(file))
      rows.append(parts.record?.row(of: hash, object: ir))
    }
    let (isFew, database) = (parts.isFew, parts.database)
    let missing = rows.indices.filter { rows[$0] == nil }
    let made = Parallel.map(missing, threadsMax: threadsMax) {
      file -> Result<Prepared, SnapshotError> in
      Result { () throws(SnapshotError) in
        try Self.prepare(contents.entry(ofFile: file), ZirCache.format, database, isFew: isFew)
      }
    }
    for (file, made) in zip(missing, made) {
      let prepared = try made.get()
      try parts.add(prepared.object)
      rows[file] = prepared.row
    }
    return rows.compactMap { $0 }
  }

  private func unitRows(
    of contents: SnapshotContents, _ parts: inout Parts
  ) throws(SnapshotError) -> [SnapshotRecord.Row] {
    var rows: [SnapshotRecord.Row] = []
    var seen: Set<UnitKey> = []
    for unit in contents.linked where seen.insert(unit.key).inserted {
      if let known = parts.record?.row(of: unit.key.digest, object: unit.codeID) {
        rows.append(known)
      } else if let entry = contents.entry(of: unit) {
        let made = try Self.prepare(entry, UnitCache.format, parts.database, isFew: parts.isFew)
        try parts.add(made.object)
        rows.append(made.row)
      }
      // The code of a unit that was evicted is made again by the build that needs it.
    }
    return rows
  }

  private static func prepare(
    _ entry: KeyedEntry, _ format: IndexFile.Format, _ database: ObjectDatabase, isFew: Bool
  ) throws(SnapshotError) -> Prepared {
    let object = try SnapshotError.ofObject { () throws(ObjectError) in
      try database.prepare(
        .blob, SnapshotRow.encode(entry, format), in: .objects, form: isFew ? .asIs : .deflated,
        look: isFew ? .now : .once)
    }
    return Prepared(
      row: SnapshotRecord.Row(key: entry.key, object: entry.irID, row: object.id), object: object)
  }
}

extension SnapshotWriter.Parts {
  /// Builds the trees, adds those that are new, and returns the id of the first.
  ///
  /// - Parameter files: in the order of the project's index.
  fileprivate mutating func root(
    of project: FileHashCache, files: [SnapshotRecord.Row], units: [SnapshotRecord.Row]
  ) throws(ObjectError) -> ObjectID {
    var modules = PairedTrees()
    project.forEachFolder { path, names in
      let folder = modules.folder(path.isEmpty ? [] : SnapshotPath.components(path))
      for (name, file) in names {
        modules.add(
          SnapshotPath.component(name), object: files[file].object, row: files[file].row,
          to: folder)
      }
    }
    var codes = PairedTrees()
    for unit in units {
      let name = SnapshotUnitName.components(UnitKey(digest: unit.key))
      codes.add(name[1], object: unit.object, row: unit.row, to: codes.folder(name[..<1]))
    }
    var root = TreeWriter()
    root.add(folder: Array(SnapshotPart.ir.utf8), try add(modules, .objects))
    root.add(folder: Array(SnapshotPart.rows.utf8), try add(modules, .rows))
    root.add(folder: Array(SnapshotPart.unitRows.utf8), try add(codes, .rows))
    root.add(folder: Array(SnapshotPart.units.utf8), try add(codes, .objects))
    return try add(root.finish())
  }

  private mutating func add(
    _ pair: PairedTrees, _ side: PairedTrees.Side
  ) throws(ObjectError) -> ObjectID {
    try pair.build(side) { body throws(ObjectError) in try add(body) }
  }

  private mutating func add(_ body: [UInt8]) throws(ObjectError) -> ObjectID {
    let id = ObjectID(type: .tree, body: body)
    trees.append(id)
    if record?.contains(tree: id) == true { return id }
    try transaction.add(
      database.prepare(
        .tree, body, in: .objects, form: isFew ? .asIs : .deflated, look: isFew ? .now : .once))
    return id
  }
}
