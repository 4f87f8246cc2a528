// The rows of the indexes that name an object, and what they record about it.

import FileIO
import ObjectStore

/// All rows that name the objects of one tree: those of its index, and also those of projects (for
/// files) or of native code (for functions).
///
/// Memory: 16 bytes per row. The rest of a row is read from its index's mapping when it is needed,
/// and the mapping's pages are released.
struct RowsByObject {
  /// The part of a row that is kept in memory, enough to find it by its object's id.
  private struct Key {
    /// The first 8 bytes of the id.
    let prefix: UInt64
    /// The number of the row. The layers of the tree's index come first, beginning with the newest,
    /// then native code, then each project.
    let number: UInt32
    /// A digest of everything that the row records about the object; see ``Claim``.
    let claim: UInt32
  }

  /// Everything that a row records about an object.
  struct Claim: Hashable {
    let id: ObjectID
    let sizeBytes: UInt64
    /// CRC-32; `nil` if the row does not record it.
    let checksum: UInt32?

    /// Two different claims have the same digest with a probability of 2⁻³².
    fileprivate var digest: UInt32 {
      var mixed = id.words.1 &+ id.words.2.byteSwapped &+ (id.words.3 << 1) &+ id.words.0
      for word in [sizeBytes, checksum.map(UInt64.init) ?? .max] {
        mixed = (mixed ^ word) &* 0x9E37_79B9_7F4A_7C15
        mixed ^= mixed >> 29
      }
      return UInt32(truncatingIfNeeded: mixed >> 32)
    }
  }

  /// The index that contains a row.
  enum Origin {
    case layer(KeyedIndex, row: Int)
    case unit(KeyedIndex, row: Int)
    case project(LoadedProject, row: Int)
  }

  let tree: ObjectDatabase.Tree
  /// The tree's index, the newest layer first; empty if there is none that can be used.
  private let layers: [KeyedIndex]
  /// The index of native code.
  private let units: KeyedIndex?
  private let projects: [LoadedProject]
  /// The number of the first row of each layer, of native code, and of each project.
  private let firstNumbers: [Int]
  /// Sorted by prefix, then by number.
  private var keys: [Key] = []
  /// One bit per key: whether its object was seen.
  private var seen: [UInt64] = []
  /// Rows that were found wrong, because an object can be seen several times.
  private var wrong: Set<Int> = []

  /// - Parameter layers: the newest first. A row whose key is also in a newer layer is ignored.
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

  /// Adds the rows of one layer, or of all other indexes, that count.
  private mutating func addRows(from first: Int, count: Int, where counts: (Int) -> Bool) {
    for row in 0..<max(min(count, Int(UInt32.max) - first), 0) {
      if row % Self.walkedRowsMax == 0 { releasePages() }
      guard counts(row) else { continue }
      let claim = claim(first + row)
      keys.append(
        Key(prefix: claim.id.words.0, number: UInt32(first + row), claim: claim.digest))
    }
  }

  /// Rows to read in random order before the pages of the mappings are released. The kernel can map
  /// 2 MiB around each row (note 5).
  static let residentRowsMax = 64
  /// Rows to read in their order before the pages are released. Most of a row's data is next to
  /// that of the row before.
  static let walkedRowsMax = 4096

  /// Releases the memory of the mappings.
  func releasePages() {
    for layer in layers { layer.releasePages() }
    units?.releasePages()
    for project in projects { project.index.releasePages() }
  }

  // MARK: Rows

  /// The index and row of a number. Cost: a walk over layers and projects.
  func origin(_ number: Int) -> Origin {
    let source = firstNumbers.lastIndex { $0 <= number } ?? 0
    let row = number - firstNumbers[source]
    if source < layers.count { return .layer(layers[source], row: row) }
    if source == layers.count, let units { return .unit(units, row: row) }
    return .project(projects[source - layers.count - 1], row: row)
  }

  /// The size of a row's object, and its CRC-32 if it is recorded.
  func claim(_ number: Int) -> Claim {
    switch origin(number) {
    case .project(let project, let row):
      let index = project.index
      let section = index.section(row)
      // With options (`-g`) a section has the same length as its object, but not the same bytes.
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

  /// `path`, `path:function`, or the name of a unit of native code.
  func owner(_ number: Int) -> String {
    switch origin(number) {
    case .project(let project, let row): project.index.path(row)
    case .layer(let index, let row), .unit(let index, let row): index.owner(row)
    }
  }

  // MARK: Objects

  /// Marks the rows that name a sound object as seen. Cost: a binary search.
  ///
  /// - Returns: the numbers of the rows that contradict the object, each only once.
  mutating func see(_ id: ObjectID, body: BodyDigest) -> [Int] {
    let size = body.sizeBytes
    let right = (
      plain: Claim(id: id, sizeBytes: size, checksum: nil).digest,
      checked: Claim(id: id, sizeBytes: size, checksum: body.crc32).digest
    )
    var wrong: [Int] = []
    var position = firstKey(of: id.words.0)
    while position < keys.count, keys[position].prefix == id.words.0 {
      defer { position += 1 }
      let key = keys[position]
      if key.claim != right.checked, key.claim != right.plain {
        // The row is wrong, or it names another object with the same prefix.
        let claim = claim(Int(key.number))
        guard claim.id == id else { continue }
        let isRight =
          claim.sizeBytes == size && (claim.checksum.map { $0 == body.crc32 } ?? true)
        if !isRight, self.wrong.insert(Int(key.number)).inserted {
          wrong.append(Int(key.number))
        }
      }
      seen[position / 64] |= 1 << UInt64(position % 64)
    }
    return wrong
  }

  /// Whether a row names an object. Cost: a binary search.
  func names(_ id: ObjectID) -> Bool {
    var position = firstKey(of: id.words.0)
    while position < keys.count, keys[position].prefix == id.words.0 {
      if claim(Int(keys[position].number)).id == id { return true }
      position += 1
    }
    return false
  }

  /// Calls `body` with the number and the id of each row whose object was not seen.
  func forEachUnseen(_ body: (Int, ObjectID) -> Void) {
    var looked = 0
    for (position, key) in keys.enumerated()
    where seen[position / 64] >> UInt64(position % 64) & 1 == 0 {
      body(Int(key.number), claim(Int(key.number)).id)
      looked += 1
      if looked % Self.residentRowsMax == 0 { releasePages() }
    }
  }

  private func firstKey(of prefix: UInt64) -> Int {
    keys.indices.partitionPoint { keys[$0].prefix < prefix }
  }
}

/// The keys of all layers but the base. They supersede rows with the same key in older layers.
/// Layers are at most a quarter of the base, so these are few.
struct NewerKeys {
  /// The newest layer that contains a key.
  private var newest: [Digest: Int] = [:]

  /// - Parameter layers: the newest first.
  init(_ layers: [KeyedIndex]) {
    for (number, layer) in layers.dropLast().enumerated() {
      for row in 0..<layer.count where newest[layer.key(row)] == nil {
        newest[layer.key(row)] = number
      }
    }
  }

  /// Whether a layer newer than this one contains the key.
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
  /// The source of an entry: `path`, or `path:function`.
  func owner(_ row: Int) -> String {
    let name = heap.file.array(nameRange(nameRow(row)))
    return String(decoding: name.map { $0 == 0 ? UInt8(ascii: ":") : $0 }, as: UTF8.self)
  }

  /// Releases the memory of the mapping; see ``MappedFile``.
  func releasePages() { heap.file.releasePages() }
}

extension FileHashCache {
  /// Releases the memory of the mapping; see ``MappedFile``.
  package func releasePages() { bytes.releasePages() }
}
