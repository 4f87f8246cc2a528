// Counts a cache's objects for `count-objects`.

/// The objects of both trees together, and the other files beside them.
///
/// - SeeAlso: git-count-objects(1)
package struct ObjectCount: Hashable, Sendable {
  package var loose = LooseCount()
  package var packs = PackCount()

  package var strayCount: Int { loose.strayCount + packs.strayCount }
  package var strayBytes: UInt64 { loose.strayBytes + packs.strayBytes }
}

extension ObjectDatabase {
  /// Counts everything. Cost: one system call per loose object. Memory: the names in one shard.
  package func count() throws(ObjectError) -> ObjectCount {
    var count = ObjectCount()
    for tree in trees {
      count.loose += try loose(tree).count(packs: packs(tree).packs())
      count.packs += try packs(tree).count()
    }
    return count
  }
}

extension LooseCount {
  fileprivate static func += (sum: inout LooseCount, count: LooseCount) {
    sum.objectCount += count.objectCount
    sum.allocatedBytes += count.allocatedBytes
    sum.packedCount += count.packedCount
    sum.strayCount += count.strayCount
    sum.strayBytes += count.strayBytes
  }
}

extension PackCount {
  fileprivate static func += (sum: inout PackCount, count: PackCount) {
    sum.objectCount += count.objectCount
    sum.packCount += count.packCount
    sum.sizeBytes += count.sizeBytes
    sum.strayCount += count.strayCount
    sum.strayBytes += count.strayBytes
  }
}
