// When a cache has outgrown its limits, so that a build starts a gc unasked. The decision note "gc
// starts by itself" says why it is done so.

package import FileIO
package import ObjectStore
package import SystemPackage

/// What a cache has outgrown.
package struct CollectionNeed: Sendable {
  /// The cache's folder.
  package let path: FilePath
  /// As `some 7168 loose objects, of 6700`.
  package let reason: String
  /// What is to be done about it.
  package let policy: GarbagePolicy
  /// The cache's; see ``CacheFileSystem``.
  package let fileSystem: any FileSystem

  /// Looks whether a cache has outgrown its limits; nil if not.
  ///
  /// The limits are `gcAuto` (0: gc never starts unasked), `gcAutoPackLimit` and `maxSize`. Their
  /// defaults: Git's numbers, as so many files are packed in a fraction of a second, and what is
  /// absent is looked for in every pack; and as many bytes as ccache keeps.
  ///
  /// Cost: in each tree one shard of 256 and the folder of packs are listed, the latter only where
  /// no lookup has done so.
  ///
  /// - Parameter limits: with what the cache's `config` sets.
  package static func assess(
    _ directory: CacheDirectory, _ database: ObjectDatabase, limits: Configuration
  ) -> CollectionNeed? {
    guard limits.gcAuto > 0 else { return nil }
    // Who is told why is the user who calls for a gc, or whose build wants the same folder.
    guard var sizes = try? CacheEstimate(database) else { return nil }
    sizes.bytes += SizeRecord.read(directory, directory.fileSystem)
    return CollectionNeed(directory, limits, sizes)
  }

  private init?(
    _ directory: CacheDirectory, _ limits: Configuration, _ sizes: CacheEstimate
  ) {
    var policy = GarbagePolicy()
    var reasons: [String] = []
    if sizes.looseCount > limits.gcAuto {
      reasons.append("some \(sizes.looseCount) loose objects, of \(limits.gcAuto)")
    }
    let packCountMax = limits.gcAutoPackLimit
    if packCountMax > 0, sizes.packCountMax > packCountMax {
      reasons.append("\(sizes.packCountMax) packs of a tree, of \(packCountMax)")
    }
    let sizeMaxBytes = limits.maxSizeBytes
    if sizeMaxBytes > 0, sizes.bytes > sizeMaxBytes {
      let (size, most) = (
        ByteText.humanReadable(sizes.bytes), ByteText.humanReadable(sizeMaxBytes)
      )
      reasons.append("some \(size), of \(most)")
      policy.sizeMaxBytes = sizeMaxBytes / 100 * evictionPercent
    }
    guard !reasons.isEmpty else { return nil }
    path = directory.path
    fileSystem = directory.fileSystem
    self.policy = policy
    reason = reasons.joined(separator: "; ")
  }
}

/// How large a cache is, by a sample: ids are digests, so that all shards are as full.
private struct CacheEstimate {
  var looseCount: UInt64 = 0
  /// Of the tree that has most.
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

/// Git's own sample (`too_many_loose_objects` in its builtin/gc.c).
private let sampleShard: UInt8 = 0x17
/// A file takes a block at least, and the IR of most functions no more.
private let blockBytes: UInt64 = 4096
/// To so much of its limit a cache is brought down, as ccache does: else the next object would be
/// one too many again.
private let evictionPercent: UInt64 = 80
/// A gc that found nothing to do, as what is loose has its grace time still, or that was killed, is
/// not tried again sooner.
private let restNanoseconds: Int64 = 3_600_000_000_000

extension CacheDirectory {
  /// Whether the caller is to start a gc: nobody is at it, and nobody has started one within the
  /// hour. Then nobody else will be, for the next.
  ///
  /// The time of the last start is that of the file `gc.lock`.
  func claimCollection(
    _ fileSystem: any FileSystem, nowNanoseconds now: Int64
  ) throws(FileError) -> Bool {
    let path = collectionLockPath
    if let last = try fileSystem.status(of: path, followingLinks: false) {
      let age = ageNanoseconds(of: last.mtimeNanoseconds, now: now)
      // A time in the future is no reason to wait for it.
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
