// Patching: output copied from the last build equals, byte for byte, output made from scratch.

import BuildCache
import FileIO
import ObjectStore
import SystemPackage
import TestSupport
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

// MARK: The combined IR

/// A combined IR and the index that belongs to it.
private struct Combined {
  let folder = TemporaryDirectory()
  let header = Array("; a header\n".utf8)
  var files: [(path: String, ir: [UInt8])]

  init(_ samples: inout Samples, count: Int) {
    files = (0..<count).map { number in
      ("lib/f\(number).mini", samples.random.bytes(samples.number(0..<900)))
    }
  }

  var output: FilePath { folder.appending("main.ll") }
  var copy: FilePath { folder.appending("combined/main.mini.ll") }

  func hash(_ file: Int) -> CombinedHash {
    CombinedHash(digest: Digest(hashing: files[file].ir))
  }

  func index(_ samples: inout Samples) throws -> FileHashCache {
    let records = files.indices.map { file in
      FileRecord(
        path: files[file].path, stamp: samples.stamp(), isRacy: false,
        sourceID: samples.objectID(), diagnostics: [], functionCount: 1, imports: [],
        combinedHash: hash(file), irID: ObjectID(type: .blob, body: files[file].ir),
        irSize: UInt64(files[file].ir.count), irChecksum: Checksum.crc32(files[file].ir),
        sectionChecksum: SectionMarker.checksum(
          ofSection: files[file].path, hash(file), files[file].ir),
        runtimeParts: 0)
    }
    let project = ProjectRecord(
      epoch: "", options: "", rootName: "main.mini", mainSignature: "() i32",
      projectHash: ProjectHash(digest: samples.digest()), headerLength: UInt64(header.count),
      outputs: [])
    return try #require(
      FileHashCache.load(
        FileHashCache.encode(project: project, rows: records.map { .new($0) })
      ).loaded)
  }

  /// The combined IR, assembled in the simplest way.
  func bytes(header: [UInt8]? = nil) -> [UInt8] {
    files.indices.reduce(into: header ?? self.header) { bytes, file in
      let marker = "; ==== FILE: \(files[file].path):\(hash(file).digest) ====\n"
      bytes += Array(marker.utf8) + files[file].ir
    }
  }

  func run(of file: Int) -> SectionRun {
    .made(path: files[file].path, combinedHash: hash(file), ir: files[file].ir)
  }
}

private func contents(_ path: FilePath) throws -> [UInt8]? {
  try LocalFileSystem().contents(of: path, sizeMax: 1 << 24)
}

/// Edits, removes, adds and reorders sections: patched files equal files made from scratch.
@Test(arguments: UInt64(0)..<20) func patchedFilesAreThoseMadeAnew(seed: UInt64) throws {
  var samples = Samples(seed: seed)
  var program = Combined(&samples, count: seed % 4 == 0 ? 900 : 12)
  let index = try program.index(&samples)
  try LocalFileSystem().createDirectories(program.copy.removingLastComponent())
  try LocalFileSystem().replaceFile(program.copy, with: program.bytes())
  var runs: [SectionRun] = []
  var after = program
  after.files = []
  var row = 0
  while row < program.files.count {
    let end = min(row + samples.number(1..<300), program.files.count)
    switch samples.number(0..<4) {
    case 0:
      after.files.append((program.files[row].path, samples.random.bytes(40)))
      runs.append(after.run(of: after.files.count - 1))
      row += 1
    case 1: row += 1
    default:
      after.files += program.files[row..<end]
      runs.append(.kept(rows: row..<end))
      row = end
    }
  }
  let header = Array("; another header, of another length\n".utf8)
  program.files = after.files
  let patched = CombinedOutput.patch(
    header: header, runs: runs, of: index, previous: program.copy, outputs: [program.output],
    copies: [program.copy], threadsMax: 2, fileSystem: LocalFileSystem())
  #expect(patched != nil)
  let isRight = try contents(program.output) == after.bytes(header: header)
  let isCopied = try contents(program.copy) == after.bytes(header: header)
  #expect(isRight && isCopied)
}

/// A damaged byte is never copied, and nothing changes then.
@Test func noDamagedByteIsCopied() throws {
  var samples = Samples(seed: 31)
  let program = Combined(&samples, count: 4)
  let index = try program.index(&samples)
  let right = program.bytes()
  try LocalFileSystem().createDirectories(program.copy.removingLastComponent())
  for place in program.header.count..<right.count {
    var flipped = right
    flipped[place] ^= 0x20
    try LocalFileSystem().replaceFile(program.copy, with: flipped)
    let patched = CombinedOutput.patch(
      header: program.header, runs: [.kept(rows: 0..<4)], of: index, previous: program.copy,
      outputs: [program.output], copies: [], threadsMax: 1, fileSystem: LocalFileSystem())
    guard patched == nil, try contents(program.output) == nil else {
      Issue.record("byte \(place) was copied")
      return
    }
  }
  for length in 0..<right.count where length % 7 == 0 {
    try LocalFileSystem().replaceFile(program.copy, with: Array(right[..<length]))
    #expect(
      CombinedOutput.patch(
        header: program.header, runs: [.kept(rows: 0..<4)], of: index, previous: program.copy,
        outputs: [program.output], copies: [], threadsMax: 1, fileSystem: LocalFileSystem())
        == nil)
  }
}
