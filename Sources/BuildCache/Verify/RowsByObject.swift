// Which rows of the indexes name an object, and what they say of it.

import FileIO
import ObjectStore

/// All that names the objects of one tree: the rows of its index; for files those of projects, for
/// functions those of native code.
///
/// Memory: 16 bytes a row. What a row says in full is read from its index's mapping when it is asked
/// for, and the mapping's pages are given back.
struct RowsByObject {
  /// One row that names an object, as little of it as finds it.
  private struct Key {
    /// The id's first 8 bytes.
    let prefix: UInt64
    /// The row: those of the tree's index first, its newest layer's before all, then those of native
    /// code, then each project's.
    let number: UInt32
    /// A digest of all that the row says of the object; see ``Claim``.
    let claim: UInt32
  }

  /// What a row says of an object.
  struct Claim: Hashable {
    let id: ObjectID
    let sizeBytes: UInt64
    /// CRC-32; nil where the row records none.
    let checksum: UInt32?

    /// Two claims that differ have the same digest once in four thousand millions of cases.
    fileprivate var digest: UInt32 {
      var mixed = id.words.1 &+ id.words.2.byteSwapped &+ (id.words.3 << 1) &+ id.words.0
      for word in [sizeBytes, checksum.map(UInt64.init) ?? .max] {
        mixed = (mixed ^ word) &* 0x9E37_79B9_7F4A_7C15
        mixed ^= mixed >> 29
      }
      return UInt32(truncatingIfNeeded: mixed >> 32)
    }
  }

  /// Where a row stands.
  enum Place {
    case layer(KeyedIndex, row: Int)
    case unit(KeyedIndex, row: Int)
    case project(LoadedProject, row: Int)
  }

  let tree: ObjectDatabase.Tree
  /// The tree's index, the newest layer first; empty if there is none that can be used.
  private let layers: [KeyedIndex]
  /// Native code's index.
  private let units: KeyedIndex?
  private let projects: [LoadedProject]
  /// The number of each layer's first row, then of native code's, then of each project's.
  private let firstNumbers: [Int]
  /// In the order of the prefixes, then of the rows.
  private var keys: [Key] = []
  /// A bit for each key: whether its object was seen.
  private var seen: [UInt64] = []
  /// Rows that were found wrong: an object may be seen several times.
  private var wrong: Set<Int> = []

  /// - Parameter layers: the newest first; a row whose key a newer one has counts no more.
  init(
    _ tree: ObjectDatabase.Tree, _ layers: [KeyedIndex], units: KeyedIndex? = nil,
    projects: [LoadedProject] = []
  ) {
    self.tree = tree
    self.layers = layers
    self.units = units
    self.projects = projects
    var count = 0
    var firstNumbers: [Int] = []
    for rows in layers.map(\.count) + [units?.count ?? 0] + projects.map(\.index.count) {
      firstNumbers.append(count)
      count += rows
    }
    self.firstNumbers = firstNumbers
    keys.reserveCapacity(count)
    let newer = NewerKeys(layers)
    for (number, first) in firstNumbers.prefix(layers.count).enumerated() {
      let layer = layers[number]
      addRows(from: first, count: layer.count) { !newer.supersede(layer.key($0), ofLayer: number) }
    }
    let rest = layers.reduce(0) { $0 + $1.count }
    addRows(from: rest, count: count - rest) { _ in true }
    keys.radixSort(by: \.prefix)  // of equal ones, the numbers ascend already
    seen = Array(repeating: 0, count: (keys.count + 63) / 64)
  }

  /// Takes the rows of a layer, or of all others, that count.
  private mutating func addRows(from first: Int, count: Int, where counts: (Int) -> Bool) {
    for row in 0..<max(min(count, Int(UInt32.max) - first), 0) {
      if row % Self.walkedRowsMax == 0 { releasePages() }
      guard counts(row) else { continue }
      let claim = claim(first + row)
      keys.append(
        Key(prefix: claim.id.words.0, number: UInt32(first + row), claim: claim.digest))
    }
  }

  /// Rows looked at before the pages of the mappings are given back: the kernel may bring 64 KiB for
  /// each place that is touched.
  static let residentRowsMax = 64
  /// The same for who goes through the rows in their order: most of what a row says lies behind what
  /// the one before it says.
  static let walkedRowsMax = 4096

  /// Gives the memory of the mappings back.
  func releasePages() {
    for layer in layers { layer.releasePages() }
    units?.releasePages()
    for project in projects { project.index.releasePages() }
  }

  // MARK: Rows

  /// Where the row of a number stands. Cost: a walk over layers and projects.
  func place(_ number: Int) -> Place {
    let source = firstNumbers.lastIndex { $0 <= number } ?? 0
    let row = number - firstNumbers[source]
    if source < layers.count { return .layer(layers[source], row: row) }
    if source == layers.count, let units { return .unit(units, row: row) }
    return .project(projects[source - layers.count - 1], row: row)
  }

  /// What a row says of its object: its size, and its CRC-32 where it is recorded.
  func claim(_ number: Int) -> Claim {
    switch place(number) {
    case .project(let project, let row):
      let index = project.index
      let section = index.section(row)
      // With options (`-g`) a section is as long as its object, and not the same to the byte.
      let isSame = index.project.options.isEmpty
      return Claim(
        id: index.irID(row), sizeBytes: section.length, checksum: isSame ? section.checksum : nil)
    case .layer(let index, let row), .unit(let index, let row):
      // Rows of functions and of native code record no checksum.
      let checksum = tree == .zir ? index.entries.uint32(row, EntryField.irChecksum) : nil
      return Claim(
        id: index.irID(row), sizeBytes: index.entries.uint64(row, EntryField.irSize),
        checksum: checksum)
    }
  }

  /// `path`, `path:function`, or what a unit of native code is called.
  func owner(_ number: Int) -> String {
    switch place(number) {
    case .project(let project, let row): project.index.path(row)
    case .layer(let index, let row), .unit(let index, let row): index.owner(row)
    }
  }

  // MARK: Objects

  /// Marks the rows that name a sound object as seen, and returns the numbers of those that say
  /// of it what is not so, each once. Cost: a binary search.
  mutating func see(_ id: ObjectID, body: BodyDigest) -> [Int] {
    let size = body.sizeBytes
    let right = (
      plain: Claim(id: id, sizeBytes: size, checksum: nil).digest,
      checked: Claim(id: id, sizeBytes: size, checksum: body.crc32).digest
    )
    var wrong: [Int] = []
    var place = firstKey(of: id.words.0)
    while place < keys.count, keys[place].prefix == id.words.0 {
      defer { place += 1 }
      let key = keys[place]
      if key.claim != right.checked, key.claim != right.plain {
        // Wrong, or of another object that begins alike.
        let claim = claim(Int(key.number))
        guard claim.id == id else { continue }
        let isRight =
          claim.sizeBytes == size && (claim.checksum.map { $0 == body.crc32 } ?? true)
        if !isRight, self.wrong.insert(Int(key.number)).inserted {
          wrong.append(Int(key.number))
        }
      }
      seen[place / 64] |= 1 << UInt64(place % 64)
    }
    return wrong
  }

  /// Whether some row names an object. Cost: a binary search.
  func names(_ id: ObjectID) -> Bool {
    var place = firstKey(of: id.words.0)
    while place < keys.count, keys[place].prefix == id.words.0 {
      if claim(Int(keys[place].number)).id == id { return true }
      place += 1
    }
    return false
  }

  /// Calls `body` with the number of each row whose object was not seen, and its id.
  func forEachUnseen(_ body: (Int, ObjectID) -> Void) {
    var looked = 0
    for (place, key) in keys.enumerated() where seen[place / 64] >> UInt64(place % 64) & 1 == 0 {
      body(Int(key.number), claim(Int(key.number)).id)
      looked += 1
      if looked % Self.residentRowsMax == 0 { releasePages() }
    }
  }

  private func firstKey(of prefix: UInt64) -> Int {
    var low = 0
    var high = keys.count
    while low < high {
      let middle = low + (high - low) / 2
      if keys[middle].prefix < prefix { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

/// The keys of all layers but the base: a row of an older one that has such a key is superseded. Layers
/// are a quarter of the base at most, so this is little.
struct NewerKeys {
  /// The newest layer that has a key.
  private var newest: [Digest: Int] = [:]

  /// - Parameter layers: the newest first.
  init(_ layers: [KeyedIndex]) {
    for (number, layer) in layers.dropLast().enumerated() {
      for row in 0..<layer.count where newest[layer.key(row)] == nil {
        newest[layer.key(row)] = number
      }
    }
  }

  /// Whether a newer layer has a key of this one.
  func supersede(_ key: Digest, ofLayer number: Int) -> Bool {
    !newest.isEmpty && newest[key].map { $0 < number } ?? false
  }
}

/// A project whose index could be loaded.
struct LoadedProject {
  let folder: ProjectFolder
  let index: FileHashCache
}

extension KeyedIndex {
  /// What an entry was compiled from: `path`, or `path:function`.
  func owner(_ row: Int) -> String {
    let name = heap.bytes.array(nameRange(nameRow(row)))
    return String(decoding: name.map { $0 == 0 ? UInt8(ascii: ":") : $0 }, as: UTF8.self)
  }

  /// Gives the memory of the mapping's pages back; see ``MappedFile``.
  func releasePages() { heap.bytes.releasePages() }
}

extension FileHashCache {
  /// Gives the memory of the mapping's pages back; see ``MappedFile``.
  package func releasePages() { heap.bytes.releasePages() }
}
