// Patching: an index copied from the last build's equals, byte for byte, one made from scratch.

import BuildCache
import Testing

/// A record of the same file with the same imports, everything else from another record.
private func edited(_ record: FileRecord, _ samples: inout Samples) -> FileRecord {
  let other = samples.records(1)[0]
  let imports = record.imports.map {
    ImportLink(target: $0.target, names: NameMask(bits: samples.random.next()))
  }
  return FileRecord(
    path: record.path, stamp: other.stamp, isRacy: other.isRacy, sourceID: other.sourceID,
    diagnostics: samples.number(0..<3) == 0 ? other.diagnostics : record.diagnostics,
    functionCount: other.functionCount, imports: imports, combinedHash: other.combinedHash,
    irID: other.irID, irSize: other.irSize,
    irChecksum: other.irChecksum, sectionChecksum: other.sectionChecksum,
    runtimeParts: other.runtimeParts)
}

private func restamped(_ record: FileRecord, _ stamp: Stamp, _ isRacy: Bool) -> FileRecord {
  FileRecord(
    path: record.path, stamp: stamp, isRacy: isRacy, sourceID: record.sourceID,
    diagnostics: record.diagnostics, functionCount: record.functionCount, imports: record.imports,
    combinedHash: record.combinedHash, irID: record.irID, irSize: record.irSize,
    irChecksum: record.irChecksum,
    sectionChecksum: record.sectionChecksum, runtimeParts: record.runtimeParts)
}

/// In every tenth index a few of many rows change, and only their blocks are copied.
@Test(arguments: UInt64(0)..<60) func aPatchedIndexIsTheOneMadeAnew(seed: UInt64) throws {
  var samples = Samples(seed: seed)
  let isLarge = seed.isMultiple(of: 10)
  var records = samples.records(samples.number(1..<(isLarge ? 2000 : 80)))
  let bytes = FileHashCache.encode(
    project: samples.project(), rows: records.map { .new($0) })
  let old = try #require(FileHashCache.load(bytes).loaded)
  var changes: [(row: Int, source: FileRow)] = []
  for row in records.indices where samples.number(0..<(isLarge ? 300 : 8)) == 0 {
    if isLarge || samples.number(0..<3) == 0 {
      let (stamp, isRacy) = (samples.stamp(), samples.number(0..<2) == 0)
      records[row] = restamped(records[row], stamp, isRacy)
      changes.append((row, .restamped(row: row, stamp: stamp, isRacy: isRacy)))
    } else {
      records[row] = edited(records[row], &samples)
      changes.append((row, .new(records[row])))
    }
  }
  let project = samples.project()
  let patched = old.patched(
    project: project, changes: changes,
    functionCount: records.reduce(0) { $0 + Int($1.functionCount) })
  let isSame =
    patched.bytes == FileHashCache.encode(project: project, rows: records.map { .new($0) })
  #expect(isSame)
}
