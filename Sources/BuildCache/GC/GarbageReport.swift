// The report of a collection, or of a dry run.

package import ObjectStore

/// The result of a collection, or the expected result of a dry run.
package struct GarbageReport: Hashable, Sendable {
  /// The reason why gc drops an object.
  package enum Reason: String, Hashable, Sendable {
    /// Nothing reaches it, and its grace time is over.
    case unreachable
    /// It is an earlier state that was not used for longer than allowed.
    case unused
    /// The cache needs space.
    case evicted
  }

  /// An object that gc drops.
  package struct Dropped: Hashable, Sendable {
    package let tree: ObjectDatabase.Tree
    package let id: ObjectID
    /// Bytes of its loose file, or of its entry in a pack.
    package let sizeBytes: UInt64
    /// The disk space of all its copies.
    package let allocatedBytes: UInt64
    /// The time to compile it again, as far as it is known.
    package let costNanoseconds: UInt64
    /// The file, or the file and function (`path:function`), that it was compiled from; `nil` if no
    /// index names it.
    package let owner: String?
    package let reason: Reason
  }

  /// A number of files, and their bytes.
  package struct Tally: Hashable, Sendable {
    package var count = 0
    package var bytes: UInt64 = 0

    mutating func add(_ size: UInt64) {
      count += 1
      bytes += size
    }
  }

  /// Sorted by tree and id. Evicted objects come last, in the order of their eviction.
  package var dropped: [Dropped] = []
  package var keptCount = 0
  /// The disk space of the kept objects; in a dry run, after packing.
  package var keptBytes: UInt64 = 0
  /// Objects that are put into new packs: loose ones, and those of packs that are rewritten.
  package var packedCount = 0
  /// The new packs. Empty in a dry run, because their number is known only afterwards.
  package var newPacks = Tally()
  /// Packs that are removed because other packs contain all that is kept of them.
  package var retiredPacks = Tally()
  /// Loose files of objects that are now packed.
  package var unneededCopies = Tally()
  /// The disk space of the copies of kept objects that went, or were written again as they were, ...
  package var packedFromBytes: UInt64 = 0
  /// ... and of those that new packs contain instead. Both are 0 in a dry run.
  package var packedToBytes: UInt64 = 0
  /// Projects that are dead or removed, and the space of their indexes and outputs.
  package var projects = Tally()
  /// Names of snapshots that are removed because their last states are too old.
  package var snapshots = 0
  /// Rows that are removed from indexes.
  package var forgottenRows = 0
  /// Temporary files of killed writers.
  package var temporaries = Tally()
  /// Files in the quarantine that are removed.
  package var quarantined = Tally()
  /// Combined IRs and archives that are removed to make space.
  package var copies = Tally()
  /// Files of the records of builds that are removed to make space.
  package var records = Tally()
  /// The disk space of the whole cache afterwards, as du(1) counts; `nil` for a dry run.
  package var sizeBytes: UInt64?
  /// Empty folders of objects that are removed.
  package var emptyFolders = 0
  /// Messages about steps that failed. The cache is sound nevertheless.
  package var events: [String] = []

  /// The disk space that is freed; in a dry run without that which packing frees. 0 if packs take more
  /// than that, which a lower level of compression causes.
  package var freedBytes: UInt64 {
    let freed = dropped.reduce(
      temporaries.bytes + quarantined.bytes + copies.bytes + records.bytes + projects.bytes
        + packedFromBytes
    ) { $0 + $1.allocatedBytes }
    return freed - min(freed, packedToBytes)
  }

  /// The time to compile the dropped objects again.
  package var costNanoseconds: UInt64 {
    dropped.reduce(0) { sum, object in
      let (next, overflow) = sum.addingReportingOverflow(object.costNanoseconds)
      return overflow ? .max : next
    }
  }

  /// Adds the report of a further collection.
  mutating func add(_ more: GarbageReport) {
    dropped += more.dropped
    keptCount = more.keptCount
    keptBytes = more.keptBytes
    packedCount += more.packedCount
    newPacks += more.newPacks
    retiredPacks += more.retiredPacks
    unneededCopies += more.unneededCopies
    packedFromBytes += more.packedFromBytes
    packedToBytes += more.packedToBytes
    projects += more.projects
    snapshots += more.snapshots
    forgottenRows += more.forgottenRows
    temporaries += more.temporaries
    quarantined += more.quarantined
    copies += more.copies
    records += more.records
    emptyFolders += more.emptyFolders
    events += more.events
  }
}

extension GarbageReport.Tally {
  static func += (sum: inout GarbageReport.Tally, more: GarbageReport.Tally) {
    sum.count += more.count
    sum.bytes += more.bytes
  }
}
