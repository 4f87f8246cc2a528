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
  /// Whether each added entry is the last of its key, and then among the newest of its name.
  private var isAddedKept: [Bool]
  /// The added entries by key; of one key the last comes last.
  private let addedByKey: [Int]
  /// An entry of the new index: a row of the old one, or one of the added.
  private enum Source {
    case old(Int)
    case added(Int)
  }

  /// A name of the new index, and where its entries stand in the list of all names' entries.
  private struct Name {
    /// A name of the old index, or bytes.
    let source: NameSource
    let generations: Range<Int>
  }

  private enum NameSource {
    case old(Int)
    /// That of an added entry.
    case added(Int)
  }

  /// - Parameters:
  ///   - old: checked whole, so that nothing in it is copied twice.
  ///   - added: from the oldest to the newest; of two with one key the last counts.
  ///   - generationsMax: how many entries a name keeps at most.
  ///   - dropped: keys that gc drops; they are remembered as evicted on `day`.
  init(
    _ old: KeyedIndex?, adding added: [KeyedEntry], generationsMax: Int,
    dropping dropped: Set<Digest> = [], day: UInt32 = 0
  ) {
    self.old = old
    self.generationsMax = generationsMax
    self.added = added
    (addedByKey, isAddedKept) = Self.sortedByKey(added)
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
      for place in added.indices {
        if let row = old.entries.row(ofKey: added[place].key) { isKept[row] = false }
      }
    }
    if !evictions.isEmpty {
      for place in added.indices { evictions[added[place].key] = nil }
    }
    self.evictions = evictions
  }

  /// The places of entries by their keys, and of each whether it is the last of its key.
  ///
  /// Nothing is hashed and no entry is copied: a cold build adds ten thousands.
  private static func sortedByKey(_ entries: [KeyedEntry]) -> (places: [Int], isLast: [Bool]) {
    // Digests are spread evenly: the first word tells nearly all of them apart.
    var places = entries.indices.map { (word: entries[$0].key.words.0, place: $0) }
    places.sort { left, right in
      if left.word != right.word { return left.word < right.word }
      let (leftKey, rightKey) = (entries[left.place].key, entries[right.place].key)
      return leftKey == rightKey ? left.place < right.place : leftKey < rightKey
    }
    var isLast = [Bool](repeating: true, count: entries.count)
    for (left, right) in zip(places, places.dropFirst())
    where left.word == right.word && entries[left.place].key == entries[right.place].key {
      isLast[left.place] = false
    }
    return (places.map(\.place), isLast)
  }

  /// The new index's bytes.
  mutating func encode(format: IndexFile.Format) -> [UInt8] {
    let (names, generations) = mergedNames()
    dropStrayEntries(generations)
    let entries = mergedEntries()
    var heap = ByteWriter()
    // As much as it can need: to grow, a large one would be in memory three times.
    let addedBytes = added.reduce(0) { $0 + $1.parts.count + $1.name.count }
    heap.reserve((old?.heap.rowCount ?? 0) + addedBytes + 4096)
    let settings = SettingsMerge(old, added, &heap)
    var rows = Numbers(old: old?.count ?? 0, added: added.count)
    for (row, source) in entries.enumerated() { rows[source] = row }
    var nameRows = Numbers(old: old?.count ?? 0, added: added.count)
    var nameTable = ByteWriter()
    nameTable.reserve(names.count * NameField.rowSize)
    for (row, name) in names.enumerated() {
      let start = heap.count
      switch name.source {
      case .old(let place):
        if let old { heap.append(raw: old.heap.bytes, at: old.nameRange(place)) }
      case .added(let place): heap.append(raw: added[place].name)
      }
      nameTable.append(large: start)
      nameTable.append(small: heap.count - start)
      nameTable.append(small: name.generations.lowerBound)
      nameTable.append(small: name.generations.count)
      nameTable.append(small: 0)
      for source in generations[name.generations] { nameRows[source] = row }
    }
    var generationTable = ByteWriter()
    generationTable.reserve(generations.count * MemoryLayout<UInt32>.size)
    for source in generations { generationTable.append(small: rows[source]) }
    var entryTable = ByteWriter()
    entryTable.reserve(entries.count * EntryField.rowSize)
    for source in entries {
      append(source, name: nameRows[source], settings, &entryTable, &heap)
    }
    return IndexFile.encode(
      [
        settings.table, entryTable.take(), nameTable.take(), generationTable.take(),
        evictionTable(), heap.take(),
      ],
      format: format)
  }

  /// A number for each entry, old or added.
  private struct Numbers {
    private var old: [Int]
    private var added: [Int]

    init(old: Int, added: Int) {
      self.old = Array(repeating: 0, count: old)
      self.added = Array(repeating: 0, count: added)
    }

    subscript(source: Source) -> Int {
      get {
        switch source {
        case .old(let place): old[place]
        case .added(let place): added[place]
        }
      }
      set {
        switch source {
        case .old(let place): old[place] = newValue
        case .added(let place): added[place] = newValue
        }
      }
    }
  }
}

// MARK: What the new index holds

extension KeyedMerge {
  /// Names by their bytes, and the entries of all of them, each name's newest first.
  private func mergedNames() -> (names: [Name], generations: [Source]) {
    let fresh = addedByName()
    let oldCount = old?.names.rowCount ?? 0
    var names: [Name] = []
    var generations: [Source] = []
    names.reserveCapacity(oldCount + fresh.count)
    generations.reserveCapacity(isKept.count + added.count)
    var next = 0
    /// The entries of the next added name.
    func takeName() -> ArraySlice<Int> {
      let end = fresh[next...].firstIndex { added[$0].name != added[fresh[next]].name }
      defer { next = end ?? fresh.count }
      return fresh[next..<(end ?? fresh.count)]
    }
    for name in 0..<oldCount {
      guard let old else { break }
      let range = old.nameRange(name)
      while next < fresh.count, old.heap.bytes.compare(range, with: added[fresh[next]].name) > 0 {
        let entries = takeName()
        append(.added(entries[entries.startIndex]), entries, &names, &generations)
      }
      var newest: ArraySlice<Int> = []
      if next < fresh.count, old.heap.bytes.compare(range, with: added[fresh[next]].name) == 0 {
        newest = takeName()
      }
      append(.old(name), newest, &names, &generations)
    }
    while next < fresh.count {
      let entries = takeName()
      append(.added(entries[entries.startIndex]), entries, &names, &generations)
    }
    return (names, generations)
  }

  /// The added entries by name, of each name the newest first.
  private func addedByName() -> [Int] {
    added.indices.filter { isAddedKept[$0] }.sorted { left, right in
      let order = IndexBytes.compare(added[left].name, with: added[right].name)
      return order == 0 ? left > right : order < 0
    }
  }

  /// Appends a name and as many of its entries as it may keep, unless it has none.
  private func append(
    _ source: NameSource, _ newest: ArraySlice<Int>, _ names: inout [Name],
    _ generations: inout [Source]
  ) {
    let first = generations.count
    for place in newest.prefix(generationsMax) { generations.append(.added(place)) }
    if case .old(let name) = source, let old {
      for row in old.entryRows(ofName: name) where isKept[row] {
        guard generations.count - first < generationsMax else { break }
        generations.append(.old(row))
      }
    }
    guard generations.count > first else { return }
    names.append(Name(source: source, generations: first..<generations.count))
  }

  /// Of all entries those stay that are some name's generation.
  private mutating func dropStrayEntries(_ generations: [Source]) {
    var isNamed = [Bool](repeating: false, count: isKept.count)
    isAddedKept = Array(repeating: false, count: added.count)
    for source in generations {
      switch source {
      case .old(let row): isNamed[row] = true
      case .added(let place): isAddedKept[place] = true
      }
    }
    isKept = isNamed
  }

  /// All entries by key.
  private func mergedEntries() -> [Source] {
    let fresh = addedByKey.filter { isAddedKept[$0] }
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
    _ source: Source, name: Int, _ settings: SettingsMerge, _ table: inout ByteWriter,
    _ heap: inout ByteWriter
  ) {
    switch source {
    case .old(let row): append(oldRow: row, name: name, settings, &table, &heap)
    case .added(let place): append(addedPlace: place, name: name, settings, &table, &heap)
    }
  }

  // The fields one by one: a copy of the entry would retain each of its strings.
  private func append(
    addedPlace place: Int, name: Int, _ settings: SettingsMerge, _ table: inout ByteWriter,
    _ heap: inout ByteWriter
  ) {
    table.append(added[place].key)
    table.append(added[place].irID)
    table.append(added[place].irSize)
    table.append(added[place].costNanoseconds)
    table.append(large: heap.count)
    table.append(small: added[place].parts.count)
    table.append(small: settings.row(ofAdded: place))
    table.append(small: name)
    table.append(added[place].irChecksum)
    table.append(added[place].runtimeParts)
    table.append(added[place].usedDay)
    heap.append(raw: added[place].parts)
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
  private var rowOfAdded: [Int] = []

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
    rowOfAdded.reserveCapacity(added.count)
    for place in added.indices {
      // Those of one build have all the same.
      if let last = rowOfAdded.last, added[place].epoch == added[place - 1].epoch,
        added[place].options == added[place - 1].options
      {
        rowOfAdded.append(last)
      } else {
        let setting = Setting(epoch: added[place].epoch, options: added[place].options)
        rowOfAdded.append(add(setting, &heap))
      }
    }
  }

  func row(ofAdded place: Int) -> Int { rowOfAdded[place] }

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
