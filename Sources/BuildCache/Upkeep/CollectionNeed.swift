// When a cache has outgrown its limits, so that a build starts a gc unasked. The decision note "gc
// starts by itself" says why it is done so.

package import FileIO
package import ObjectStore
package import SystemPackage

/// How large a cache may grow before a gc starts unasked. What `[mini]` in the cache's `config` says
/// goes before what is said here: `gcAuto`, `gcAutoPackLimit`, `maxSize`.
package struct CollectionLimits: Hashable, Sendable {
  /// Loose objects of both trees, git's `gc.auto`. 0: gc never starts unasked.
  ///
  /// Git's number: so many files are packed in a fraction of a second, and with as many in 256
  /// folders a lookup costs what it costs with few.
  package var looseCountMax: UInt64 = 6700
  /// Packs of a tree, git's `gc.autoPackLimit`. 0: any number. Git's number, too: what is absent is
  /// looked for in every one, and each is four system calls to open.
  package var packCountMax: UInt64 = 50
  /// Bytes of all objects. 0: any number. As much as ccache keeps (`max_size`), which serves the
  /// same people.
  package var sizeMaxBytes: UInt64 = 5 << 30

  package init() {}

  /// Reads what a cache's `config` sets; what it does not set, or not to a number, stays.
  package init(config bytes: [UInt8]) {
    if bytes == Array(CacheConfig.text.utf8) { return }  // nobody has set anything
    let settings = CacheConfig.settings(bytes) ?? [:]
    func number(_ name: String) -> UInt64? { settings["mini.\(name)"].flatMap(Self.number) }
    looseCountMax = number("gcauto") ?? looseCountMax
    packCountMax = number("gcautopacklimit") ?? packCountMax
    sizeMaxBytes = number("maxsize") ?? sizeMaxBytes
  }

  /// A number as git's configuration has them: `6700`, `200m`, `5g`.
  ///
  /// - SeeAlso: git-config(1), "integer"
  private static func number(_ text: String) -> UInt64? {
    let shifts: [Character: UInt64] = ["k": 10, "m": 20, "g": 30]
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    let unit = text[digits.endIndex...].lowercased()
    guard let value = UInt64(digits), unit.count <= 1 else { return nil }
    guard let letter = unit.first else { return value }
    guard let shift = shifts[letter] else { return nil }
    let (product, overflow) = value.multipliedReportingOverflow(by: 1 << shift)
    return overflow ? .max : product
  }
}

/// What a cache has outgrown.
package struct CollectionNeed: Hashable, Sendable {
  /// The cache's folder.
  package let path: FilePath
  /// As `some 7168 loose objects, of 6700`.
  package let reason: String
  /// What is to be done about it.
  package let policy: GarbagePolicy

  /// Looks whether a cache has outgrown its limits; nil if not, or where nobody may ask.
  ///
  /// Cost: its `config` is read, and in each tree one shard of 256 and the folder of packs are
  /// listed, the latter only where no lookup has done so.
  package static func assess(
    _ directory: CacheDirectory, _ database: ObjectDatabase, fileSystem: any FileSystem
  ) -> CollectionNeed? {
    do throws(UpkeepError) {
      let limits = try UpkeepError.ofFile { () throws(FileError) in
        try CollectionLimits(
          config: fileSystem.contents(of: directory.path("config"), sizeMax: configSizeMax) ?? [])
      }
      guard limits.looseCountMax > 0 else { return nil }
      return try UpkeepError.ofObject { () throws(ObjectError) in
        let sizes = try CacheEstimate(database)
        return CollectionNeed(path: directory.path, limits, sizes)
      }
    } catch {
      // Who is told why is the user who calls for a gc, or whose build wants the same folder.
      return nil
    }
  }

  private init?(path: FilePath, _ limits: CollectionLimits, _ sizes: CacheEstimate) {
    var policy = GarbagePolicy()
    var reasons: [String] = []
    if sizes.looseCount > limits.looseCountMax {
      reasons.append("some \(sizes.looseCount) loose objects, of \(limits.looseCountMax)")
    }
    if limits.packCountMax > 0, sizes.packCountMax > limits.packCountMax {
      reasons.append("\(sizes.packCountMax) packs of a tree, of \(limits.packCountMax)")
    }
    if limits.sizeMaxBytes > 0, sizes.bytes > limits.sizeMaxBytes {
      reasons.append("some \(sizes.bytes >> 20) MiB, of \(limits.sizeMaxBytes >> 20)")
      policy.sizeMaxBytes = limits.sizeMaxBytes / 100 * evictionPercent
    }
    guard !reasons.isEmpty else { return nil }
    self.path = path
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
/// As for all of a cache's own small files.
private let configSizeMax = 64 << 10
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
