// Writes a keyed index: the old entries and the added ones, without those that gc drops.

/// Merges new entries into an old keyed index.
///
/// Old entries that stay are copied by range, not decoded. A name's generations begin with the
/// added entries, the last added first. The old ones follow in their order.
struct KeyedMerge {
  let old: KeyedIndex?
  let added: [KeyedEntry]
  private let generationsMax: Int
  let evictions: [Digest: UInt32]
  /// Whether each old entry stays.
  private var isKept: [Bool]
  /// Whether each added entry is the last with its key; later, whether it is also among the newest
  /// of its name.
  private var isAddedKept: [Bool]
  /// The added entries sorted by key, then by position.
  private let addedByKey: [Int]
  /// An entry of the new index: a row of the old one, or the position of an added entry.
  enum Source {
    case old(Int)
    case added(Int)
  }

  /// A name of the new index, and the range of its entries in the list of all generations.
  private struct Name {
    /// A name of the old index, or that of an added entry.
    let source: NameSource
    let generations: Range<Int>
  }

  private enum NameSource {
    case old(Int)
    /// The position of an added entry with this name.
    case added(Int)
  }

  /// - Parameters:
  ///   - old: an index that was checked whole, so that none of it is copied twice.
  ///   - added: from the oldest to the newest. Of entries with the same key only the last counts.
  ///   - generationsMax: the greatest number of entries that a name keeps.
  ///   - dropped: keys that gc or a repair drops. They are recorded with `day`.
  ///   - day: the bits of a ``DroppedDay``.
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
      for position in added.indices {
        if let row = old.entries.row(ofKey: added[position].key) { isKept[row] = false }
      }
    }
    if !evictions.isEmpty {
      for position in added.indices { evictions[added[position].key] = nil }
    }
    self.evictions = evictions
  }

  /// The positions of entries sorted by key, and for each entry whether it is the last with its key.
  ///
  /// Hashes nothing and copies no entry, because a cold build adds tens of thousands.
  private static func sortedByKey(_ entries: [KeyedEntry]) -> (positions: [Int], isLast: [Bool]) {
    // Digests are evenly distributed: the first word distinguishes nearly all of them.
    var positions = entries.indices.map { (word: entries[$0].key.words.0, position: $0) }
    positions.sort { left, right in
      if left.word != right.word { return left.word < right.word }
      let (leftKey, rightKey) = (entries[left.position].key, entries[right.position].key)
      return leftKey == rightKey ? left.position < right.position : leftKey < rightKey
    }
    var isLast = [Bool](repeating: true, count: entries.count)
    for (left, right) in zip(positions, positions.dropFirst())
    where left.word == right.word && entries[left.position].key == entries[right.position].key {
      isLast[left.position] = false
    }
    return (positions.map(\.position), isLast)
  }

  mutating func encode(format: IndexFile.Format) -> [UInt8] {
    let (names, generations) = mergedNames()
    dropStrayEntries(generations)
    let entries = mergedEntries()
    var strings = ByteWriter()
    let settings = SettingsMerge(old, added, &strings)
    let evicted = evictionTable()
    let heapBytes = strings.count + nameBytes(of: names) + partsBytes(of: entries)
    var rows = Numbers(old: old?.count ?? 0, added: added.count)
    for (row, source) in entries.enumerated() { rows[source] = row }
    var nameRows = Numbers(old: old?.count ?? 0, added: added.count)
    return IndexFile.encode(
      tableBytes: [
        settings.table.count, entries.count * EntryField.rowSize,
        names.count * NameField.rowSize, generations.count * MemoryLayout<UInt32>.size,
        evicted.count, heapBytes,
      ],
      format: format
    ) { tables in
      var heap = tables[5]
      heap.append(strings)
      tables[0].append(settings.table)
      for (row, name) in names.enumerated() {
        append(name, &tables[2], &heap)
        for source in generations[name.generations] { nameRows[source] = row }
      }
      for source in generations { tables[3].append(small: rows[source]) }
      var entryTable = tables[1]
      for source in entries {
        append(source, name: nameRows[source], settings, &entryTable, &heap)
      }
      tables[1] = entryTable
      tables[4].append(evicted)
      tables[5] = heap
    }
  }

  private func nameBytes(of names: [Name]) -> Int {
    names.reduce(0) { sum, name in
      switch name.source {
      case .old(let position): sum + (old?.nameRange(position).count ?? 0)
      case .added(let position): sum + added[position].name.count
      }
    }
  }

  private func partsBytes(of entries: [Source]) -> Int {
    entries.reduce(0) { sum, source in
      switch source {
      case .old(let row): sum + (old?.partsRange(row).count ?? 0)
      case .added(let position): sum + added[position].parts.count
      }
    }
  }

  private func append(_ name: Name, _ table: inout TableWriter, _ heap: inout TableWriter) {
    let start = heap.count
    switch name.source {
    case .old(let position):
      if let old { heap.append(raw: old.heap.file, at: old.nameRange(position)) }
    case .added(let position): heap.append(raw: added[position].name)
    }
    table.append(large: start)
    table.append(small: heap.count - start)
    table.append(small: name.generations.lowerBound)
    table.append(small: name.generations.count)
    table.append(small: 0)
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
        case .old(let position): old[position]
        case .added(let position): added[position]
        }
      }
      set {
        switch source {
        case .old(let position): old[position] = newValue
        case .added(let position): added[position] = newValue
        }
      }
    }
  }
}

// MARK: Content of the new index

extension KeyedMerge {
  /// Names sorted by their bytes, and the entries of each name, the newest first.
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
      while next < fresh.count, old.heap.file.compare(range, with: added[fresh[next]].name) > 0 {
        let entries = takeName()
        append(.added(entries[entries.startIndex]), entries, &names, &generations)
      }
      var newest: ArraySlice<Int> = []
      if next < fresh.count, old.heap.file.compare(range, with: added[fresh[next]].name) == 0 {
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

  /// The added entries sorted by name, the newest of each name first.
  private func addedByName() -> [Int] {
    added.indices.filter { isAddedKept[$0] }.sorted { left, right in
      let order = IndexBytes.compare(added[left].name, with: added[right].name)
      return order == 0 ? left > right : order < 0
    }
  }

  /// Appends a name and the entries that it keeps. Appends nothing if it keeps none.
  private func append(
    _ source: NameSource, _ newest: ArraySlice<Int>, _ names: inout [Name],
    _ generations: inout [Source]
  ) {
    let first = generations.count
    for position in newest.prefix(generationsMax) { generations.append(.added(position)) }
    if case .old(let name) = source, let old {
      for row in old.entryRows(ofName: name) where isKept[row] {
        guard generations.count - first < generationsMax else { break }
        generations.append(.old(row))
      }
    }
    guard generations.count > first else { return }
    names.append(Name(source: source, generations: first..<generations.count))
  }

  /// Drops all entries that are not a generation of any name.
  private mutating func dropStrayEntries(_ generations: [Source]) {
    var isNamed = [Bool](repeating: false, count: isKept.count)
    isAddedKept = Array(repeating: false, count: added.count)
    for source in generations {
      switch source {
      case .old(let row): isNamed[row] = true
      case .added(let position): isAddedKept[position] = true
      }
    }
    isKept = isNamed
  }

  /// All entries sorted by key.
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
