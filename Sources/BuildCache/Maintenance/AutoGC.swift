// Decides when a cache exceeds its limits, so that a build starts a gc by itself. The note "gc
// starts by itself" gives the reasons.

package import FileIO
package import ObjectStore
package import SystemPackage

/// The limits that a cache exceeds, and the collection that it needs.
package struct AutoGC: Sendable {
  package let path: FilePath
  /// As in `about 7168 loose objects, limit 6700`.
  package let reason: String
  package let policy: GarbagePolicy
  /// The cache's; see ``CacheFileSystem``.
  package let fileSystem: any FileSystem

  /// Checks whether a cache exceeds its limits; `nil` if not.
  ///
  /// The limits are `gcAuto` (0 disables automatic gc), `gcAutoPackLimit` and `maxSize`. The
  /// default counts are Git's: that number of files is packed in a fraction of a second, and a
  /// lookup of an absent object searches every pack. The default size is ccache's.
  ///
  /// Cost: lists one shard of 256 per tree, and the folder of packs unless a lookup has listed it.
  ///
  /// - Parameter limits: the configuration, with the settings of the cache's `config`.
  package static func assess(
    _ directory: CacheDirectory, _ database: ObjectDatabase, limits: Configuration
  ) -> AutoGC? {
    guard limits.gcAuto > 0 else { return nil }
    // `mini gc`, or a build that uses the same folder, reports the error.
    guard var sizes = try? CacheEstimate(database) else { return nil }
    sizes.bytes += SizeRecord.read(directory, directory.fileSystem)
    return AutoGC(directory, limits, sizes)
  }

  private init?(
    _ directory: CacheDirectory, _ limits: Configuration, _ sizes: CacheEstimate
  ) {
    var policy = GarbagePolicy()
    var reasons: [String] = []
    if sizes.looseCount > limits.gcAuto {
      reasons.append("about \(sizes.looseCount) loose objects, limit \(limits.gcAuto)")
    }
    let packCountMax = limits.gcAutoPackLimit
    if packCountMax > 0, sizes.packCountMax > packCountMax {
      reasons.append("\(sizes.packCountMax) packs of a tree, limit \(packCountMax)")
    }
    let sizeMaxBytes = limits.maxSizeBytes
    if sizeMaxBytes > 0, sizes.bytes > sizeMaxBytes {
      let (size, most) = (
        ByteText.humanReadable(sizes.bytes), ByteText.humanReadable(sizeMaxBytes)
      )
      reasons.append("about \(size), limit \(most)")
      policy.sizeMaxBytes = sizeMaxBytes / 100 * evictionPercent
    }
    guard !reasons.isEmpty else { return nil }
    path = directory.path
    fileSystem = directory.fileSystem
    self.policy = policy
    reason = reasons.joined(separator: "; ")
  }
}

/// An estimate of a cache's size from a sample. Ids are digests, so all shards are about equally
/// full.
private struct CacheEstimate {
  var looseCount: UInt64 = 0
  /// The number of packs in the tree that has most.
  var packCountMax: UInt64 = 0
  var bytes: UInt64 = 0

  init(_ database: ObjectDatabase) throws(ObjectError) {
    for tree in ObjectDatabase.Tree.allCases {
      let sample = try database.loose(tree).ids(firstByte: sampleShard)
      looseCount += UInt64(sample.count) * 256
      let packs = try database.packs(tree).packs()
      packCountMax = max(packCountMax, UInt64(packs.count))
      bytes += packs.reduce(0) { $0 + $1.sizeBytes }
    }
    bytes += looseCount * blockBytes
  }
}

/// Git samples this shard, too (`too_many_loose_objects` in its builtin/gc.c).
private let sampleShard: UInt8 = 0x17
/// A file uses at least one block, and most functions' IR fits into one.
private let blockBytes: UInt64 = 4096
/// Eviction reduces a cache to this share of its limit, as in ccache. Otherwise the next object
/// would exceed it again.
private let evictionPercent: UInt64 = 80
/// A gc is not started again sooner. The last one may have been killed, or found only objects that
/// are still in their grace time.
private let restNanoseconds: Int64 = 3_600_000_000_000

extension CacheDirectory {
  /// Whether the caller should start a gc: none is running, and none was started within the hour.
  /// If so, this also counts as a start, and no other caller gets `true` for the next hour.
  ///
  /// The modification time of `gc.lock` is the time of the last start.
  func claimCollection(
    _ fileSystem: any FileSystem, nowNanoseconds now: Int64
  ) throws(FileError) -> Bool {
    let path = collectionLockPath
    if let last = try fileSystem.status(of: path, followingLinks: false) {
      let age = ageNanoseconds(of: last.mtimeNanoseconds, now: now)
      // A time in the future must not postpone it.
      guard age < 0 || age > restNanoseconds else { return false }
    }
    guard let lock = try lockCollection(wait: .never) else { return false }
    do throws(Errno) {
      try unsafe path.withCString { name throws(Errno) in
        try unsafe fileSystem.setTimes(at: workingDirectory, name, mtimeNanoseconds: now)
      }
    } catch {
      throw FileError(.setTimes, path, error)
    }
    _ = consume lock  // not earlier
    return true
  }
}
