// AirCache: is a function's IR known? air_index.bin, used in place from its mapping.

package import FileIO
package import SystemPackage

// air_index.bin is a keyed index (KeyedIndex): key = function key, name = path NUL function, all
// generations of a name until gc; the parts of an entry stand above ``AirEntry/keyed``.

/// A mapped, checked snapshot of air_index.bin.
///
/// A class because many share the one mapping; nothing in it changes.
package final class AirCache: Sendable {
  let chain: KeyedChain

  static let format = KeyedIndex.format(kind: 0x5852_4941, version: 2)

  private init(_ chain: KeyedChain) {
    self.chain = chain
  }

  /// Maps and checks the index at `path`. Cost: 0.2 ns a byte that is checked, nothing for each row.
  package static func load(
    _ path: FilePath, scrutiny: IndexScrutiny = .whole, fileSystem: any FileSystem
  ) -> LoadOutcome<AirCache> {
    KeyedChain.load(path, format: format, scrutiny: scrutiny, fileSystem: fileSystem)
      .flatMap { .loaded(AirCache($0)) }
  }

  /// Checks an index that lies in memory.
  package static func load(_ bytes: [UInt8]) -> LoadOutcome<AirCache> {
    KeyedChain.check(IndexBytes(bytes), format: format).flatMap { .loaded(AirCache($0)) }
  }

  /// All rows as one index, for gc and verify, which go through all of them.
  var index: KeyedIndex {
    chain.flattened(format: Self.format, generationsMax: .max)
  }

  /// What is wrong with what was added last, which is left out; `nil`: nothing.
  package var tailProblem: String? { chain.tailProblem }

  /// How many compiled functions it knows.
  package var count: Int { chain.count }

  /// The compiled function of this key, or `nil`.
  package func lookup(_ key: FunctionKey) -> AirEntry? {
    chain.row(ofKey: key.digest).flatMap { AirEntry($0.layer, row: $0.row) }
  }

  /// The newest state of a function, or `nil`.
  package func newest(path: String, function: String) -> AirEntry? {
    chain.newest(ofName: AirEntry.name(path: path, function: function))
      .flatMap { AirEntry($0.layer, row: $0.row) }
  }

  /// The names of a file's functions, of all its states, sorted.
  package func functions(ofPath path: String) -> [String] {
    let prefix = AirEntry.name(path: path, function: "")
    let index = index
    var names: [String] = []
    for name in index.firstName(notBelow: prefix)..<index.names.rowCount {
      let range = index.nameRange(name)
      guard range.count >= prefix.count else { break }
      let end = range.lowerBound + prefix.count
      guard index.heap.bytes.compare(range.lowerBound..<end, with: prefix) == 0 else { break }
      names.append(index.heap.bytes.string(end..<range.upperBound))
    }
    return names
  }

  /// All compiled functions in the order of their keys, each read when it is reached: for gc and
  /// verify.
  package var all: some Sequence<AirEntry> {
    let index = index
    return (0..<index.count).lazy.compactMap { AirEntry(index, row: $0) }
  }

  /// An index of what `old` has and what is added, without what gc drops.
  ///
  /// - Parameters:
  ///   - added: from the oldest to the newest.
  ///   - day: when `dropped` are dropped, for ``MissReason/evicted(day:)``.
  package static func encode(
    _ old: AirCache?, adding added: [AirEntry], dropping dropped: Set<FunctionKey> = [],
    day: UInt32 = 0
  ) -> [UInt8] {
    var merge = KeyedMerge(
      old?.index, adding: added.map(\.keyed), generationsMax: .max,
      dropping: Set(dropped.map(\.digest)), day: day)
    return merge.encode(format: format)
  }

  /// What to do with the file to add entries to it; see ``KeyedChain/addition(of:format:generationsMax:)``.
  package func addition(of added: [AirEntry]) -> IndexAddition {
    chain.addition(
      of: added.map(\.keyed), format: Self.format, generationsMax: .max)
  }
}
