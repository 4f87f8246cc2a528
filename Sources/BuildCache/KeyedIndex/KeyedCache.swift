// The common part of ZirCache, AirCache and UnitCache: entries of one kind in a chain of keyed
// indexes, read in place from a mapping.

package import FileIO
package import SystemPackage

/// An entry of one kind of keyed index.
package protocol TypedEntry: Equatable, Sendable {
  /// Identifies all inputs of the entry's object.
  associatedtype Key: DigestKey
  /// The entry as it is stored in its index.
  var keyed: KeyedEntry { get }
  /// Reads row `row`; `nil` if its parts are malformed.
  init?(_ index: KeyedIndex, row: Int)
}

/// A mapped, checked snapshot of one kind of keyed index.
package protocol KeyedCache: Sendable {
  associatedtype Entry: TypedEntry
  static var format: IndexFile.Format { get }
  /// The number of states of a name that are worth keeping.
  static var generationsMax: Int { get }
  var chain: KeyedChain { get }
  init(_ chain: KeyedChain)
}

extension KeyedCache {
  /// Maps and checks the index at `path`. Cost: 0.2 ns per byte checked, nothing per row.
  package static func load(
    _ path: FilePath, scrutiny: IndexScrutiny = .whole, fileSystem: any FileSystem
  ) -> LoadOutcome<Self> {
    KeyedChain.load(path, format: format, scrutiny: scrutiny, fileSystem: fileSystem)
      .flatMap { .loaded(Self($0)) }
  }

  /// Checks an index in memory.
  package static func load(_ bytes: [UInt8]) -> LoadOutcome<Self> {
    KeyedChain.check(IndexBytes(bytes), format: format).flatMap { .loaded(Self($0)) }
  }

  /// All rows as one index, for callers that walk through all of them.
  var index: KeyedIndex {
    chain.flattened(format: Self.format, generationsMax: Self.generationsMax)
  }

  /// The problem of the last layer, which is ignored; `nil` if there is none.
  package var tailProblem: String? { chain.tailProblem }

  package var count: Int { chain.count }

  /// The entry with this key, or `nil`.
  package func lookup(_ key: Entry.Key) -> Entry? {
    chain.row(ofKey: key.digest).flatMap { Entry($0.layer, row: $0.row) }
  }

  /// The newest state of a name that was made with these options, else the newest of all.
  func newest(ofName name: [UInt8], with options: String? = nil) -> Entry? {
    chain.newest(ofName: name, with: options).flatMap { Entry($0.layer, row: $0.row) }
  }

  /// All entries in the order of their keys, each decoded when it is reached: for gc and verify.
  package var all: some Sequence<Entry> {
    let index = index
    return (0..<index.count).lazy.compactMap { Entry(index, row: $0) }
  }

  /// Encodes an index with the entries of `old` and `added`, without those that gc drops.
  ///
  /// - Parameters:
  ///   - added: from the oldest to the newest.
  ///   - day: the day to record for `dropped`: the bits of a ``DroppedDay``.
  package static func encode(
    _ old: Self?, adding added: [Entry], dropping dropped: Set<Entry.Key> = [], day: UInt32 = 0
  ) -> [UInt8] {
    var merge = KeyedMerge(
      old?.index, adding: added.map(\.keyed), generationsMax: generationsMax,
      dropping: Set(dropped.map(\.digest)), day: day)
    return merge.encode(format: format)
  }

  /// Decides how to add entries to the file; see
  /// ``KeyedChain/addition(of:format:generationsMax:)``.
  package func addition(of added: [Entry]) -> IndexAddition {
    chain.addition(
      of: added.map(\.keyed), format: Self.format, generationsMax: Self.generationsMax)
  }
}
