// UnitCache: is a unit's object code known? unit_index.bin, used in place from its mapping.

package import FileIO
import ObjectStore
package import SystemPackage

// unit_index.bin is a keyed index (KeyedIndex): key = unit key, name = unit name NUL options, all
// generations of a name until gc; the parts of an entry stand above ``UnitEntry/keyed``.

/// A mapped, checked snapshot of unit_index.bin.
///
/// A class because many share the one mapping; nothing in it changes.
package final class UnitCache: Sendable {
  let index: KeyedIndex

  static let format = KeyedIndex.format(kind: 0x5849_4E55, version: 1)
  static let fileName = "unit_index.bin"

  private init(_ index: KeyedIndex) {
    self.index = index
  }

  /// Maps and checks the index at `path`. Cost: 0.2 ns a byte, nothing for each row.
  package static func load(
    _ path: FilePath, scrutiny: IndexScrutiny = .whole, fileSystem: any FileSystem
  ) -> LoadOutcome<UnitCache> {
    IndexFile.load(path, format: format, scrutiny: scrutiny, fileSystem: fileSystem)
      .flatMap { KeyedIndex.checked($0, scrutiny) }.flatMap { .loaded(UnitCache($0)) }
  }

  /// Checks an index that lies in memory.
  package static func load(_ bytes: [UInt8]) -> LoadOutcome<UnitCache> {
    IndexFile.check(IndexBytes(bytes), format: format)
      .flatMap { KeyedIndex.checked($0, .whole) }.flatMap { .loaded(UnitCache($0)) }
  }

  /// How many pieces of native code it knows.
  package var count: Int { index.count }

  /// The object code of this key, or `nil`.
  package func lookup(_ key: UnitKey) -> UnitEntry? {
    index.entries.row(ofKey: key.digest).flatMap { UnitEntry(index, row: $0) }
  }

  /// The newest state of the unit that has these inputs' name and options, or `nil`.
  package func newest(like inputs: UnitInputs) -> UnitEntry? {
    index.row(ofName: inputs.nameInIndex)
      .flatMap { index.entryRows(ofName: $0).first { _ in true } }
      .flatMap { UnitEntry(index, row: $0) }
  }

  /// All that it knows, in the order of the keys, each read when it is reached.
  package var all: some Sequence<UnitEntry> {
    (0..<count).lazy.compactMap { [index] in UnitEntry(index, row: $0) }
  }

  /// The objects of all states of the unit that has this key, the newest first.
  func generations(of key: UnitKey) -> [ObjectID] {
    guard let row = index.entries.row(ofKey: key.digest) else { return [] }
    return index.entryRows(ofName: index.nameRow(row)).map { index.irID($0) }
  }

  /// An index of what `old` has and what is added, without what gc drops.
  ///
  /// - Parameters:
  ///   - added: from the oldest to the newest.
  ///   - day: when `dropped` are dropped.
  package static func encode(
    _ old: UnitCache?, adding added: [UnitEntry], dropping dropped: Set<UnitKey> = [],
    day: UInt32 = 0
  ) -> [UInt8] {
    var merge = KeyedMerge(
      old?.index, adding: added.map(\.keyed), generationsMax: .max,
      dropping: Set(dropped.map(\.digest)), day: day)
    return merge.encode(format: format)
  }
}
