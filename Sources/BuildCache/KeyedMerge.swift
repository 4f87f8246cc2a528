// Writes a keyed index: what the old one has, what is added, without what gc drops.

/// One merge of new entries into an old keyed index.
///
/// The old entries that stay are copied by range, not decoded. Of a name's generations the added
/// ones come first (the last added the newest), then the old ones in their order.
struct KeyedMerge {
  private let old: KeyedIndex?
  private let added: [KeyedEntry]
  private let generationsMax: Int
  private let evictions: [Digest: UInt32]
  /// Whether each old entry stays.
  private var isKept: [Bool]

  /// An entry of the new index: a row of the old one, or one of the added.
  private enum Source {
    case old(Int)
    case added(Int)
  }

  /// A name of the new index and its entries, the newest first.
  private struct Name {
    let bytes: [UInt8]
    var entries: [Source]
  }

  /// - Parameters:
  ///   - added: from the oldest to the newest; of two with one key the last counts.
  ///   - generationsMax: how many entries a name keeps at most.
  ///   - dropped: keys that gc drops; they are remembered as evicted on `day`.
  init(
    _ old: KeyedIndex?, adding added: [KeyedEntry], generationsMax: Int,
    dropping dropped: Set<Digest> = [], day: UInt32 = 0
  ) {
    self.old = old
    self.generationsMax = generationsMax
    var lastOfKey: [Digest: Int] = [:]
    for (place, entry) in added.enumerated() { lastOfKey[entry.key] = place }
    self.added = added.enumerated().filter { lastOfKey[$1.key] == $0 }.map(\.element)
    isKept = Array(repeating: true, count: old?.count ?? 0)
    var evictions: [Digest: UInt32] = [:]
    if let old {
      for row in 0..<old.evicted.rowCount {
        evictions[old.evicted.digest(row, EvictedField.key)] =
          old.evicted.uint32(row, EvictedField.day)
      }
      for row in 0..<old.count where !dropped.isEmpty && dropped.contains(old.key(row)) {
        isKept[row] = false
        evictions[old.key(row)] = day
      }
      for entry in self.added {
        if let row = old.entries.row(ofKey: entry.key) { isKept[row] = false }
      }
    }
    for entry in self.added { evictions[entry.key] = nil }
    self.evictions = evictions
  }

  /// The new index's bytes.
  mutating func encode(format: IndexFile.Format) -> [UInt8] {
    let names = mergedNames()
    let entries = mergedEntries()
    var heap = ByteWriter()
    heap.reserve((old?.heap.rowCount ?? 0) + 4096)
    let settings = SettingsMerge(old, added, &heap)
    var nameOfOld = [Int](repeating: 0, count: old?.count ?? 0)
    var nameOfAdded = [Int](repeating: 0, count: added.count)
    var rowOfOld = nameOfOld
    var rowOfAdded = nameOfAdded
    for (row, source) in entries.enumerated() {
      switch source {
      case .old(let place): rowOfOld[place] = row
      case .added(let place): rowOfAdded[place] = row
      }
    }
    var nameTable = ByteWriter()
    var generationTable = ByteWriter()
    for (row, name) in names.enumerated() {
      nameTable.append(large: heap.count)
      nameTable.append(small: name.bytes.count)
      nameTable.append(small: generationTable.count / 4)
      nameTable.append(small: name.entries.count)
      nameTable.append(small: 0)
      heap.append(raw: name.bytes)
      for source in name.entries {
        switch source {
        case .old(let place):
          nameOfOld[place] = row
          generationTable.append(small: rowOfOld[place])
        case .added(let place):
          nameOfAdded[place] = row
          generationTable.append(small: rowOfAdded[place])
        }
      }
    }
    var entryTable = ByteWriter()
    entryTable.reserve(entries.count * EntryField.rowSize)
    for source in entries {
      switch source {
      case .old(let place):
        append(oldRow: place, name: nameOfOld[place], settings, &entryTable, &heap)
      case .added(let place):
        append(added[place], name: nameOfAdded[place], settings, &entryTable, &heap)
      }
    }
    return IndexFile.encode(
      [settings.table, entryTable, nameTable, generationTable, evictionTable(), heap],
      format: format)
  }
}

// MARK: What the new index holds

extension KeyedMerge {
  /// Names with their entries, by the names' bytes; marks what falls out of the generations.
  private mutating func mergedNames() -> [Name] {
    var addedByName: [[UInt8]: [Int]] = [:]
    for (place, entry) in added.enumerated() { addedByName[entry.name, default: []].append(place) }
    var fresh = addedByName.map { name, places in
      Name(bytes: name, entries: places.reversed().map { .added($0) })
    }
    fresh.sort { $0.bytes.lexicographicallyPrecedes($1.bytes) }
    var merged: [Name] = []
    var next = 0
    for name in 0..<(old?.names.rowCount ?? 0) {
      guard let old else { break }
      let range = old.nameRange(name)
      while next < fresh.count, old.heap.bytes.compare(range, with: fresh[next].bytes) > 0 {
        merged.append(fresh[next])
        next += 1
      }
      var both = Name(bytes: old.heap.bytes.array(range), entries: [])
      if next < fresh.count, fresh[next].bytes == both.bytes {
        both = fresh[next]
        next += 1
      }
      both.entries += old.entryRows(ofName: name).filter { isKept[$0] }.map { .old($0) }
      merged.append(both)
    }
    merged += fresh[next...]
    for place in merged.indices { limit(&merged[place]) }
    dropStrayEntries(merged)
    return merged.filter { !$0.entries.isEmpty }
  }

  /// Lets a name's oldest entries fall out where there are too many.
  private mutating func limit(_ name: inout Name) {
    guard name.entries.count > generationsMax else { return }
    name.entries.removeLast(name.entries.count - generationsMax)
  }

  /// Of the old entries those stay that are some name's generation.
  private mutating func dropStrayEntries(_ names: [Name]) {
    var isNamed = [Bool](repeating: false, count: isKept.count)
    for name in names {
      for case .old(let row) in name.entries { isNamed[row] = true }
    }
    for row in isKept.indices where !isNamed[row] { isKept[row] = false }
  }

  /// All entries by key.
  private func mergedEntries() -> [Source] {
    let fresh = added.indices.sorted { added[$0].key < added[$1].key }
    var merged: [Source] = []
    merged.reserveCapacity(isKept.count + fresh.count)
    var next = 0
    for row in isKept.indices where isKept[row] {
      guard let old else { break }
      let key = old.key(row)
      while next < fresh.count, added[fresh[next]].key < key {
        merged.append(.added(fresh[next]))
        next += 1
      }
      merged.append(.old(row))
    }
    return merged + fresh[next...].map { .added($0) }
  }
}

// MARK: Rows

extension KeyedMerge {
  private func append(
    _ entry: KeyedEntry, name: Int, _ settings: SettingsMerge, _ table: inout ByteWriter,
    _ heap: inout ByteWriter
  ) {
    table.append(entry.key)
    table.append(entry.irID)
    table.append(entry.irSize)
    table.append(entry.costNanoseconds)
    table.append(large: heap.count)
    table.append(small: entry.parts.count)
    table.append(small: settings.row(of: entry))
    table.append(small: name)
    table.append(entry.irChecksum)
    table.append(entry.runtimeParts)
    table.append(entry.usedDay)
    heap.append(raw: entry.parts)
  }

  private func append(
    oldRow row: Int, name: Int, _ settings: SettingsMerge, _ table: inout ByteWriter,
    _ heap: inout ByteWriter
  ) {
    guard let old else { preconditionFailure("an old row is a row of an old index") }
    let start = row * EntryField.rowSize
    table.append(raw: old.entries.bytes, at: old.entries.range(start, EntryField.partsOffset))
    let parts = old.partsRange(row)
    table.append(large: heap.count)
    table.append(small: parts.count)
    table.append(small: settings.row(ofOld: old.entries.small(row, EntryField.setting)))
    table.append(small: name)
    table.append(
      raw: old.entries.bytes,
      at: old.entries.range(
        start + EntryField.irChecksum, EntryField.rowSize - EntryField.irChecksum))
    heap.append(raw: old.heap.bytes, at: parts)
  }

  /// The keys that gc dropped, the latest ones if there are too many.
  private func evictionTable() -> ByteWriter {
    var latest = evictions.sorted { ($1.value, $1.key) < ($0.value, $0.key) }
    if latest.count > evictionsMax { latest.removeLast(latest.count - evictionsMax) }
    var table = ByteWriter()
    for (key, day) in latest.sorted(by: { $0.key < $1.key }) {
      table.append(key)
      table.append(day)
    }
    return table
  }
}

/// Evicted keys an index remembers, for `--explain`: 4096 of 36 bytes are no burden to any build.
private let evictionsMax = 4096

/// The pairs of epoch and options that a merged index needs, each once.
private struct SettingsMerge {
  private(set) var table = ByteWriter()
  private var rows: [Setting: Int] = [:]
  private var rowOfOld: [Int] = []

  private struct Setting: Hashable {
    let epoch: String
    let options: String
  }

  /// - Parameter heap: takes the strings.
  init(_ old: KeyedIndex?, _ added: [KeyedEntry], _ heap: inout ByteWriter) {
    for row in 0..<(old?.settings.rowCount ?? 0) {
      guard let old else { break }
      let ranges = old.settingRanges(row)
      let setting = Setting(
        epoch: old.heap.bytes.string(ranges.epoch), options: old.heap.bytes.string(ranges.options))
      rowOfOld.append(add(setting, &heap))
    }
    for entry in added { _ = add(Setting(epoch: entry.epoch, options: entry.options), &heap) }
  }

  func row(of entry: KeyedEntry) -> Int {
    rows[Setting(epoch: entry.epoch, options: entry.options)] ?? 0
  }

  func row(ofOld row: Int) -> Int {
    row < rowOfOld.count ? rowOfOld[row] : 0
  }

  private mutating func add(_ setting: Setting, _ heap: inout ByteWriter) -> Int {
    if let row = rows[setting] { return row }
    let row = rows.count
    rows[setting] = row
    table.append(large: heap.count)
    table.append(small: setting.epoch.utf8.count)
    table.append(small: setting.options.utf8.count)
    heap.append(raw: setting.epoch.utf8)
    heap.append(raw: setting.options.utf8)
    return row
  }
}
