// A keyed index as a file holds it: a base and, behind it, layers that small changes have added.

import FileIO
import Synchronization
import SystemPackage

// The file of a keyed index:
//
//     file = base layer*                                   each an index (KeyedIndex) of one kind
//
// A build that adds little appends a layer to the file, in place, with one write; one that adds much,
// gc, and whoever finds damage write a new file. What a later layer has counts before what an earlier
// one has. A layer that is not whole (a kill or a full disk in the middle of the write) ends the
// chain: what stands before it is used, and the next save writes the file anew.

/// A mapped, checked keyed index: its layers, as Git chains commit-graphs.
///
/// A class because many share the one mapping; nothing in it changes.
package final class KeyedChain: Sendable {
  /// The newest first; the base is the last.
  let layers: [KeyedIndex]
  /// What is wrong with what follows the layers; `nil`: nothing follows.
  let tailProblem: String?
  /// The file as it was when it was mapped; `nil`: the bytes came from elsewhere.
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

  /// Maps the file at `path` and checks it. Cost: 0.2 ns a byte that is checked.
  static func load(
    _ path: FilePath, format: IndexFile.Format, scrutiny: IndexScrutiny,
    fileSystem: any FileSystem
  ) -> LoadOutcome<KeyedChain> {
    do throws(FileError) {
      guard let file = try MappedFile(path, fileSystem: fileSystem) else { return .absent }
      return check(
        IndexBytes(file), format: format, scrutiny: scrutiny, status: file.status)
    } catch {
      return LoadOutcome(error)
    }
  }

  /// Checks the bytes of a file. Only a base that cannot be used is damage: a later layer that is not
  /// whole is ``tailProblem``.
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
        lengths.append(index.heap.bytes.count)
        start += index.heap.bytes.count
      case .damaged(let reason):
        if layers.isEmpty { return .damaged(reason) }
        tailProblem = "what was added last is not whole: \(reason)"
      case .newer:
        if layers.isEmpty { return .newer }
        tailProblem = "what was added last is of another version"
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

  /// No writer lets a chain grow so long: each layer costs every lookup some 50 ns.
  private static let layersReadMax = 256

  // MARK: Looking up

  /// Whether anything that was read is not what was written. What was found is void then.
  var isDamaged: Bool { layers.contains { $0.heap.bytes.isDamaged } }

  /// A row of one of the layers.
  typealias Place = (layer: KeyedIndex, row: Int)

  /// The newest entry of a key.
  func row(ofKey key: Digest) -> Place? {
    for layer in layers {
      if let row = layer.entries.row(ofKey: key) { return (layer, row) }
    }
    return nil
  }

  /// A name's entries, the newest first; an entry that was added again counts where it is newest.
  func rows(ofName name: [UInt8]) -> [Place] {
    var places: [Place] = []
    for (number, layer) in layers.enumerated() {
      guard let nameRow = layer.row(ofName: name) else { continue }
      for row in layer.entryRows(ofName: nameRow) {
        let isNewer = layers[..<number].contains { $0.entries.row(ofKey: layer.key(row)) != nil }
        if !isNewer { places.append((layer, row)) }
      }
    }
    return places
  }

  /// A name's newest entry.
  func newest(ofName name: [UInt8]) -> Place? {
    for layer in layers {
      guard let nameRow = layer.row(ofName: name) else { continue }
      if let row = layer.entryRows(ofName: nameRow).first(where: { _ in true }) {
        return (layer, row)
      }
    }
    return nil
  }

  /// A name's newest entry that was made with these options; where there is none, the newest.
  func newest(ofName name: [UInt8], with options: String) -> Place? {
    for layer in layers {
      guard let nameRow = layer.row(ofName: name) else { continue }
      for row in layer.entryRows(ofName: nameRow) where layer.setting(row).options == options {
        return (layer, row)
      }
    }
    return newest(ofName: name)
  }

  /// The day on which gc dropped a key that is not there.
  func evictionDay(of key: Digest) -> UInt32? {
    layers.last?.evictionDay(of: key)
  }

  /// How many entries there are. Cost: a lookup for each that a layer has added.
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

  /// All rows as one index. Cost: nothing for a base alone; else it is written anew, in memory, once.
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

  /// How the file takes more entries.
  ///
  /// - A few are appended as a layer.
  /// - Where there are ``layersMax`` layers already, they and the new one become one, behind the base
  ///   as it is.
  /// - Where the layers come to more than a quarter of the base, all becomes one base.
  ///
  /// So an entry is rewritten a bounded number of times, and a lookup asks a bounded number of layers.
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
    // The base's blocks keep their checksums: it is not looked at.
    let front = IndexBytes(bytes, 0..<base).array(0..<base)
    return .replace(front + compaction.encode(format: format))
  }

  /// Lookups of a miss ask each layer, some 50 ns; and 32 edits pass before layers are joined.
  private var layersMax: Int { 32 }

  /// Layers of so little are not worth writing a base for, however small it is.
  private var layersBytesMin: Int { 1 << 16 }
}

/// How an index file takes more entries.
package enum IndexAddition: Sendable {
  /// These bytes go behind what the file has.
  case append([UInt8])
  /// These bytes are the new file.
  case replace([UInt8])
  /// All of the index is to be checked and written anew.
  case rewrite
}

extension KeyedIndex {
  /// All entries, of each name the oldest first.
  fileprivate var entriesByAge: [KeyedEntry] {
    (0..<names.rowCount).flatMap { name in entryRows(ofName: name).map { $0 }.reversed() }
      .map { entry($0) }
  }
}
