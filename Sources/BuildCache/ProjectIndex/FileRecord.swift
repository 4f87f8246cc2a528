// The row of a source file in a project's index, and the sources of rows for a new index.

package import ObjectStore

/// An import of a file in a project's index.
package struct ImportLink: Hashable, Sendable {
  /// The row of the imported file.
  package let target: UInt32
  /// The names that the file uses of it.
  package let names: NameMask

  package init(target: UInt32, names: NameMask) {
    self.target = target
    self.names = names
  }
}

/// A row of file_hashes.bin in owned form. A class, because each copy of a struct would retain all
/// of its fields.
package final class FileRecord: Hashable, Sendable {
  /// Relative to the root file's folder, such as "lib/math.mini" or "../shared/util.mini".
  package let path: String
  package let stamp: Stamp
  /// Whether the file may have changed without a change of its stamp.
  package let isRacy: Bool
  package let sourceID: ObjectID
  /// The file's warnings, encoded by the front end; empty if it has none.
  package let diagnostics: [UInt8]
  package let functionCount: UInt32
  /// In the order of ``FileFacts/imports``.
  package let imports: [ImportLink]
  package let combinedHash: CombinedHash
  package let irID: ObjectID
  /// Bytes of the file's IR.
  package let irSize: UInt64
  /// CRC-32 of the file's IR.
  package let irChecksum: UInt32
  /// CRC-32 of the file's section of the combined IR: marker line and IR.
  package let sectionChecksum: UInt32
  /// The runtime parts that the IR uses, one bit per part.
  package let runtimeParts: UInt128

  package init(
    path: String, stamp: Stamp, isRacy: Bool, sourceID: ObjectID, diagnostics: [UInt8],
    functionCount: UInt32, imports: [ImportLink], combinedHash: CombinedHash, irID: ObjectID,
    irSize: UInt64, irChecksum: UInt32, sectionChecksum: UInt32, runtimeParts: UInt128
  ) {
    self.path = path
    self.stamp = stamp
    self.isRacy = isRacy
    self.sourceID = sourceID
    self.diagnostics = diagnostics
    self.functionCount = functionCount
    self.imports = imports
    self.combinedHash = combinedHash
    self.irID = irID
    self.irSize = irSize
    self.irChecksum = irChecksum
    self.sectionChecksum = sectionChecksum
    self.runtimeParts = runtimeParts
  }

  package static func == (left: FileRecord, right: FileRecord) -> Bool {
    left.path == right.path && left.stamp == right.stamp && left.isRacy == right.isRacy
      && left.sourceID == right.sourceID && left.diagnostics == right.diagnostics
      && left.functionCount == right.functionCount && left.imports == right.imports
      && left.combinedHash == right.combinedHash
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
