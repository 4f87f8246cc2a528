// The bytes of a cache, from what its indexes name to what is on the disk.

import FileIO
import ObjectStore
import SystemPackage

/// The sizes of one cache's contents, each smaller for a reason: equal objects are stored once, and
/// compressed.
package struct CacheSpace: Hashable, Sendable {
  /// The sizes of the objects that all rows of the indexes name.
  package var logicalBytes: UInt64 = 0
  /// The same, each object once.
  package var distinctBytes: UInt64 = 0
  /// Packs, and the space of loose objects on the disk.
  package var storedBytes: UInt64 = 0
  /// The space that the whole cache takes on the disk.
  package var diskBytes: UInt64 = 0

  package init() {}

  /// Measures a cache. Cost: a walk over its indexes and folders.
  package init(_ directory: CacheDirectory) throws {
    var seen: Set<ObjectID> = []
    let disk = directory.fileSystem
    for row in Self.rows(directory, disk) {
      logicalBytes &+= row.size
      if seen.insert(row.id).inserted { distinctBytes &+= row.size }
    }
    let count = try ObjectDatabase(directory).count()
    storedBytes = count.loose.allocatedBytes &+ count.packs.sizeBytes
    diskBytes = try disk.diskUsage(of: directory.path)
  }

  private static func rows(
    _ directory: CacheDirectory, _ disk: any FileSystem
  ) -> [(id: ObjectID, size: UInt64)] {
    var rows: [(id: ObjectID, size: UInt64)] = []
    if case .loaded(let files) = ZirCache.load(
      directory.path(CacheName.zirIndex), fileSystem: disk)
    {
      rows += files.all.map { ($0.irID, $0.irSize) }
    }
    if case .loaded(let functions) = AirCache.load(
      directory.path(CacheName.airIndex), fileSystem: disk)
    {
      rows += functions.all.map { ($0.irID, $0.irSize) }
    }
    if case .loaded(let units) = UnitCache.load(
      directory.path(CacheName.unitIndex), fileSystem: disk)
    {
      rows += units.all.map { ($0.codeID, $0.codeSize) }
    }
    return rows
  }
}
