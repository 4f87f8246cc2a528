// What a collection dropped and kept, or would.

package import ObjectStore

/// What gc did, or, of a dry run, what it would do.
package struct GarbageReport: Hashable, Sendable {
  /// Why an object goes.
  package enum Reason: String, Hashable, Sendable {
    /// Nothing reaches it, and its grace time is over.
    case unreachable
    /// An earlier state that was of no use for longer than allowed.
    case unused
    /// To make room.
    case evicted
  }

  /// An object that goes.
  package struct Dropped: Hashable, Sendable {
    package let tree: ObjectDatabase.Tree
    package let id: ObjectID
    /// Bytes of its loose file, or of its entry in a pack.
    package let sizeBytes: UInt64
    /// What all its copies take on the disk.
    package let allocatedBytes: UInt64
    /// What making it again would take, as far as it is known.
    package let costNanoseconds: UInt64
    /// The file, or the file and the function (`path:function`), it was compiled from; `nil` where
    /// no index knows it.
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

  /// By tree and id; those evicted last, in the order of their eviction.
  package var dropped: [Dropped] = []
  package var keptCount = 0
  /// What the kept objects take on the disk: of a dry run, once they are packed.
  package var keptBytes: UInt64 = 0
  /// Objects that are put into new packs: loose ones, and those of packs that are rewritten.
  package var packedCount = 0
  /// The packs that are made of them; of a dry run none, as their number shows in the end.
  package var newPacks = Tally()
  /// Packs that go, as others have what stays of them.
  package var retiredPacks = Tally()
  /// Loose files of objects that are packed now.
  package var unneededCopies = Tally()
  /// Folders of projects that are gone.
  package var projects = 0
  /// Rows of the indexes that are forgotten.
  package var forgottenRows = 0
  /// What killed writers left behind.
  package var temporaries = Tally()
  /// What had been found damaged and was moved aside.
  package var quarantined = Tally()
  /// Combined IRs and archives that went to make room.
  package var copies = Tally()
  /// What the whole cache takes on the disk afterwards, as du(1) counts; nil for a dry run.
  package var sizeBytes: UInt64?
  /// Folders of objects that had become empty.
  package var emptyFolders = 0
  /// What did not go as it should, in words; the cache is sound all the same.
  package var events: [String] = []

  /// What goes, in bytes on the disk.
  package var freedBytes: UInt64 {
    dropped.reduce(temporaries.bytes + quarantined.bytes + copies.bytes) { $0 + $1.allocatedBytes }
  }

  /// What making the dropped objects again would take.
  package var costNanoseconds: UInt64 {
    dropped.reduce(0) { sum, object in
      let (next, overflow) = sum.addingReportingOverflow(object.costNanoseconds)
      return overflow ? .max : next
    }
  }

  /// Takes in what a further collection did.
  mutating func add(_ more: GarbageReport) {
    dropped += more.dropped
    keptCount = more.keptCount
    keptBytes = more.keptBytes
    packedCount += more.packedCount
    newPacks += more.newPacks
    retiredPacks += more.retiredPacks
    unneededCopies += more.unneededCopies
    projects += more.projects
    forgottenRows += more.forgottenRows
    temporaries += more.temporaries
    quarantined += more.quarantined
    copies += more.copies
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
