// The file of a keyed index: a base, followed by layers that small changes have added.

import FileIO
import Synchronization
import SystemPackage

// The file of a keyed index:
//
//     file = base layer*                                   each an index (KeyedIndex) of one kind
//
// A build that adds few entries appends a layer to the file, in place, with one write. A build that
// adds many, gc, and a process that finds damage write a new file. Later layers override earlier
// ones. A kill or a full disk can leave an incomplete layer, which ends the chain: readers use the
// layers before it, and the next save writes a new file.

/// A mapped, checked keyed index: a chain of layers, like Git's commit-graph chains.
///
/// A class because many readers share one mapping. Immutable.
package final class KeyedChain: Sendable {
  /// The newest first; the base is the last.
  let layers: [KeyedIndex]
  /// The problem with the data after the layers; `nil` if there is no such data.
  let tailProblem: String?
  /// The file's status when it was mapped; `nil` if the bytes are not from a file.
  let status: FileStatus?
  private let bytes: IndexBytes
  /// Bytes of each layer, the newest first.
  private let lengths: [Int]
  private let lazyFlat = AtomicLazyReference<KeyedIndex>()

  private init(
    layers: [KeyedIndex], lengths: [Int], tailProblem: String?, bytes: IndexBytes,
    status: FileStatus?
  ) {
    self.layers = layers
    self.lengths = lengths
    self.tailProblem = tailProblem
    self.bytes = bytes
    self.status = status
  }

  /// Maps the file at `path` and checks it. Cost: 0.2 ns per byte checked.
  static func load(
    _ path: FilePath, format: IndexFile.Format, scrutiny: IndexScrutiny,
    fileSystem: any FileSystem
  ) -> LoadOutcome<KeyedChain> {
    do throws(FileError) {
      guard let file = try MappedFile(path, fileSystem: fileSystem) else { return .absent }
      CacheFileSystem.of(fileSystem)?.note(file.status)
      return check(
        IndexBytes(file), format: format, scrutiny: scrutiny, status: file.status)
    } catch {
      return LoadOutcome(error)
    }
  }

  /// Checks the bytes of a file. Fails only if the base cannot be used. Sets ``tailProblem`` if a
  /// later layer cannot.
  static func check(
    _ bytes: IndexBytes, format: IndexFile.Format, scrutiny: IndexScrutiny = .whole,
    status: FileStatus? = nil
  ) -> LoadOutcome<KeyedChain> {
    var layers: [KeyedIndex] = []
    var lengths: [Int] = []
    var tailProblem: String?
    var start = 0
    while start < bytes.count || layers.isEmpty {
      switch layer(at: start, of: bytes, format: format, scrutiny: scrutiny) {
      case .loaded(let index):
        layers.append(index)
        lengths.append(index.heap.file.count)
        start += index.heap.file.count
      case .damaged(let reason):
        if layers.isEmpty { return .damaged(reason) }
        tailProblem = "its last part is incomplete: \(reason)"
      case .newer:
        if layers.isEmpty { return .newer }
        tailProblem = "its last part has another version"
      case .absent: return .absent
      case .unreadable(let reason): return .unreadable(reason)
      }
      if layers.count > layersReadMax { tailProblem = "it has too many layers" }
      if tailProblem != nil { break }
    }
    return .loaded(
      KeyedChain(
        layers: layers.reversed(), lengths: lengths.reversed(), tailProblem: tailProblem,
        bytes: bytes, status: status))
  }

  private static func layer(
    at start: Int, of bytes: IndexBytes, format: IndexFile.Format, scrutiny: IndexScrutiny
  ) -> LoadOutcome<KeyedIndex> {
    let rest = IndexBytes(bytes, start..<bytes.count)
    return IndexFile.length(of: rest, format: format).flatMap { length in
      guard length >= IndexFile.fixedHeaderLength, length <= rest.count else {
        return .damaged("it is cut")
      }
      let part = IndexBytes(rest, 0..<length)
      return IndexFile.check(part, format: format, scrutiny: scrutiny)
        .flatMap { KeyedIndex.checked($0, scrutiny) }
    }
  }

  /// No writer makes a chain this long. Each layer adds about 50 ns to every lookup.
  private static let layersReadMax = 256

  // MARK: Looking up

  /// Whether any block that was read is damaged. If so, all that was found must be discarded.
  var isDamaged: Bool { layers.contains { $0.heap.file.isDamaged } }

  /// A row of one of the layers.
  typealias Location = (layer: KeyedIndex, row: Int)

  /// The newest entry of a key.
  func row(ofKey key: Digest) -> Location? {
    for layer in layers {
      if let row = layer.entries.row(ofKey: key) { return (layer, row) }
    }
    return nil
  }

  /// A name's entries, the newest first. An entry that was added again is listed only in its newest
  /// layer.
  func rows(ofName name: [UInt8]) -> [Location] {
    var locations: [Location] = []
    for (number, layer) in layers.enumerated() {
      guard let nameRow = layer.row(ofName: name) else { continue }
      for row in layer.entryRows(ofName: nameRow) {
        let isNewer = layers[..<number].contains { $0.entries.row(ofKey: layer.key(row)) != nil }
        if !isNewer { locations.append((layer, row)) }
      }
    }
    return locations
  }

  /// A name's newest entry that was made with these options, else its newest entry.
  func newest(ofName name: [UInt8], with options: String? = nil) -> Location? {
    var newest: Location?
    for layer in layers {
      guard let nameRow = layer.row(ofName: name) else { continue }
      for row in layer.entryRows(ofName: nameRow) {
        if options == nil || layer.setting(row).options == options { return (layer, row) }
        newest = newest ?? (layer, row)
      }
    }
    return newest
  }

  /// Why gc or a repair dropped a key. Call it only for keys that the index does not contain.
  func dropReason(of key: Digest) -> MissReason? {
    layers.last?.dropReason(of: key)
  }

  /// The number of entries. Cost: one lookup for each entry of each layer but the base.
  var count: Int {
    var count = layers.last?.count ?? 0
    for (number, layer) in layers.enumerated().dropLast() {
      count += (0..<layer.count).count { row in
        !layers[(number + 1)...].contains { $0.entries.row(ofKey: layer.key(row)) != nil }
      }
    }
    return count
  }

  // MARK: Writing

  /// All rows as one index. Cost: nothing for a base alone; else writing a new index in memory,
  /// once.
  func flattened(format: IndexFile.Format, generationsMax: Int) -> KeyedIndex {
    guard let base = layers.last, layers.count > 1 else { return layers[0] }
    if let flat = lazyFlat.load() { return flat }
    var merge = KeyedMerge(
      base, adding: layers.dropLast().reversed().flatMap(\.entriesByAge),
      generationsMax: generationsMax)
    let bytes = IndexBytes(merge.encode(format: format))
    guard case .loaded(let whole) = IndexFile.check(bytes, format: format) else {
      preconditionFailure("an index that was just written is sound")
    }
    return lazyFlat.storeIfNil(KeyedIndex(whole))
  }

  /// Decides how the file accepts more entries.
  ///
  /// - A few are appended as a layer.
  /// - If there are ``layersMax`` layers already, they and the new one become one layer after the
  ///   unchanged base.
  /// - If the layers exceed a quarter of the base, all become one base.
  ///
  /// So an entry is rewritten a bounded number of times, and a lookup searches a bounded number of
  /// layers.
  func addition(
    of added: [KeyedEntry], format: IndexFile.Format, generationsMax: Int
  ) -> IndexAddition {
    guard tailProblem == nil, !isDamaged, let base = lengths.last else { return .rewrite }
    var merge = KeyedMerge(nil, adding: added, generationsMax: generationsMax)
    let layer = merge.encode(format: format)
    let layersBytes = lengths.dropLast().reduce(layer.count, +)
    guard layersBytes <= max(base / 4, layersBytesMin) else { return .rewrite }
    if layers.count <= layersMax { return .append(layer) }
    guard layers.dropLast().allSatisfy({ $0.showsEachByteOnce(.whole) }) else { return .rewrite }
    let old = layers.dropLast().reversed().flatMap(\.entriesByAge)
    guard !isDamaged else { return .rewrite }
    var compaction = KeyedMerge(nil, adding: old + added, generationsMax: generationsMax)
    // The base's bytes are not read here: its blocks keep their checksums.
    let front = IndexBytes(bytes, 0..<base).array(0..<base)
    return .replace(front + compaction.encode(format: format))
  }

  /// A miss searches each layer, about 50 ns per layer. Layers are joined once per 32 edits.
  private var layersMax: Int { 32 }

  /// Layers of at most this size are never a reason to rewrite the base, however small it is.
  private var layersBytesMin: Int { 1 << 16 }
}

/// How an index file accepts more entries.
package enum IndexAddition: Sendable {
  /// Append these bytes to the file.
  case append([UInt8])
  /// Replace the file with these bytes.
  case replace([UInt8])
  /// Check the whole index and rewrite it.
  case rewrite
}

extension KeyedIndex {
  /// All entries, grouped by name, the oldest of each name first.
  fileprivate var entriesByAge: [KeyedEntry] {
    (0..<names.rowCount).flatMap { name in entryRows(ofName: name).map { $0 }.reversed() }
      .map { entry($0) }
  }
}
