// One keyed cache of a directory, as a build uses it.

import Synchronization

/// An index of files, functions or units: loaded at its first use, then looked up without a lock.
///
/// A struct that is never copied: the runtime would make the metadata of a generic class in every
/// null build (runtime note 2).
struct CacheTier<Index: KeyedCache>: ~Copyable, Sendable {
  /// The name of the index's file, at the cache's top level.
  let name: String
  let scrutiny: IndexScrutiny
  let loaded = AtomicLazyReference<Loaded<Index>>()
  private let isDamaged = Atomic(false)
  private let hits = Atomic(0)
  private let misses = Atomic(0)
  private let saved = Atomic<UInt64>(0)

  init(_ name: String, scrutiny: IndexScrutiny = .asRead) {
    self.name = name
    self.scrutiny = scrutiny
  }

  /// Whether the next save must rewrite the index, even if it adds nothing.
  var needsRewrite: Bool { isDamaged.load(ordering: .relaxed) }

  func setNeedsRewrite() { isDamaged.store(true, ordering: .relaxed) }

  /// Counts a lookup that hit.
  ///
  /// - Parameter costNanoseconds: how long making it took.
  func countHit(costNanoseconds: UInt64) {
    hits.add(1, ordering: .relaxed)
    saved.wrappingAdd(costNanoseconds, ordering: .relaxed)
  }

  func countMiss() { misses.add(1, ordering: .relaxed) }

  var hitCount: Int { hits.load(ordering: .relaxed) }
  var missCount: Int { misses.load(ordering: .relaxed) }
  var savedNanoseconds: UInt64 { saved.load(ordering: .relaxed) }
}

/// The result of loading: an index, or none. A class, so that threads can share it without a lock.
final class Loaded<Index: Sendable>: Sendable {
  let index: Index?

  init(_ index: Index?) {
    self.index = index
  }
}
