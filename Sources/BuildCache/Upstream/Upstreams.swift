// The caches that a build looks into after its own.

package import FileIO
import ObjectStore
import Synchronization
package import SystemPackage

/// The upstream caches of a build, in the order in which they are asked. They are opened at the first
/// miss, so that a build without misses pays nothing.
///
/// A class because the threads of a build share it.
package final class Upstreams: Sendable {
  private let fetched: CacheDirectory?
  private let paths: @Sendable () -> [FilePath]
  private let owners: CacheOwners
  private let fileSystem: any FileSystem
  private let state = Mutex(State())
  /// Whether it is known that there are none. Most builds have none, and threads that look up tens of
  /// thousands of functions would wait for each other's locks.
  private let isKnownEmpty = Atomic(false)
  private let gaveFiles = Atomic(false)

  private struct State {
    var opened: [Upstream]?
    var events: Set<String> = []
    /// The hits in each of them.
    var counts: [UpstreamCounts] = []
  }

  /// - Parameters:
  ///   - fetched: the build's own cache, whose fetched snapshots are asked first; `nil`: none are.
  ///   - paths: finds the others. Called once, at the first miss.
  package init(
    fetchedBy fetched: CacheDirectory? = nil, owners: CacheOwners, fileSystem: any FileSystem,
    paths: @escaping @Sendable () -> [FilePath]
  ) {
    self.fetched = fetched
    self.owners = owners
    self.fileSystem = fileSystem
    self.paths = paths
  }

  /// One sentence for each that cannot be used.
  var events: Set<String> { state.withLock { $0.events } }

  /// The hits in those that had any.
  var counts: [UpstreamCounts] { state.withLock { $0.counts.filter { !$0.isEmpty } } }

  var isEmpty: Bool { opened.isEmpty }

  private var opened: [Upstream] {
    if isKnownEmpty.load(ordering: .relaxed) { return [] }
    return state.withLock { state in
      if let opened = state.opened { return opened }
      var opened: [Upstream] = []
      if let level = fetched.flatMap({ Upstream(fetchedBy: $0) }), !level.isEmpty {
        opened.append(level)
        state.counts.append(UpstreamCounts(path: level.path))
      }
      for path in paths() {
        do throws(Upstream.Problem) {
          let upstream = try Upstream(path, owners: owners, fileSystem: fileSystem)
          guard !upstream.isEmpty else { continue }
          opened.append(upstream)
          state.counts.append(UpstreamCounts(path: path))
        } catch {
          state.events.insert("the upstream cache '\(path)' is not used: \(error.text)")
        }
      }
      state.opened = opened
      if opened.isEmpty { isKnownEmpty.store(true, ordering: .relaxed) }
      return opened
    }
  }

  func file(_ hash: CombinedHash) -> ZirEntry? {
    let found = opened.lazy.compactMap { $0.file(hash) }.first
    if found != nil { gaveFiles.store(true, ordering: .relaxed) }
    return found
  }

  /// Whether ``file(_:)`` has returned an entry. Cost: no lock.
  var haveGivenFiles: Bool { gaveFiles.load(ordering: .relaxed) }

  /// Counts a hit whose object the build's own cache has.
  func count(_ entry: ZirEntry) { _ = first(\.files) { $0.file(entry.combinedHash) } }

  /// The IR of a file that one of them has.
  func ir(of entry: ZirEntry) -> [UInt8]? {
    first(\.files) { $0.read(entry.irID, sizeBytes: entry.irSize, in: .zir) }
  }

  func function(_ key: FunctionKey) -> (entry: AirEntry, ir: [UInt8])? {
    first(\.functions) { upstream in
      upstream.function(key).flatMap { entry in
        upstream.read(entry.irID, sizeBytes: entry.irSize, in: .objects).map { (entry, $0) }
      }
    }
  }

  func unit(_ key: UnitKey) -> (entry: UnitEntry, code: [UInt8])? {
    first(\.units) { upstream in
      upstream.unit(key).flatMap { entry in
        upstream.read(entry.codeID, sizeBytes: entry.codeSize, in: .objects).map { (entry, $0) }
      }
    }
  }

  /// The first result, counted for the cache that has it.
  private func first<Value>(
    _ count: WritableKeyPath<UpstreamCounts, Int>, _ find: (Upstream) -> Value?
  ) -> Value? {
    for (number, upstream) in opened.enumerated() {
      guard let value = find(upstream) else { continue }
      state.withLock { $0.counts[number][keyPath: count] += 1 }
      return value
    }
    return nil
  }
}

/// The hits of a build in an upstream cache.
package struct UpstreamCounts: Hashable, Sendable {
  package let path: FilePath
  package var files = 0
  package var functions = 0
  package var units = 0

  package init(path: FilePath, files: Int = 0, functions: Int = 0, units: Int = 0) {
    (self.path, self.files, self.functions, self.units) = (path, files, functions, units)
  }

  var isEmpty: Bool { files + functions + units == 0 }
}
