// Properties of packs: whatever their entries and their index contain, the hash of a returned
// object is its name. Objects that are found without the index are also read with it.

import ObjectStore

enum PackFuzz {
  /// - Parameter input: used as entries, and as a recipe for sound streams of entries.
  static func brokenPromise(of input: [UInt8]) -> String? {
    brokenPromise(of: RecipePack(entries: input)) ?? brokenPromise(of: RecipePack(recipe: input))
  }

  private static func brokenPromise(of pack: RecipePack) -> String? {
    let rows = pack.rows
    guard let reader = reader(pack.bytes, rows) else { return "a sound index is refused" }
    for row in rows.prefix(rowsMax) {
      if let broken = brokenPromise(of: row.id, reader) { return broken }
      if let expected = pack.objects[row.id], read(row.id, reader) != .success(expected) {
        return "a sound object is not read"
      }
    }
    for position in 0..<min(reader.index.count, rowsMax) {
      let fault: Damage?
      do throws(ObjectError) {
        fault = try reader.fault(at: position)
      } catch {
        return "memory cannot be read: \(error)"
      }
      // The recipe's index has no checksums.
      if fault == nil, reader.index.checksum(at: position) == 0 { continue }
      let id = reader.index.id(at: position)
      if fault == nil, case .failure = read(id, reader) { return "a sound object is not read" }
    }
    return brokenPromise(ofIndexing: pack.bytes)
  }

  /// One for all inputs: zlib's state is 256 KiB, which costs more than most inputs.
  private static let encoder = PackEntryEncoder()

  /// Number of objects read from one input: each may cost all of it.
  private static let rowsMax = 64

  private static func brokenPromise(of id: ObjectID, _ reader: PackReader) -> String? {
    guard case .success(let object?) = read(id, reader) else { return nil }
    if ObjectID(type: object.type, body: object.body) != id { return "a false object is read" }
    do throws(ObjectError) {
      let header = ObjectHeader(type: object.type, sizeBytes: UInt64(object.body.count))
      if try reader.header(of: id) != header { return "the header is another" }
      let entry = try reader.entry(of: id, encoder: encoder)
      if entry?.id != id { return "the entry is another" }
    } catch {
      return "an object is read, and its header or entry is not: \(error)"
    }
    return nil
  }

  /// Objects found in the pack without an index are read with the index made from it.
  private static func brokenPromise(ofIndexing bytes: [UInt8]) -> String? {
    let contents: PackIndexer.Contents
    do throws(FileProblem) {
      contents = try PackIndexer.contents(of: PackFile(bytes))
    } catch {
      return "memory cannot be read: \(error)"
    }
    guard let reader = reader(bytes, contents.rows) else { return "a sound index is refused" }
    for position in 0..<reader.index.count {
      do throws(ObjectError) {
        if let fault = try reader.fault(at: position) { return "what was found is bad: \(fault)" }
      } catch {
        return "memory cannot be read: \(error)"
      }
    }
    return nil
  }

  static func reader(_ pack: [UInt8], _ rows: [PackIndexRow]) -> PackReader? {
    guard let name = PackChecksum(fileStem: "pack-" + String(repeating: "0", count: 64)) else {
      return nil
    }
    do throws(PackIndexError) {
      let index = PackIndexEncoder.encode(rows, pack: name)
      return try PackReader(pack: pack, index: index, scrutiny: .checksum)
    } catch {
      return nil
    }
  }

  static func read(_ id: ObjectID, _ reader: PackReader) -> Result<StoredObject?, ObjectError> {
    Result { () throws(ObjectError) in try reader.read(id) }
  }
}

/// A pack made of fuzzed bytes, possible rows of its index, and the objects that must be readable.
struct RecipePack {
  private(set) var bytes: [UInt8] = []
  /// At most one per id.
  private(set) var rows: [PackIndexRow] = []
  /// Objects that are known to be sound.
  private(set) var objects: [ObjectID: StoredObject] = [:]
  private var offsets: [Int] = []

  /// Uses entries unchanged, without `0 | rows…`. Each of the first bytes at which an entry could
  /// begin gets a row, with its place, repeated, as the id.
  init(entries: [UInt8]) {
    begin(count: 1)
    let start = bytes.count
    bytes += entries
    for place in 0..<min(entries.count, Self.startsMax) { addRow(Self.name(place), start + place) }
    end()
  }

  /// Follows a recipe:
  ///
  ///     entry = kind:u8 base:u8 length:u8 data       kind: bits 0–2 Git's type of entry,
  ///                                                  bit 3 wrong size, bit 4 zeros follow data
  init(recipe: [UInt8]) {
    begin(count: 1)
    var rest = recipe[...]
    var sound: [StoredObject?] = []
    var names: [ObjectID] = []
    while let kind = rest.popFirst(), let base = rest.popFirst(), let length = rest.popFirst(),
      offsets.count < Self.placesMax
    {
      var data = Array(rest.prefix(Int(length)))
      rest = rest.dropFirst(data.count)
      if kind & 16 != 0 { data += [UInt8](repeating: 0, count: 1000) }
      let place = offsets.count
      let target = place == 0 ? 0 : Int(base) % place
      let type = kind & 7
      offsets.append(bytes.count)
      addRow(Self.name(place), bytes.count)
      var object: StoredObject?
      if let whole = Self.types[type] {
        object = StoredObject(type: whole, body: data)
      } else if place > 0, let base = sound[target] {
        object = DeltaFuzz.result(of: data, base.body)
          .map { StoredObject(type: base.type, body: $0) }
      }
      if kind & 8 != 0 { object = nil }
      bytes += Self.head(type, data.count + (kind & 8 != 0 ? 1 : 0))
      if type == 6 {
        bytes += Self.distance(bytes.count - (place == 0 ? 0 : offsets[target]))
      } else if type == 7 {
        // Bit 5: a name that no object has, or perhaps that of a later entry.
        let isFalse = kind & 32 != 0 || place == 0
        bytes += (isFalse ? Self.name(Int(base)) : names[target]).bytes
        if isFalse { object = nil }
      }
      if type == 0 || type == 5 { object = nil }
      bytes += storedStream(data)
      let name = object.map { ObjectID(type: $0.type, body: $0.body) } ?? Self.name(place)
      names.append(name)
      sound.append(object)
      if let object, objects.updateValue(object, forKey: name) == nil {
        addRow(name, offsets[place])
      }
    }
    end()
  }

  private static let placesMax = 128
  /// Each costs reading an entry there, and later starts are also tried earlier.
  private static let startsMax = 12
  private static let types: [UInt8: ObjectType] = [1: .commit, 2: .tree, 3: .blob, 4: .tag]

  /// An id that no object has.
  private static func name(_ place: Int) -> ObjectID {
    let word = 0x0101_0101_0101_0101 * UInt64(place & 0xFF)
    return ObjectID(words: (word, word, word, word))
  }

  private mutating func begin(count: UInt32) {
    bytes = Array("PACK".utf8) + bigEndian(2) + bigEndian(count)
  }

  private mutating func addRow(_ id: ObjectID, _ offset: Int) {
    rows.append(PackIndexRow(id: id, checksum: 0, offset: UInt64(offset)))
  }

  private mutating func end() {
    bytes += [UInt8](repeating: 0, count: 32)
  }

  private static func head(_ type: UInt8, _ size: Int) -> [UInt8] {
    var bytes = [type << 4 | UInt8(size & 15)]
    var rest = size >> 4
    while rest > 0 {
      bytes[bytes.count - 1] |= 0x80
      bytes.append(UInt8(rest & 0x7F))
      rest >>= 7
    }
    return bytes
  }

  /// - SeeAlso: gitformat-pack(5): each byte but the last counts from one.
  private static func distance(_ distance: Int) -> [UInt8] {
    var bytes = [UInt8(distance & 0x7F)]
    var rest = distance >> 7
    while rest > 0 {
      rest -= 1
      bytes.insert(0x80 | UInt8(rest & 0x7F), at: 0)
      rest >>= 7
    }
    return bytes
  }
}
