// ZirCache: is a file's IR known? zir_index.bin, used in place from its mapping.

package import FileIO
package import ObjectStore
package import SystemPackage

// zir_index.bin is a keyed index (KeyedIndex): key = combined hash, name = path, at most 16
// generations of a name; the parts of an entry stand above ``ZirEntry/keyed``.

/// A mapped, checked snapshot of zir_index.bin.
///
/// A class because many share the one mapping; nothing in it changes.
package final class ZirCache: Sendable {
  let chain: KeyedChain

  static let format = KeyedIndex.format(kind: 0x5852_495a, version: 2)
  /// Earlier states of a file that are worth keeping: going back to one of them costs nothing.
  static let generationsMax = 16

  private init(_ chain: KeyedChain) {
    self.chain = chain
  }

  /// Maps and checks the index at `path`. Cost: 0.2 ns a byte that is checked, nothing for each row.
  package static func load(
    _ path: FilePath, scrutiny: IndexScrutiny = .whole, fileSystem: any FileSystem
  ) -> LoadOutcome<ZirCache> {
    KeyedChain.load(path, format: format, scrutiny: scrutiny, fileSystem: fileSystem)
      .flatMap { .loaded(ZirCache($0)) }
  }

  /// Checks an index that lies in memory.
  package static func load(_ bytes: [UInt8]) -> LoadOutcome<ZirCache> {
    KeyedChain.check(IndexBytes(bytes), format: format).flatMap { .loaded(ZirCache($0)) }
  }

  /// All rows as one index, for gc and verify, which go through all of them.
  var index: KeyedIndex {
    chain.flattened(format: Self.format, generationsMax: Self.generationsMax)
  }

  /// What is wrong with what was added last, which is left out; `nil`: nothing.
  package var tailProblem: String? { chain.tailProblem }

  /// How many compiled files it knows.
  package var count: Int { chain.count }

  /// The compiled file of this key, or `nil`.
  package func lookup(_ key: CombinedHash) -> ZirEntry? {
    chain.row(ofKey: key.digest).flatMap { ZirEntry($0.layer, row: $0.row) }
  }

  /// The known states of a file, the newest first.
  package func generations(ofPath path: String) -> [ZirEntry] {
    let rows = chain.rows(ofName: Array(path.utf8)).prefix(Self.generationsMax)
    return rows.compactMap { ZirEntry($0.layer, row: $0.row) }
  }

  /// The newest state of a file, or `nil`.
  package func newest(ofPath path: String) -> ZirEntry? {
    chain.newest(ofName: Array(path.utf8)).flatMap { ZirEntry($0.layer, row: $0.row) }
  }

  /// What a file's text says, if a state of the file with this text is known to the same compiler.
  package func facts(path: String, sourceID: ObjectID, epoch: String) -> FileFacts? {
    for (layer, row) in chain.rows(ofName: Array(path.utf8)) {
      // The source id is the first of an entry's parts.
      let source = layer.heap.bytes.digest(at: layer.partsRange(row).lowerBound)
      guard source == Digest(sourceID), layer.epoch(row) == epoch else { continue }
      if let entry = ZirEntry(layer, row: row) { return entry.facts }
    }
    return nil
  }

  /// All compiled files in the order of their keys, each read when it is reached: for gc and verify.
  package var all: some Sequence<ZirEntry> {
    let index = index
    return (0..<index.count).lazy.compactMap { ZirEntry(index, row: $0) }
  }

  /// An index of what `old` has and what is added, without what gc drops.
  ///
  /// - Parameters:
  ///   - added: from the oldest to the newest.
  ///   - day: when `dropped` are dropped, for ``MissReason/evicted(day:)``.
  package static func encode(
    _ old: ZirCache?, adding added: [ZirEntry], dropping dropped: Set<CombinedHash> = [],
    day: UInt32 = 0
  ) -> [UInt8] {
    var merge = KeyedMerge(
      old?.index, adding: added.map(\.keyed), generationsMax: generationsMax,
      dropping: Set(dropped.map(\.digest)), day: day)
    return merge.encode(format: format)
  }

  /// What to do with the file to add entries to it; see ``KeyedChain/addition(of:format:generationsMax:)``.
  package func addition(of added: [ZirEntry]) -> IndexAddition {
    chain.addition(
      of: added.map(\.keyed), format: Self.format, generationsMax: Self.generationsMax)
  }
}
