// What ZirCache, AirCache and UnitCache have in common: entries of one kind in a chain of keyed
// indexes, used in place from its mapping.

package import FileIO
package import SystemPackage

/// What one kind of keyed index keeps under its keys.
package protocol KeyedCacheEntry: Equatable, Sendable {
  /// Names all that the entry's object depends on.
  associatedtype Key: KeyedCacheKey
  /// The entry as its index keeps it.
  var keyed: KeyedEntry { get }
  /// Reads row `row`; `nil` if its parts are malformed.
  init?(_ index: KeyedIndex, row: Int)
}

/// The key of an entry.
package protocol KeyedCacheKey: Hashable, Sendable {
  var digest: Digest { get }
}

extension CombinedHash: KeyedCacheKey {}
extension FunctionKey: KeyedCacheKey {}
extension UnitKey: KeyedCacheKey {}

/// A mapped, checked snapshot of one kind of keyed index.
package protocol KeyedCache: Sendable {
  associatedtype Entry: KeyedCacheEntry
  static var format: IndexFile.Format { get }
  /// Earlier states of a name that are worth keeping.
  static var generationsMax: Int { get }
  var chain: KeyedChain { get }
  init(_ chain: KeyedChain)
}

extension KeyedCache {
  /// Maps and checks the index at `path`. Cost: 0.2 ns a byte that is checked, nothing for each row.
  package static func load(
    _ path: FilePath, scrutiny: IndexScrutiny = .whole, fileSystem: any FileSystem
  ) -> LoadOutcome<Self> {
    KeyedChain.load(path, format: format, scrutiny: scrutiny, fileSystem: fileSystem)
      .flatMap { .loaded(Self($0)) }
  }

  /// Checks an index that lies in memory.
  package static func load(_ bytes: [UInt8]) -> LoadOutcome<Self> {
    KeyedChain.check(IndexBytes(bytes), format: format).flatMap { .loaded(Self($0)) }
  }

  /// All rows as one index, for who goes through all of them.
  var index: KeyedIndex {
    chain.flattened(format: Self.format, generationsMax: Self.generationsMax)
  }

  /// What is wrong with what was added last, which is left out; `nil`: nothing.
  package var tailProblem: String? { chain.tailProblem }

  /// How many entries it knows.
  package var count: Int { chain.count }

  /// The entry of this key, or `nil`.
  package func lookup(_ key: Entry.Key) -> Entry? {
    chain.row(ofKey: key.digest).flatMap { Entry($0.layer, row: $0.row) }
  }

  /// The newest state of a name in the index, or `nil`.
  func newest(ofName name: [UInt8]) -> Entry? {
    chain.newest(ofName: name).flatMap { Entry($0.layer, row: $0.row) }
  }

  /// The newest state of a name that was made with these options; where there is none, the newest.
  func newest(ofName name: [UInt8], with options: String) -> Entry? {
    chain.newest(ofName: name, with: options).flatMap { Entry($0.layer, row: $0.row) }
  }

  /// All entries in the order of their keys, each read when it is reached: for gc and verify.
  package var all: some Sequence<Entry> {
    let index = index
    return (0..<index.count).lazy.compactMap { Entry(index, row: $0) }
  }

  /// An index of what `old` has and what is added, without what gc drops.
  ///
  /// - Parameters:
  ///   - added: from the oldest to the newest.
  ///   - day: when `dropped` are dropped, for ``MissReason/evicted(day:)``.
  package static func encode(
    _ old: Self?, adding added: [Entry], dropping dropped: Set<Entry.Key> = [], day: UInt32 = 0
  ) -> [UInt8] {
    var merge = KeyedMerge(
      old?.index, adding: added.map(\.keyed), generationsMax: generationsMax,
      dropping: Set(dropped.map(\.digest)), day: day)
    return merge.encode(format: format)
  }

  /// What to do with the file to add entries to it; see ``KeyedChain/addition(of:format:generationsMax:)``.
  package func addition(of added: [Entry]) -> IndexAddition {
    chain.addition(
      of: added.map(\.keyed), format: Self.format, generationsMax: Self.generationsMax)
  }
}
