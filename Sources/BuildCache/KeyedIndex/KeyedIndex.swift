// The index format of every KeyedCache: maps keys to objects, and names to their generations.

import FileIO
import ObjectStore
import SystemPackage

// A keyed index is an index (IndexFile) of these tables:
//
//     settings    = offset:u64 epochLength:u32 optionsLength:u32
//     entries     = key:32 irID:32 irSize:u64 cost:u64 partsOffset:u64 partsLength:u32 setting:u32
//                   name:u32 irChecksum:u32 runtimeParts:u128 usedDay:u32
//     names       = offset:u64 length:u32 firstGeneration:u32 generationCount:u32 zero:u32
//     generations = entry:u32
//     evicted     = key:32 day:u32
//     heap        = (epoch options)* name* parts* NUL
//
// Entries and evicted are sorted by key, names by their bytes. A name's generations are its
// entries, the newest first. `parts` are fields specific to the kind of entry; their grammar is at
// the entry's type. `evicted` lists keys that gc dropped, each with its
// day; in the day's highest bit, a repair dropped the key. `setting` and `name`
// are row numbers. No two rows share a byte of the heap, and no two names share a row of
// `generations`.

/// A mapped, checked snapshot of a keyed index. Rows are entries in the order of their keys.
///
/// A class, so that passing an index on does not copy six tables.
package final class KeyedIndex: Sendable {
  let settings: IndexTable
  let entries: IndexTable
  let names: IndexTable
  let generations: IndexTable
  let evicted: IndexTable
  let heap: IndexTable

  init(_ index: IndexFile) {
    settings = index.tables[0]
    entries = index.tables[1]
    names = index.tables[2]
    generations = index.tables[3]
    evicted = index.tables[4]
    heap = index.tables[5]
  }

  /// The format of a keyed index of this kind.
  static func format(kind: UInt32, version: UInt32) -> IndexFile.Format {
    IndexFile.Format(
      kind: kind, version: version,
      rowSizes: [16, EntryField.rowSize, NameField.rowSize, 4, EvictedField.rowSize, 1])
  }

  /// Wraps an index. Unless it is checked as it is read, fails if its rows overlap. Only those of a
  /// forged index do, and walking through or rewriting it could then cost the square of its size.
  static func checked(_ index: IndexFile, _ scrutiny: IndexScrutiny) -> LoadOutcome<KeyedIndex> {
    let index = KeyedIndex(index)
    guard scrutiny == .asRead || index.showsEachByteOnce(scrutiny) else {
      return .damaged("its rows overlap")
    }
    return .loaded(index)
  }

  /// Whether all rows together refer to no more of the heap and of `generations` than these
  /// contain. Cost: a walk over all rows.
  func showsEachByteOnce(_ scrutiny: IndexScrutiny) -> Bool {
    var heapLeft = heap.rowCount
    var generationsLeft = generations.rowCount
    func release(_ row: Int, _ rowSize: Int) {
      if scrutiny == .inPieces, row % ((1 << 20) / rowSize) == 0 { heap.file.releasePages() }
    }
    for row in 0..<settings.rowCount where heapLeft >= 0 {
      heapLeft -= settings.small(row, 8) + settings.small(row, 12)
    }
    for row in 0..<names.rowCount where heapLeft >= 0 && generationsLeft >= 0 {
      release(row, names.rowSizeBytes)
      heapLeft -= names.small(row, NameField.length)
      generationsLeft -= names.small(row, NameField.generationCount)
    }
    for row in 0..<count where heapLeft >= 0 {
      release(row, entries.rowSizeBytes)
      heapLeft -= entries.small(row, EntryField.partsLength)
    }
    return heapLeft >= 0 && generationsLeft >= 0
  }

  /// The number of entries.
  var count: Int { entries.rowCount }

  func key(_ row: Int) -> Digest { entries.digest(row, EntryField.key) }
  func irID(_ row: Int) -> ObjectID { ObjectID(entries.digest(row, EntryField.irID)) }
  func usedDay(_ row: Int) -> UInt32 { entries.uint32(row, EntryField.usedDay) }
  func nameRow(_ row: Int) -> Int { entries.small(row, EntryField.name) }

  /// The epoch of the compiler that made an entry.
  func epoch(_ row: Int) -> String {
    heap.file.string(settingRanges(entries.small(row, EntryField.setting)).epoch)
  }

  /// The range in the file of an entry's own fields.
  func partsRange(_ row: Int) -> Range<Int> {
    heap.range(
      entries.large(row, EntryField.partsOffset), entries.small(row, EntryField.partsLength))
  }

  /// The range of a name in the file.
  func nameRange(_ name: Int) -> Range<Int> {
    heap.range(names.large(name, NameField.offset), names.small(name, NameField.length))
  }

  /// The ranges of a setting's two strings in the file.
  func settingRanges(_ setting: Int) -> (epoch: Range<Int>, options: Range<Int>) {
    let start = settings.large(setting, 0)
    let epochLength = settings.small(setting, 8)
    return (
      heap.range(start, epochLength),
      heap.range(start.saturatingAdd(epochLength), settings.small(setting, 12))
    )
  }

  /// A name's rows of `generations`, the newest first.
  func generationRows(ofName name: Int) -> Range<Int> {
    let first = min(names.small(name, NameField.firstGeneration), generations.rowCount)
    let count = names.small(name, NameField.generationCount)
    return first..<(first + min(count, generations.rowCount - first))
  }

  /// A name's entries, the newest first.
  func entryRows(ofName name: Int) -> some Sequence<Int> {
    generationRows(ofName: name).lazy.map { self.generations.small($0, 0) }.filter {
      $0 < self.count
    }
  }

  /// The first name that is not less than `bytes`.
  func firstName(notBelow bytes: [UInt8]) -> Int {
    (0..<names.rowCount).partitionPoint {
      heap.file.compare(nameRange($0), with: bytes) < 0
    }
  }

  /// The row of a name; `nil` if the name has no entries. Cost: a binary search.
  func row(ofName bytes: [UInt8]) -> Int? {
    let name = firstName(notBelow: bytes)
    guard name < names.rowCount, heap.file.compare(nameRange(name), with: bytes) == 0 else {
      return nil
    }
    return name
  }

  /// Why gc or a repair dropped a key; `nil` if none did, or if that is no longer recorded.
  func dropReason(of key: Digest) -> MissReason? {
    evicted.row(ofKey: key).map { DroppedDay(bits: evicted.uint32($0, EvictedField.day)).reason }
  }

  /// The compiler's epoch and the options that made an entry.
  func setting(_ row: Int) -> (epoch: String, options: String) {
    let ranges = settingRanges(entries.small(row, EntryField.setting))
    return (heap.file.string(ranges.epoch), heap.file.string(ranges.options))
  }

  /// The space that an index saves when gc drops an entry, with its share of its name. The index
  /// records the key as evicted.
  func sizeBytes(ofRow row: Int) -> UInt64 {
    let name = nameRow(row)
    guard name < names.rowCount else { return 0 }  // only in a forged index
    let generations = max(1, names.small(name, NameField.generationCount))
    let share = (NameField.rowSize + nameRange(name).count) / generations
    return UInt64(
      EntryField.rowSize + MemoryLayout<UInt32>.size + partsRange(row).count + share
        - EvictedField.rowSize)
  }

  func name(_ row: Int) -> [UInt8] { heap.file.array(nameRange(nameRow(row))) }

  /// An entry in owned form.
  func entry(_ row: Int) -> KeyedEntry {
    let setting = setting(row)
    return KeyedEntry(
      key: key(row), name: name(row),
      epoch: setting.epoch, options: setting.options,
      irID: irID(row), irSize: entries.uint64(row, EntryField.irSize),
      irChecksum: entries.uint32(row, EntryField.irChecksum),
      runtimeParts: entries.uint128(row, EntryField.runtimeParts),
      costNanoseconds: entries.uint64(row, EntryField.cost), usedDay: usedDay(row),
      parts: heap.file.array(partsRange(row)))
  }
}

extension Int {
  /// The sum, clamped to `Int.max`, an offset at which nothing is stored.
  fileprivate func saturatingAdd(_ other: Int) -> Int {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? .max : sum
  }
}

/// Offsets in a row of `entries`.
enum EntryField {
  static let key = 0
  static let irID = 32
  static let irSize = 64
  static let cost = 72
  static let partsOffset = 80
  static let partsLength = 88
  static let setting = 92
  static let name = 96
  static let irChecksum = 100
  static let runtimeParts = 104
  static let usedDay = 120
  static let rowSize = 124
}

/// Offsets in a row of `names`.
enum NameField {
  static let offset = 0
  static let length = 8
  static let firstGeneration = 12
  static let generationCount = 16
  static let rowSize = 24
}

/// The day on which a key was dropped, and by what, as a row of `evicted` stores it.
struct DroppedDay {
  let bits: UInt32

  init(bits: UInt32) { self.bits = bits }

  static func repaired(_ day: UInt32) -> Self { Self(bits: day | repairBit) }

  private static let repairBit: UInt32 = 1 << 31

  var day: UInt32 { bits & ~Self.repairBit }

  var reason: MissReason {
    bits & Self.repairBit == 0 ? .evicted(day: day) : .repaired(day: day)
  }
}

/// Offsets in a row of `evicted`.
enum EvictedField {
  static let key = 0
  static let day = 32
  static let rowSize = 36
}
