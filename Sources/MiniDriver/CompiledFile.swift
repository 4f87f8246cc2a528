// A file that this build has compiled, as the rest of the build takes it over.

import BuildCache
import MiniBackend
import ObjectStore

/// A file's section of the combined output, where this build has made or fetched it. A class: it goes from
/// list to list.
final class FileArtifact: Sendable {
  let combinedHash: CombinedHash
  let irID: ObjectID
  let ir: [UInt8]
  let runtimeParts: UInt32
  /// CRC-32 of the IR.
  let irChecksum: UInt32
  /// CRC-32 of the section: marker line and IR.
  let sectionChecksum: UInt32
  /// With `-g`: what has been added to the numbers in `ir`; the object's are from 0.
  let numbersBase: UInt32

  init(
    combinedHash: CombinedHash, irID: ObjectID, ir: [UInt8], runtimeParts: UInt32,
    irChecksum: UInt32, sectionChecksum: UInt32, numbersBase: UInt32 = 0
  ) {
    self.combinedHash = combinedHash
    self.irID = irID
    self.ir = ir
    self.runtimeParts = runtimeParts
    self.irChecksum = irChecksum
    self.sectionChecksum = sectionChecksum
    self.numbersBase = numbersBase
  }
}

/// What compiling one file gave. The thread that compiled it makes all of it: to take thousands over, one
/// by one, is the work of one.
struct CompiledFile: Sendable {
  private(set) var compilation: FileCompilation
  let combinedHash: CombinedHash
  /// Why it was compiled.
  let reason: MissReason
  /// `nil` where it has errors.
  let artifact: FileArtifact?

  init(
    _ compilation: FileCompilation, path: String, inputs: FileInputs, facts: FileFacts,
    reason: MissReason, today: UInt32
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
      sectionChecksum: CombinedOutput.checksum(ofSection: path, combinedHash, ir))
    artifact = made
    self.compilation.news.entry = ZirEntry(
      path: path, inputs: inputs, facts: facts, irID: irID, irSize: UInt64(ir.count),
      irChecksum: made.irChecksum, runtimeParts: made.runtimeParts,
      costNanoseconds: compilation.nanoseconds, usedDay: today)
  }

  /// Gives away what the cache is to keep of it.
  mutating func takeNews() -> FileNews {
    var news = FileNews()
    swap(&news, &compilation.news)  // a copy would retain all that it holds
    return news
  }
}
