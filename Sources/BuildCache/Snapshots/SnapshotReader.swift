// Walks the trees of a snapshot, and checks that they are as SnapshotWriter makes them.

import ObjectStore

/// A file or a unit of a snapshot, by the names in its trees.
struct SnapshotItem: Sendable {
  enum Kind: Sendable {
    case file
    case unit
  }

  let kind: Kind
  let components: [[UInt8]]
  let object: ObjectID
  let row: ObjectID
}

/// Walks the trees of snapshots, which may be forged. It reads each tree of rows once, so the work is
/// bounded by the bytes that were sent.
struct SnapshotReader {
  /// Reads an object; `nil` if it is absent.
  private let read: (ObjectID) throws(SnapshotError) -> StoredObject?
  /// The commits and trees that were read, in order, each once.
  private(set) var frame: [(id: ObjectID, object: StoredObject)] = []
  private var framed: Set<ObjectID> = []
  /// Pairs of trees that were walked, with their paths.
  private var walked: Set<Pair> = []
  private var items: [SnapshotItem] = []

  private struct Pair: Hashable {
    let path: [[UInt8]]
    let kind: SnapshotItem.Kind
    let objects: ObjectID
    let rows: ObjectID
  }

  init(read: @escaping (ObjectID) throws(SnapshotError) -> StoredObject?) {
    self.read = read
  }

  /// The files and units of a snapshot that no snapshot before it has, and its commit.
  mutating func contents(
    of id: ObjectID
  ) throws(SnapshotError) -> (commit: SnapshotCommit, items: [SnapshotItem]) {
    guard let commit = SnapshotCommit(try object(id, .commit)) else {
      throw SnapshotError("its commit is not one of a snapshot")
    }
    let parts = try entries(commit.tree)
    guard
      parts.map({ String(decoding: $0.name, as: UTF8.self) }) == [
        SnapshotPart.ir, SnapshotPart.rows, SnapshotPart.unitRows, SnapshotPart.units,
      ], parts.allSatisfy({ $0.isTree == true })
    else { throw SnapshotError("its tree is not one of a snapshot") }
    items = []
    var rowTrees: Set<ObjectID> = []
    try walk(
      Pair(path: [], kind: .file, objects: parts[0].id, rows: parts[1].id), &rowTrees)
    try walk(
      Pair(path: [], kind: .unit, objects: parts[3].id, rows: parts[2].id), &rowTrees)
    return (commit, items)
  }

  private mutating func walk(
    _ first: Pair, _ rowTrees: inout Set<ObjectID>
  ) throws(SnapshotError) {
    var pending = [first]
    while let pair = pending.popLast() {
      guard !walked.contains(pair) else { continue }
      guard pair.path.count < Self.depthMax else {
        throw SnapshotError("its folders are too deep")
      }
      // A row contains its path, so no folder has the rows of another.
      guard rowTrees.insert(pair.rows).inserted else {
        throw SnapshotError("two of its folders have the same rows")
      }
      let (objects, rows) = (try entries(pair.objects), try entries(pair.rows))
      guard objects.count == rows.count else { throw Self.mismatch(pair) }
      for (object, row) in zip(objects, rows) {
        guard object.name == row.name, let isTree = object.isTree, row.isTree == isTree else {
          throw Self.mismatch(pair)
        }
        let path = pair.path + [Array(object.name)]
        if isTree {
          pending.append(
            Pair(path: path, kind: pair.kind, objects: object.id, rows: row.id))
        } else {
          items.append(
            SnapshotItem(kind: pair.kind, components: path, object: object.id, row: row.id))
        }
      }
      guard items.count <= Self.itemsMax else { throw SnapshotError("it has too many files") }
      walked.insert(pair)
    }
  }

  private static func mismatch(_ pair: Pair) -> SnapshotError {
    let folder = pair.path.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "/")
    return SnapshotError("its rows in '\(folder)' are not those of its objects there")
  }

  /// A tree's entries: files and folders only, in Git's order, each name once.
  private mutating func entries(_ id: ObjectID) throws(SnapshotError) -> [TreeEntry] {
    let tree = try object(id, .tree)
    guard let entries = TreeEntry.all(of: tree.body) else {
      throw SnapshotError("its tree \(id) is malformed")
    }
    var writer = TreeWriter()
    for entry in entries {
      switch entry.isTree {
      case true: writer.add(folder: Array(entry.name), entry.id)
      case false: writer.add(file: Array(entry.name), entry.id)
      case nil: throw SnapshotError("its tree \(id) contains a link, a module or a program")
      }
    }
    guard writer.finish() == tree.body, Set(entries.map(\.name)).count == entries.count else {
      throw SnapshotError("its tree \(id) is not in order")
    }
    return entries
  }

  private mutating func object(
    _ id: ObjectID, _ type: ObjectType
  ) throws(SnapshotError) -> StoredObject {
    guard let object = try read(id) else { throw SnapshotError("its \(type) \(id) is absent") }
    guard object.type == type else { throw SnapshotError("its \(type) \(id) is a \(object.type)") }
    if framed.insert(id).inserted { frame.append((id, object)) }
    return object
  }

  /// Ten times the largest project that is measured.
  private static let itemsMax = 1 << 20
  /// A path has at most 4096 bytes.
  private static let depthMax = 2048
}

extension SnapshotItem {
  /// The entry of its row, which must describe this file or unit. `body` is the row's blob.
  func entry(_ body: [UInt8], day: UInt32) throws(SnapshotError) -> KeyedEntry {
    let format = kind == .file ? ZirCache.format : UnitCache.format
    guard let entry = SnapshotRow.decode(body, format, day: day) else {
      throw SnapshotError("the row of '\(name)' cannot be read by this version of mini")
    }
    guard entry.irID == object, try describes(entry) else {
      throw SnapshotError("the row of '\(name)' describes something else")
    }
    return entry
  }

  /// Whether a row has the name of this file or unit, and the key of the inputs that it lists.
  private func describes(_ entry: KeyedEntry) throws(SnapshotError) -> Bool {
    switch kind {
    case .file:
      guard let path = SnapshotPath.path(of: components) else {
        throw SnapshotError("'\(name)' is not the name of a module")
      }
      return entry.name == path
        && ZirEntry(entry)?.inputs.combinedHash.digest == entry.key
    case .unit:
      guard let key = SnapshotUnitName.key(of: components) else {
        throw SnapshotError("'\(name)' is not the name of a unit")
      }
      return entry.key == key.digest && UnitEntry(entry)?.inputs.key == key
    }
  }

  /// Whether these bytes can be the object of the row.
  func isBody(_ body: [UInt8], of entry: KeyedEntry) -> Bool {
    UInt64(body.count) == entry.irSize
      && (kind == .unit || Checksum.crc32(body) == entry.irChecksum)
  }

  /// For messages.
  var name: String {
    components.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "/")
  }
}
