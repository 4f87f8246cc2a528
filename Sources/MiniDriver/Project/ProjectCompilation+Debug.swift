// `-g`: gives each section of the combined output its own metadata numbers.

import BuildCache
import MiniBackend
import ObjectStore

extension ProjectCompilation {
  /// Gives each section of a `-g` build its numbers. They begin at a base that follows from the
  /// lengths of all sections before it. A kept section is copied, so its base must not change; if
  /// it does, the file gets an artifact.
  ///
  /// - Returns: the bases of kept sections, by object: they may have to be read from the store.
  ///   (Files with the same object have no functions, and so no numbers.)
  mutating func placeSections(inOrder order: [Int]) throws(LostSections) -> [ObjectID: UInt32] {
    let bases = DebugFields.bases(ofLengths: order.map(sectionLength))
    try fetchMoved(order, bases)
    var kept: [ObjectID: UInt32] = [:]
    for (file, base) in zip(order, bases) {
      if let artifact = artifacts[file] {
        if artifact.numbersBase != base {
          artifacts.set(placed(artifact, of: file, at: base), of: file)
        }
      } else if let snapshot = graph.snapshot {
        kept[snapshot.irID(file)] = base
      }
    }
    return kept
  }

  private func sectionLength(_ file: Int) -> UInt64 {
    if let artifact = artifacts[file] { return UInt64(artifact.ir.count) }
    guard let snapshot = graph.snapshot, file < snapshot.count else {
      preconditionFailure("a file without a row has been compiled")
    }
    return snapshot.section(file).length
  }

  /// Reads the IR of files that are unchanged but have moved.
  private mutating func fetchMoved(_ order: [Int], _ bases: [UInt32]) throws(LostSections) {
    guard let snapshot = graph.snapshot else { return }
    let before = DebugFields.bases(
      ofLengths: (0..<snapshot.count).lazy.map { snapshot.section($0).length })
    var lost: [Int] = []
    for (file, base) in zip(order, bases) where artifacts[file] == nil && before[file] != base {
      let id = snapshot.irID(file)
      guard let ir = context.cache.fileIR(id, sizeBytes: snapshot.section(file).length) else {
        lost.append(file)
        continue
      }
      let artifact = FileArtifact(
        combinedHash: snapshot.combinedHash(file), irID: id, ir: ir,
        runtimeParts: snapshot.runtimeParts(file), irChecksum: 0, sectionChecksum: 0,
        warnings: nil)
      artifacts.set(artifact, of: file)
    }
    if !lost.isEmpty { throw LostSections(files: lost) }
  }

  private func placed(_ artifact: FileArtifact, of file: Int, at base: UInt32) -> FileArtifact {
    let ir = DebugFields.rebased(artifact.ir, from: artifact.numbersBase, to: base)
    let path = graph.files[file].path.path
    return FileArtifact(
      combinedHash: artifact.combinedHash, irID: artifact.irID, ir: ir,
      runtimeParts: artifact.runtimeParts, irChecksum: Checksum.crc32(ir),
      sectionChecksum: SectionMarker.checksum(ofSection: path, artifact.combinedHash, ir),
      warnings: artifact.warnings,
      numbersBase: base)
  }
}
