// A file that this build has compiled, in the form that the rest of the build uses.

import BuildCache
import MiniBackend
import ObjectStore

/// A file's section of the combined output, made or fetched by this build. A class, because it
/// moves from list to list.
final class FileArtifact: Sendable {
  let combinedHash: CombinedHash
  let irID: ObjectID
  let ir: [UInt8]
  let runtimeParts: UInt128
  /// CRC-32 of the IR.
  let irChecksum: UInt32
  /// CRC-32 of the section: marker line and IR.
  let sectionChecksum: UInt32
  /// The back end's warnings, encoded; `nil`: the file's row has them.
  let warnings: [UInt8]?
  /// With `-g`: the offset that was added to the numbers in `ir`; those of the object start at 0.
  let numbersBase: UInt32

  init(
    combinedHash: CombinedHash, irID: ObjectID, ir: [UInt8], runtimeParts: UInt128,
    irChecksum: UInt32, sectionChecksum: UInt32, warnings: [UInt8]?, numbersBase: UInt32 = 0
  ) {
    self.combinedHash = combinedHash
    self.irID = irID
    self.ir = ir
    self.runtimeParts = runtimeParts
    self.irChecksum = irChecksum
    self.sectionChecksum = sectionChecksum
    self.warnings = warnings
    self.numbersBase = numbersBase
  }
}

/// The result of compiling one file. The compiling thread makes all of it, because one thread
/// collects the results of thousands of files.
struct CompiledFile: Sendable {
  private(set) var compilation: FileCompilation
  let combinedHash: CombinedHash
  let reason: MissReason
  /// `nil` if the file has errors.
  let artifact: FileArtifact?

  init(
    _ compilation: FileCompilation, path: String, inputs: FileInputs, facts: FileFacts,
    declarations: [UInt8], reason: MissReason, today: UInt32
  ) {
    self.compilation = compilation
    self.reason = reason
    combinedHash = inputs.combinedHash
    guard let irID = compilation.irID else {
      artifact = nil
      return
    }
    let ir = compilation.ir
    let made = FileArtifact(
      combinedHash: combinedHash, irID: irID, ir: ir,
      runtimeParts: compilation.runtimeParts.rawValue, irChecksum: Checksum.crc32(ir),
      sectionChecksum: SectionMarker.checksum(ofSection: path, combinedHash, ir),
      warnings: compilation.warnings)
    artifact = made
    self.compilation.additions.entry = ZirEntry(
      path: path, inputs: inputs, facts: facts, declarations: declarations,
      warnings: compilation.warnings, irID: irID, irSize: UInt64(ir.count),
      irChecksum: made.irChecksum, runtimeParts: made.runtimeParts,
      costNanoseconds: compilation.nanoseconds, usedDay: today)
  }

  /// Moves the additions to the cache out of this value.
  mutating func takeAdditions() -> FileAdditions {
    var additions = FileAdditions()
    swap(&additions, &compilation.additions)  // a copy would retain all its parts
    return additions
  }
}
