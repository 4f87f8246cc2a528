// The row of a source file in a project's index, and the sources of rows for a new index.

package import ObjectStore

/// A row of file_hashes.bin in owned form. A class, because each copy of a struct would retain all
/// of its fields.
package final class FileRecord: Hashable, Sendable {
  /// Relative to the root file's folder, such as "lib/math.mini" or "../shared/util.mini".
  package let path: String
  package let stamp: Stamp
  /// Whether the file may have changed without a change of its stamp.
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
  /// The runtime parts that the IR uses, one bit per part.
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

/// The source of a row for a new index. Kept rows are copied from the old index without being
/// decoded, except that their imports are renumbered.
package enum FileRow: Sendable {
  /// A copy of row `row` of the old index.
  case kept(row: Int)
  /// A copy of row `row` of the old index, with a new stamp.
  case restamped(row: Int, stamp: Stamp, isRacy: Bool)
  /// A file that was compiled, or whose row must be encoded again.
  case new(FileRecord)
}
