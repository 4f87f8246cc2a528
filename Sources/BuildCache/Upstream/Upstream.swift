// Another cache that a build looks into after its own.

import FileIO
import ObjectStore
import SystemPackage

/// A cache that is read and never written: its files stay as they are, whatever is found in them, and
/// it is not locked. So anything in it can vanish at any time, and every object is verified when it
/// is read.
final class Upstream: Sendable {
  let path: FilePath
  private let database: ObjectDatabase
  private let zir: ZirCache?
  private let air: AirCache?
  private let units: UnitCache?

  /// The reason why a cache cannot be an upstream.
  struct Problem: Error {
    let text: String
  }

  /// Opens a cache and maps its indexes. An index that cannot be used counts as absent.
  init(
    _ path: FilePath, owners: CacheOwners, fileSystem: any FileSystem
  ) throws(Problem) {
    self.path = path
    do {
      guard
        let cache = try CacheDirectory.openUnchanged(path, owners: owners, fileSystem: fileSystem)
      else { throw Problem(text: "there is no cache") }
      database = try ObjectDatabase(cache, packScrutiny: .structure)
      zir = Self.index(CacheName.zirIndex, of: cache)
      air = Self.index(CacheName.airIndex, of: cache)
      units = Self.index(CacheName.unitIndex, of: cache)
    } catch let problem as Problem {
      throw problem
    } catch {
      throw Problem(text: "\(error)")
    }
  }

  /// The rows of the snapshots that a cache has fetched. Their objects are its own.
  ///
  /// - Returns: `nil` if none were fetched.
  init?(fetchedBy cache: CacheDirectory) {
    path = cache.path(CacheName.fetched)
    air = nil
    do {
      guard try cache.fileSystem.status(of: path, followingLinks: false) != nil else { return nil }
      database = try ObjectDatabase(cache, packScrutiny: .structure)
    } catch {
      return nil  // all rows are misses
    }
    zir = Self.index(at: SnapshotLevel.zirIndex(in: cache), of: cache)
    units = Self.index(at: SnapshotLevel.unitIndex(in: cache), of: cache)
  }

  private static func index<Index: KeyedCache>(_ name: String, of cache: CacheDirectory) -> Index? {
    index(at: cache.path(name), of: cache)
  }

  private static func index<Index: KeyedCache>(
    at path: FilePath, of cache: CacheDirectory
  ) -> Index? {
    guard
      case .loaded(let index) = Index.load(path, scrutiny: .asRead, fileSystem: cache.fileSystem)
    else { return nil }
    return index
  }

  var isEmpty: Bool { zir == nil && air == nil && units == nil }

  func file(_ hash: CombinedHash) -> ZirEntry? { entry(hash, in: zir) }
  func function(_ key: FunctionKey) -> AirEntry? { entry(key, in: air) }
  func unit(_ key: UnitKey) -> UnitEntry? { entry(key, in: units) }

  /// `nil` also for an entry of an index with a damaged part.
  private func entry<Index: KeyedCache>(_ key: Index.Entry.Key, in index: Index?) -> Index.Entry? {
    guard let index, let found = index.lookup(key), !index.chain.isDamaged else { return nil }
    return found
  }

  /// The bytes of an object; `nil` if it is absent, damaged or of another size.
  func read(_ id: ObjectID, sizeBytes: UInt64, in tree: ObjectDatabase.Tree) -> [UInt8]? {
    guard case .found(let object, _) = database.readUnchanged(id, in: tree, sizeBytes: sizeBytes)
    else { return nil }
    return object.body
  }
}
