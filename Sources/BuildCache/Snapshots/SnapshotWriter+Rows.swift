// The rows and the trees of a snapshot, as SnapshotWriter writes them.

import FileIO
import ObjectStore

extension SnapshotWriter {
  /// The objects that a snapshot adds.
  struct Parts: ~Copyable {
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
  func fileRows(
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

  /// The units of a snapshot.
  enum UnitChoice {
    case all
    /// Without those from a remote cache: a signature would repeat a claim of others.
    case withoutRemote
  }

  func unitRows(
    of contents: SnapshotContents, _ choice: UnitChoice, _ parts: inout Parts
  ) throws(SnapshotError) -> [SnapshotRecord.Row] {
    var rows: [SnapshotRecord.Row] = []
    var seen: Set<UnitKey> = []
    for unit in contents.linked where seen.insert(unit.key).inserted {
      if choice == .withoutRemote, contents.isFromRemote(unit) { continue }
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
  mutating func root(
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
