// Walks all objects of a cache in the order of their ids, on several threads.

import FileIO
import SystemPackage

/// A walk over all objects in the order of their ids, divided into pieces. A piece contains the ids
/// with the same first bits, and any thread can walk it.
///
/// Uses the packs that exist at the start. Packs that are small together are read into memory: ids
/// are not in the order of entries, and a system call per object would be a fifth of all the work.
/// Objects of larger packs are read one by one.
package struct ObjectWalk: Sendable {
  private let packs: [PackReader]
  private let trees: [(loose: LooseTree, shards: ShardCensus)]
  private let readers = CodecPool { PackEntryReader() }
  /// How many bits of an id determine its piece: at least 8.
  private let bits: Int

  package var pieceCount: Int { 1 << bits }

  /// More pieces than any store needs.
  private static let bitsMax = 24

  /// - Parameters:
  ///   - objectsPerPiece: limit of the average piece, which has at least half as many objects except
  ///     in small stores.
  ///   - bytesInMemoryMax: total size of the packs in memory. The packs of a project of 10,000
  ///     files have 10 MB.
  package init(
    _ database: ObjectDatabase, objectsPerPiece: Int = 256, bytesInMemoryMax: UInt64 = 10 << 20,
    threadsMax: Int
  ) throws(ObjectError) {
    var packs: [PackReader] = []
    for tree in database.trees { packs += try database.packs(tree).packs() }
    trees = database.trees.map { (database.loose($0), ShardCensus()) }
    let objects = packs.reduce(0) { $0 + $1.index.count }
    var bits = 8
    while bits < Self.bitsMax, objects >> bits > objectsPerPiece { bits += 1 }
    self.bits = bits
    self.packs = Self.inMemory(packs, sizeMax: bytesInMemoryMax, threadsMax: threadsMax)
  }

  /// The same packs, the largest ones that fit into `sizeMax` together read into memory.
  private static func inMemory(
    _ packs: [PackReader], sizeMax: UInt64, threadsMax: Int
  ) -> [PackReader] {
    var left = sizeMax
    var chosen: [Int] = []
    for number in packs.indices.sorted(by: { packs[$0].file.sizeBytes > packs[$1].file.sizeBytes })
    where packs[number].file.sizeBytes <= left {
      left -= packs[number].file.sizeBytes
      chosen.append(number)
    }
    var packs = packs
    let read = Parallel.map(chosen, threadsMax: threadsMax) { [packs] in
      // A pack that cannot be read now is read object by object, which reports the error.
      try? packs[$0].inMemory()
    }
    for (number, pack) in zip(chosen, read) { packs[number] = pack ?? packs[number] }
    return packs
  }

  // MARK: Pieces

  /// Calls `body` with each object of a piece, in order, until it returns false.
  ///
  /// - Returns: the remaining ids.
  package func forEach(
    ofPiece piece: Int, _ body: (borrowing WalkedObject) -> Bool
  ) throws(ObjectError) -> [ObjectID] {
    let locations = try locations(ofPiece: piece)
    return readers.lend { reader in
      reader.begin()
      for (number, location) in locations.enumerated() {
        let pack = location.pack < packs.count ? packs[location.pack] : nil
        let object = WalkedObject(
          id: location.id, pack: pack, position: location.position, reader: reader)
        guard body(object) else { return locations[(number + 1)...].map(\.id) }
      }
      return []
    }
  }

  /// An object and its position in the first pack that contains it. If no pack does, `pack` is the
  /// number of packs.
  private struct Location {
    let id: ObjectID
    let pack: Int
    let position: Int
  }

  /// The objects of a piece, sorted by id, without duplicates.
  private func locations(ofPiece piece: Int) throws(ObjectError) -> [Location] {
    let first = UInt64(piece) << UInt64(64 - bits)
    let last = first | (1 << UInt64(64 - bits) - 1)
    var locations: [Location] = []
    for (number, pack) in packs.enumerated() {
      for position in pack.index.positions(from: first, through: last) {
        let id = pack.index.id(at: position)
        // An index without a verified checksum can contain any id.
        guard first...last ~= id.words.0 else { continue }
        locations.append(Location(id: id, pack: number, position: position))
      }
    }
    let shard = UInt8(first >> 56)
    for tree in trees where tree.shards.mayHave(shard, in: tree.loose) {
      for id in try tree.loose.ids(firstByte: shard) where first...last ~= id.words.0 {
        locations.append(Location(id: id, pack: packs.count, position: 0))
      }
    }
    locations.sort { $0.id == $1.id ? $0.pack < $1.pack : $0.id < $1.id }
    var unique: [Location] = []
    unique.reserveCapacity(locations.count)
    for location in locations where unique.last?.id != location.id { unique.append(location) }
    return unique
  }
}

/// An object during a walk.
package struct WalkedObject: ~Copyable {
  package let id: ObjectID
  fileprivate let pack: PackReader?
  fileprivate let position: Int
  fileprivate let reader: PackEntryReader

  /// Appends the object's body to a buffer, after what `heading` appends, and checks it against the
  /// object's name.
  ///
  /// - Returns: false, with the buffer unchanged, if the object is loose, a delta, large or
  ///   damaged. Then ``ObjectDatabase/read(_:)`` reads it or reports the damage.
  package func append(
    to buffer: GatheredBytes, heading: (ObjectHeader, GatheredBytes) -> Void
  ) -> Bool {
    guard let pack else { return false }
    let start = buffer.count
    // Errors are ignored here: the caller then reads the object in another way, which reports them.
    guard let offset = pack.index.offset(at: position),
      let head = try? turned(to: pack).head(at: offset, in: pack.file),
      case .whole(let type) = head.kind
    else { return false }
    heading(ObjectHeader(type: type, sizeBytes: head.sizeBytes), buffer)
    let bodyStart = buffer.count
    guard reader.append(head, in: pack.file, to: buffer),
      unsafe ObjectID(type: type, body: buffer.bytes(from: bodyStart)) == id
    else {
      buffer.count = start
      return false
    }
    return true
  }

  private func turned(to pack: PackReader) -> PackEntryReader {
    reader.turn(to: pack.file)
    return reader
  }
}
