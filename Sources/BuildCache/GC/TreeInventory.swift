// The content of one tree: its loose and packed objects, listed by gc before it takes any lock.

import FileIO
import ObjectStore

/// A tree's objects sorted by id, each once, and the slots of their copies.
///
/// Memory: about 150 bytes per object.
struct TreeInventory: Sendable {
  /// An object. It has at least one copy.
  struct Object: Sendable {
    let id: ObjectID
    let loose: LooseEntry?
    /// The range of its copies in ``TreeInventory/copies``: one for each pack that contains it.
    let copies: Range<Int>
  }

  /// An object's copy in a pack.
  struct Copy: Sendable {
    /// The index of the pack in ``TreeInventory/packs``.
    let pack: Int
    /// Bytes of its entry in the pack, with its row in the pack's index.
    let sizeBytes: UInt64
  }

  /// A pack that can be used.
  struct Pack: Sendable {
    let reader: PackReader
    /// The slots of its objects in ``TreeInventory/objects``, ascending.
    fileprivate(set) var slots: [Int] = []

    /// Whether gc may rewrite it, however little that gains.
    var isSmall: Bool { reader.sizeBytes < smallPackBytesBelow }
  }

  /// Half of the size at which a writer begins another pack. So only the last pack that a gc writes
  /// can be small, and a second gc finds nothing to do.
  static let smallPackBytesBelow = UInt64(PackWriter.entriesMaxBytes / 2)

  let tree: ObjectDatabase.Tree
  let loose: LooseTree
  let folder: PackDirectory
  private(set) var objects: [Object] = []
  private(set) var copies: [Copy] = []
  private(set) var packs: [Pack] = []
  /// Packs that cannot be used. Their objects are not listed, and are left alone.
  let problems: [PackProblem]
  private(set) var strays: [LooseStray] = []
  /// Shards that could not be listed, and the errors. Their objects are left alone.
  private(set) var unlisted: [UInt8: ObjectError] = [:]
  let packStrays: [PackStray]

  /// Lists the tree. Cost: one system call per loose object; reads the indexes of packs.
  init(_ tree: ObjectDatabase.Tree, in database: ObjectDatabase) throws(MaintenanceError) {
    self.tree = tree
    let loose = database.loose(tree)
    let folder = database.packs(tree)
    self.loose = loose
    self.folder = folder
    var entries: [LooseEntry] = []
    // Loose objects first: a process that packs them writes the pack before it removes them.
    for firstByte in UInt8.min...UInt8.max {
      do throws(ObjectError) {
        let shard = try loose.shard(firstByte)
        entries += shard.objects
        strays += shard.strays
      } catch {
        unlisted[firstByte] = error
      }
    }
    let readers = try MaintenanceError.ofObject { () throws(ObjectError) in
      try folder.reload()
      return try folder.packs()
    }
    problems = try MaintenanceError.ofObject { () throws(ObjectError) in try folder.problems() }
    packStrays = try MaintenanceError.ofObject { () throws(ObjectError) in try folder.strays() }
    packs = readers.filter { $0.problem == nil }.map { Pack(reader: $0) }
    merge(entries)
  }

  /// Merges all copies of an object.
  private mutating func merge(_ entries: [LooseEntry]) {
    var packed: [(id: ObjectID, pack: Int, sizeBytes: UInt64)] = []
    for (number, pack) in packs.enumerated() {
      let index = pack.reader.index
      for (position, size) in pack.reader.allocatedBytes().enumerated() {
        packed.append((index.id(at: position), number, size))
      }
    }
    packed.sort { ($0.id, $0.pack) < ($1.id, $1.pack) }
    copies.reserveCapacity(packed.count)
    objects.reserveCapacity(max(entries.count, packed.count))
    var next = 0
    var nextEntry = 0
    while next < packed.count || nextEntry < entries.count {
      let entry = nextEntry < entries.count ? entries[nextEntry] : nil
      let id = next < packed.count ? min(packed[next].id, entry?.id ?? packed[next].id) : entry?.id
      guard let id else { break }
      let start = copies.count
      while next < packed.count, packed[next].id == id {
        // A pack's index can name an object twice.
        if copies.count == start || copies[copies.count - 1].pack != packed[next].pack {
          copies.append(Copy(pack: packed[next].pack, sizeBytes: packed[next].sizeBytes))
          packs[packed[next].pack].slots.append(objects.count)
        }
        next += 1
      }
      let isLoose = entry?.id == id
      objects.append(Object(id: id, loose: isLoose ? entry : nil, copies: start..<copies.count))
      if isLoose { nextEntry += 1 }
    }
  }

  /// A message about shards that could not be listed; `nil` if there are none.
  var unlistedEvent: String? {
    guard let (_, reason) = unlisted.min(by: { $0.key < $1.key }) else { return nil }
    let others = unlisted.count > 1 ? " (and \(unlisted.count - 1) folders like it)" : ""
    return "\(reason)\(others); files that may be there are left alone"
  }

  // MARK: Objects

  /// The slot of an object in ``objects``; `nil` if it is not listed.
  func slot(of id: ObjectID) -> Int? {
    let slot = objects.indices.partitionPoint { objects[$0].id < id }
    return slot < objects.count && objects[slot].id == id ? slot : nil
  }

  /// The disk space of all its copies.
  func allocatedBytes(slot: Int) -> UInt64 {
    objects[slot].copies.reduce(objects[slot].loose?.allocatedBytes ?? 0) {
      $0 + copies[$1].sizeBytes
    }
  }

  /// The latest time at which an object can have been written.
  func mtimeNanoseconds(slot: Int) -> Int64 {
    let object = objects[slot]
    return object.copies.reduce(object.loose?.mtimeNanoseconds ?? .min) {
      max($0, packs[copies[$1].pack].reader.mtimeNanoseconds)
    }
  }

  /// Whether a pack with a `.keep` contains it.
  func isPinned(slot: Int) -> Bool {
    objects[slot].copies.contains { packs[copies[$0].pack].reader.isKept }
  }

  /// Whether the tree contains an object now, loose or packed. Also `true` if that is not known,
  /// because its shard cannot be listed or one of the packs cannot be used.
  func mayHold(_ id: ObjectID) -> Bool {
    if unlisted[id.firstByte] != nil { return true }
    if loose.contains(id) || folder.contains(id) { return true }
    do throws(ObjectError) {
      return try !folder.problems().isEmpty
    } catch {
      return true
    }
  }
}
