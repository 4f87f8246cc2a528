// All places that a cache's objects are read from: its trees, and in each tree its sources.

package import FileIO

/// A cache's objects: the two trees, and within each tree the loose objects, and whatever else
/// comes to hold objects (packs, memory).
///
/// Safe to use from several threads at a time.
public struct ObjectDatabase: Sendable {
  /// The trees of a cache.
  public enum Tree: String, Hashable, Sendable, CaseIterable {
    /// One object for each distinct file.
    case zir
    /// One object for each distinct function.
    case objects
  }

  package let zir: LooseTree
  package let objects: LooseTree
  private let cache: CacheDirectory

  /// Opens the trees of a cache.
  public init(_ cache: CacheDirectory) throws(ObjectError) {
    try self.init(cache, fileSystem: cache.fileSystem)
  }

  package init(_ cache: CacheDirectory, fileSystem: any FileSystem) throws(ObjectError) {
    zir = try LooseTree(path: cache.path(of: .zir), fileSystem: fileSystem)
    objects = try LooseTree(path: cache.path(of: .objects), fileSystem: fileSystem)
    self.cache = cache
  }

  /// A tree's loose objects.
  package func loose(_ tree: Tree) -> LooseTree {
    switch tree {
    case .zir: zir
    case .objects: objects
    }
  }

  /// Where a tree's objects are read from, the likeliest first.
  private func sources(_ tree: Tree) -> [any ObjectSource] { [loose(tree)] }

  // MARK: Reading

  /// An object, from whichever tree has a sound copy; nil where none has any. A damaged copy is
  /// an error only where there is no sound one.
  public func read(_ id: ObjectID) throws(ObjectError) -> StoredObject? {
    try firstSound { source throws(ObjectError) in try source.read(id) }
  }

  /// An object's type and size; see ``read(_:)``.
  public func header(of id: ObjectID) throws(ObjectError) -> ObjectHeader? {
    try firstSound { source throws(ObjectError) in try source.header(of: id) }
  }

  /// Whether any tree has something under this name.
  public func contains(_ id: ObjectID) -> Bool {
    Tree.allCases.contains { contains(id, in: $0) }
  }

  /// Whether a tree has something under this name.
  public func contains(_ id: ObjectID, in tree: Tree) -> Bool {
    sources(tree).contains { $0.contains(id) }
  }

  private func firstSound<Value>(
    _ look: (any ObjectSource) throws(ObjectError) -> Value?
  ) throws(ObjectError) -> Value? {
    var failure: ObjectError?
    for tree in Tree.allCases {
      for source in sources(tree) {
        do {
          if let value = try look(source) { return value }
        } catch {
          failure = failure ?? error
        }
      }
    }
    if let failure { throw failure }
    return nil
  }

  /// What came of a read by one who can do without the object.
  package enum ReadOutcome: Sendable {
    case found(StoredObject)
    case absent
    /// Wrong, and already moved aside.
    case damaged(String)
    /// The file system refused.
    case unreadable(String)
  }

  /// Reads an object of a tree; a damaged copy is moved to the cache's quarantine.
  package func readOrQuarantine(_ id: ObjectID, in tree: Tree) -> ReadOutcome {
    let first = outcome(id, tree)
    guard case .damaged = first else { return first }
    // Another process may have healed it meanwhile: only what is damaged still is moved.
    let second = outcome(id, tree)
    if case .damaged = second { loose(tree).quarantine(id, into: cache.quarantinePath) }
    return second
  }

  private func outcome(_ id: ObjectID, _ tree: Tree) -> ReadOutcome {
    var failure: ReadOutcome?
    for source in sources(tree) {
      do {
        if let object = try source.read(id) { return .found(object) }
      } catch {
        switch error {
        case .damaged(_, _, let reason): failure = failure ?? .damaged(reason.rawValue)
        case .file, .tooLarge: failure = failure ?? .unreadable(error.description)
        }
      }
    }
    return failure ?? .absent
  }

  // MARK: Writing

  /// Writes a blob into a tree; see ``write(_:_:in:)``.
  public func write(_ body: [UInt8], in tree: Tree) throws(ObjectError) -> WriteResult {
    try write(.blob, body, in: tree)
  }

  /// Writes an object into a tree, unless the tree has a sound copy. A damaged copy is moved to the
  /// cache's quarantine first.
  public func write(
    _ type: ObjectType, _ body: [UInt8], in tree: Tree
  ) throws(ObjectError) -> WriteResult {
    let loose = loose(tree)
    let id = try loose.identify(type, body)
    guard contains(id, in: tree) else { return try loose.put(id, type, body, healed: nil) }
    switch readOrQuarantine(id, in: tree) {
    case .found: return WriteResult(id: id, bytesWritten: 0, healed: nil)
    case .absent, .unreadable: return try loose.put(id, type, body, healed: nil)
    case .damaged(let reason):
      return try loose.put(id, type, body, healed: Damage(rawValue: reason))
    }
  }

  // MARK: Listing

  /// What a prefix stands for.
  public enum Resolution: Hashable, Sendable {
    case absent
    case unique(ObjectID)
    /// The candidates, in order.
    case ambiguous([ObjectID])
  }

  /// Finds the object whose id begins so, across the trees.
  public func resolve(_ prefix: ObjectPrefix) throws(ObjectError) -> Resolution {
    let found = try ids(firstByte: prefix.low.firstByte).filter(prefix.matches)
    switch found.count {
    case 0: return .absent
    case 1: return .unique(found[0])
    default: return .ambiguous(found)
    }
  }

  /// The ids of all trees whose first byte is this, in order, each once.
  public func ids(firstByte: UInt8) throws(ObjectError) -> [ObjectID] {
    var ids: [ObjectID] = []
    for tree in Tree.allCases {
      for source in sources(tree) { ids += try source.ids(firstByte: firstByte) }
    }
    ids.sort()
    var unique: [ObjectID] = []
    for id in ids where unique.last != id { unique.append(id) }
    return unique
  }

  /// Calls `body` with every id of all trees, in order, each once. Memory: those of one first byte.
  public func forEachID(
    _ body: (ObjectID) throws(ObjectError) -> Void
  ) throws(ObjectError) {
    for firstByte in UInt8.min...UInt8.max {
      for id in try ids(firstByte: firstByte) { try body(id) }
    }
  }
}
