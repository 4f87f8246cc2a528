// What a project's index keeps of a source file, and how rows are named when it is written anew.

package import ObjectStore

/// A row of file_hashes.bin in owned form. A class: each look at one would retain all that it holds.
package final class FileRecord: Hashable, Sendable {
  /// Relative to the root file's folder: "lib/math.mini", "../shared/util.mini".
  package let path: String
  package let stamp: Stamp
  /// Whether the file may have changed since without its stamp showing it.
  package let isRacy: Bool
  package let sourceID: ObjectID
  package let facts: FileFacts
  /// The rows of the imported files, one for each of the facts' imports.
  package let importTargets: [UInt32]
  package let combinedHash: CombinedHash
  package let irID: ObjectID
  /// Bytes of the file's IR.
  package let irSize: UInt64
  /// CRC-32 of the file's IR.
  package let irChecksum: UInt32
  /// CRC-32 of the file's section of the combined IR: marker line and IR.
  package let sectionChecksum: UInt32
  /// The runtime parts that the IR uses, a bit each.
  package let runtimeParts: UInt32

  package init(
    path: String, stamp: Stamp, isRacy: Bool, sourceID: ObjectID, facts: FileFacts,
    importTargets: [UInt32], combinedHash: CombinedHash, irID: ObjectID, irSize: UInt64,
    irChecksum: UInt32, sectionChecksum: UInt32, runtimeParts: UInt32
  ) {
    self.path = path
    self.stamp = stamp
    self.isRacy = isRacy
    self.sourceID = sourceID
    self.facts = facts
    self.importTargets = importTargets
    self.combinedHash = combinedHash
    self.irID = irID
    self.irSize = irSize
    self.irChecksum = irChecksum
    self.sectionChecksum = sectionChecksum
    self.runtimeParts = runtimeParts
  }

  package static func == (left: FileRecord, right: FileRecord) -> Bool {
    left.path == right.path && left.stamp == right.stamp && left.isRacy == right.isRacy
      && left.sourceID == right.sourceID && left.facts == right.facts
      && left.importTargets == right.importTargets && left.combinedHash == right.combinedHash
      && left.irID == right.irID && left.irSize == right.irSize
      && left.irChecksum == right.irChecksum && left.sectionChecksum == right.sectionChecksum
      && left.runtimeParts == right.runtimeParts
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(combinedHash)
  }
}

/// A row for a new index. What is kept is copied from the old one without being decoded; the rows
/// of its imports are found again by themselves, wherever they have moved.
package enum FileRow: Sendable {
  /// As row `row` of the old index has it.
  case kept(row: Int)
  /// As row `row` of the old index has it, but for the stamp.
  case restamped(row: Int, stamp: Stamp, isRacy: Bool)
  /// A file that was compiled, or whose row is to be written anew.
  case new(FileRecord)
}
