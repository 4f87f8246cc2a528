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
  let index: KeyedIndex

  static let format = KeyedIndex.format(kind: 0x5852_495a, version: 2)
  /// Earlier states of a file that are worth keeping: going back to one of them costs nothing.
  static let generationsMax = 16

  private init(_ index: IndexFile) {
    self.index = KeyedIndex(index)
  }

  /// Maps and checks the index at `path`. Cost: 0.2 ns a byte, nothing for each row.
  package static func load(
    _ path: FilePath, scrutiny: IndexScrutiny = .whole, fileSystem: any FileSystem
  ) -> LoadOutcome<ZirCache> {
    IndexFile.load(path, format: format, scrutiny: scrutiny, fileSystem: fileSystem)
      .flatMap { .loaded(ZirCache($0)) }
  }

  /// Checks an index that lies in memory.
  package static func load(_ bytes: [UInt8]) -> LoadOutcome<ZirCache> {
    IndexFile.check(IndexBytes(bytes), format: format).flatMap { .loaded(ZirCache($0)) }
  }

  /// How many compiled files it knows.
  package var count: Int { index.count }

  /// The compiled file of this key, or `nil`.
  package func lookup(_ key: CombinedHash) -> ZirEntry? {
    index.entries.row(ofKey: key.digest).flatMap { ZirEntry(index, row: $0) }
  }

  /// The known states of a file, the newest first.
  package func generations(ofPath path: String) -> [ZirEntry] {
    guard let name = index.row(ofName: Array(path.utf8)) else { return [] }
    return index.entryRows(ofName: name).compactMap { ZirEntry(index, row: $0) }
  }

  /// The newest state of a file, or `nil`.
  package func newest(ofPath path: String) -> ZirEntry? {
    guard let name = index.row(ofName: Array(path.utf8)),
      let row = index.entryRows(ofName: name).first(where: { _ in true })
    else { return nil }
    return ZirEntry(index, row: row)
  }

  /// What a file's text says, if a state of the file with this text is known to the same compiler.
  package func facts(path: String, sourceID: ObjectID, epoch: String) -> FileFacts? {
    guard let name = index.row(ofName: Array(path.utf8)) else { return nil }
    for row in index.entryRows(ofName: name) {
      // The source id is the first of an entry's parts.
      let source = index.heap.bytes.digest(at: index.partsRange(row).lowerBound)
      guard source == Digest(sourceID), index.epoch(row) == epoch else { continue }
      if let entry = ZirEntry(index, row: row) { return entry.facts }
    }
    return nil
  }

  /// All compiled files in the order of their keys, each read when it is reached: for gc and verify.
  package var all: some Sequence<ZirEntry> {
    (0..<count).lazy.compactMap { [index] in ZirEntry(index, row: $0) }
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
}
