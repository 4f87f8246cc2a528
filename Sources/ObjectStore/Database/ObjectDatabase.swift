// All sources of objects: several trees, each with loose objects and packs.

package import FileIO
public import SystemPackage

/// The objects of several trees, each with loose objects and packs.
///
/// Safe to use from several threads at a time. A class, because they share listings and open packs.
public final class ObjectDatabase: Sendable {
  /// One of a database's trees: a folder of loose objects, with a folder `pack` for packed ones.
  public struct Tree: Hashable, Sendable {
    /// The position in the database's list of trees.
    public let number: Int
    /// The name of the tree's folder.
    public let name: String

    public init(number: Int, name: String) {
      self.number = number
      self.name = name
    }
  }

  /// In the order in which they are searched.
  public let trees: [Tree]
  private let contents: [Contents]
  private let quarantine: FilePath
  let encoder: PackEntryEncoder

  /// A tree's sources.
  private struct Contents: Sendable {
    let loose: LooseTree
    let packs: PackDirectory
    /// The shards that the tree had at first, for callers that add many objects.
    let shards = ShardCensus()
  }

  /// Opens trees, which need not exist yet.
  ///
  /// - Parameters:
  ///   - folder: contains the trees' folders. Damaged objects are moved to its folder `quarantine`.
  ///   - trees: numbered by their positions.
  public convenience init(in folder: FilePath, trees: [Tree]) throws(ObjectError) {
    try self.init(
      in: folder, trees: trees, quarantine: folder.appending("quarantine"),
      fileSystem: LocalFileSystem())
  }

  /// - Parameters:
  ///   - packScrutiny: how thoroughly packs' indexes are checked before they are used.
  ///   - level: the compression of new objects; see ``Deflater``.
  package init(
    in folder: FilePath, trees: [Tree], quarantine: FilePath,
    packScrutiny: PackIndex.Scrutiny = .checksum, level: Int32 = 1, fileSystem: any FileSystem
  ) throws(ObjectError) {
    var contents: [Contents] = []
    for tree in trees {
      precondition(tree.number == contents.count, "a tree's number is its position")
      let path = folder.appending(tree.name)
      contents.append(
        Contents(
          loose: try LooseTree(path: path, level: level, fileSystem: fileSystem),
          packs: PackDirectory(
            path: path.appending("pack"), scrutiny: packScrutiny, fileSystem: fileSystem)))
    }
    self.trees = trees
    self.contents = contents
    self.quarantine = quarantine
    encoder = PackEntryEncoder(level: level)
  }

  /// A tree's loose objects.
  package func loose(_ tree: Tree) -> LooseTree { contents[tree.number].loose }

  /// A tree's packs.
  package func packs(_ tree: Tree) -> PackDirectory { contents[tree.number].packs }

  private func quarantine(of tree: Tree) -> Quarantine {
    Quarantine(quarantine, of: tree, fileSystem: packs(tree).fileSystem)
  }

  /// The sources of a tree's objects. Loose ones come first, so that a sound loose copy heals a
  /// damaged packed one.
  private func sources(_ tree: Tree) -> [any ObjectSource] { [loose(tree), packs(tree)] }

  // MARK: Reading

  /// Reads an object from whichever tree has a sound copy; nil if no tree has the object. Throws
  /// for a damaged copy only if no sound one exists. Packs come first, because a lookup in them
  /// takes no system call once their folders are listed.
  public func read(_ id: ObjectID) throws(ObjectError) -> StoredObject? {
    for tree in trees {
      if let object = packs(tree).readAsListed(id) { return object }
    }
    return try firstSound { source throws(ObjectError) in try source.read(id) }
  }

  /// All packs, as listed. A folder that cannot be listed counts as empty.
  var openPacks: [PackReader] {
    trees.flatMap { (try? packs($0).packs()) ?? [] }
  }

  /// An object's type and size; see ``read(_:)``.
  public func header(of id: ObjectID) throws(ObjectError) -> ObjectHeader? {
    for tree in trees {
      if let header = packs(tree).headerAsListed(id) { return header }
    }
    return try firstSound { source throws(ObjectError) in try source.header(of: id) }
  }

  /// Whether any tree has an object with this name, sound or damaged.
  public func contains(_ id: ObjectID) -> Bool {
    trees.contains { contains(id, in: $0) }
  }

  /// Whether a tree has an object with this name, sound or damaged.
  public func contains(_ id: ObjectID, in tree: Tree) -> Bool {
    sources(tree).contains { $0.contains(id) }
  }

  /// Whether a tree has the object, according to its shards and packs as they were first listed.
  func didContain(_ id: ObjectID, in tree: Tree) -> Bool {
    let census = contents[tree.number].shards
    let loose = loose(tree)
    if census.mayHave(id.firstByte, in: loose), loose.contains(id) { return true }
    return packs(tree).containsAsListed(id)
  }

  private func firstSound<Value>(
    _ look: (any ObjectSource) throws(ObjectError) -> Value?
  ) throws(ObjectError) -> Value? {
    var failure: ObjectError?
    for tree in trees {
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

  /// Reads an object of a tree. Moves a damaged loose copy to the quarantine, even if a pack has a
  /// sound one.
  ///
  /// - Parameter sizeBytes: as in ``ObjectSource/read(_:sizeBytes:)``.
  package func readOrQuarantine(
    _ id: ObjectID, in tree: Tree, sizeBytes: UInt64? = nil
  ) -> ReadOutcome {
    let first = outcome(id, tree, sizeBytes)
    guard first.looseDamage != nil else { return first.outcome }
    // Another process can have healed it since: only a copy that is still damaged is moved.
    let second = outcome(id, tree, sizeBytes)
    if second.looseDamage != nil { loose(tree).quarantine(id, into: quarantine(of: tree)) }
    return second.outcome
  }

  /// The same for a store that is only read: nothing is moved.
  package func readUnchanged(
    _ id: ObjectID, in tree: Tree, sizeBytes: UInt64? = nil
  ) -> ReadOutcome {
    outcome(id, tree, sizeBytes).outcome
  }

  private func outcome(
    _ id: ObjectID, _ tree: Tree, _ sizeBytes: UInt64?
  ) -> (outcome: ReadOutcome, looseDamage: Damage?) {
    var failure: ReadOutcome?
    var looseDamage: Damage?
    for (number, source) in sources(tree).enumerated() {
      do {
        if let object = try source.read(id, sizeBytes: sizeBytes) {
          return (.found(object, healed: looseDamage), looseDamage)
        }
      } catch {
        switch error {
        case .damaged(_, _, let reason):
          failure = failure ?? .damaged(reason)
          if number == 0 { looseDamage = reason }
        case .file, .tooLarge: failure = failure ?? .unreadable(error.description)
        }
      }
    }
    return (failure ?? .absent, looseDamage)
  }

  // MARK: Writing

  /// Writes a blob into a tree; see ``write(_:_:in:)``.
  public func write(_ body: [UInt8], in tree: Tree) throws(ObjectError) -> WriteResult {
    try write(.blob, body, in: tree)
  }

  /// Writes a loose object into a tree, unless the tree has a sound copy. A damaged loose copy is
  /// moved to the quarantine first.
  public func write(
    _ type: ObjectType, _ body: [UInt8], in tree: Tree
  ) throws(ObjectError) -> WriteResult {
    let loose = loose(tree)
    let id = try ObjectID(checking: type, body)
    let copies = contains(id, in: tree) ? readOrQuarantine(id, in: tree) : .absent
    return try loose.put(id, type, body, unlessSound: copies)
  }

  /// The number of new objects from which they are written as a pack instead of loose.
  ///
  /// Measured in note 5: from 15 objects on a pack is cheaper to write, but each process that reads
  /// from it makes about 20 system calls once.
  package static let packedObjectsMin = 32

  /// Begins a pack for many objects of a tree.
  package func beginPack(in tree: Tree) -> PackWriter {
    let packs = packs(tree)
    return PackWriter(
      in: packs.path, fileSystem: packs.fileSystem, encoder: encoder,
      didWrite: { packs.didChange($0) })
  }

  // MARK: Healing

  /// Whether packs of a tree were found damaged when they were opened or read. Cost: no system
  /// call.
  package func hasDamagedPacks(in tree: Tree) -> Bool {
    packs(tree).knownProblems.contains { $0.name != nil }
  }

  /// Saves the sound objects of packs that were found damaged when they were opened or read, and
  /// moves these packs to the quarantine. Returns one sentence per pack. If no pack was opened yet,
  /// does nothing and makes no system call.
  ///
  /// The caller must hold an exclusive lock, so that only one process does this.
  package func healPacks(in tree: Tree) -> [String] {
    let packs = packs(tree)
    return packs.knownProblems.compactMap { problem in
      guard let name = problem.name else { return nil }  // unreadable, so there is nothing to heal
      do throws(ObjectError) {
        guard let salvage = try packs.salvage(name, into: quarantine(of: tree)) else { return nil }
        return "\(problem); \(salvage.savedCount) objects saved, \(salvage.lost.count) lost"
      } catch {
        return "\(problem); it could not be healed: \(error)"
      }
    }
  }

  // MARK: Listing

  /// The result of resolving a prefix.
  public enum Resolution: Hashable, Sendable {
    case absent
    case unique(ObjectID)
    /// The candidates, in order.
    case ambiguous([ObjectID])
  }

  /// Finds the object whose id has the prefix, in all trees.
  public func resolve(_ prefix: ObjectPrefix) throws(ObjectError) -> Resolution {
    let found = try ids(firstByte: prefix.low.firstByte).filter(prefix.matches)
    switch found.count {
    case 0: return .absent
    case 1: return .unique(found[0])
    default: return .ambiguous(found)
    }
  }

  /// The ids of all trees with this first byte, sorted, without duplicates.
  public func ids(firstByte: UInt8) throws(ObjectError) -> [ObjectID] {
    var ids: [ObjectID] = []
    for tree in trees {
      for source in sources(tree) { ids += try source.ids(firstByte: firstByte) }
    }
    return ids.sortedOnce()
  }

  /// Calls `body` with every id of all trees, sorted, without duplicates. Memory: the ids of one
  /// first byte.
  public func forEachID(
    _ body: (ObjectID) throws(ObjectError) -> Void
  ) throws(ObjectError) {
    for firstByte in UInt8.min...UInt8.max {
      for id in try ids(firstByte: firstByte) { try body(id) }
    }
  }
}

extension Quarantine {
  /// - Parameter tree: the names of all moved files begin with its name.
  package init(_ folder: FilePath, of tree: ObjectDatabase.Tree, fileSystem: any FileSystem) {
    self.init(folder, prefix: "\(tree.name)-", fileSystem: fileSystem)
  }
}
