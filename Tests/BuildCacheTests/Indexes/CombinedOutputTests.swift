// CombinedOutput: made, copied or from the store, the bytes are the same; damaged parts are not
// used.

import BuildCache
import FileIO
import Foundation
import ObjectStore
import SystemPackage
import TestSupport
import Testing

/// A program of a few files in a folder, and the store that contains their IR.
private struct Program {
  let folder = TemporaryDirectory()
  var header = Array("; header\n".utf8)
  var files: [(path: String, ir: [UInt8])] = []

  init(seed: UInt64, count: Int, irSizeMax: Int = 300) {
    var random = SplitMix64(seed: seed)
    for number in 0..<count {
      let ir = random.bytes(Int.random(in: 0..<irSizeMax, using: &random))
      files.append((path: "lib/f\(number).mini", ir: ir))
    }
  }

  var output: FilePath { folder.appending("main.ll") }
  /// The cache's copy, from which the next build copies sections.
  var copy: FilePath { folder.appending("cache/combined/main.mini.ll") }

  func hash(_ number: Int) -> CombinedHash {
    CombinedHash(digest: Digest(hashing: files[number].ir))
  }

  func made(_ number: Int) -> SectionRun {
    .made(path: files[number].path, combinedHash: hash(number), ir: files[number].ir)
  }

  var allMade: [SectionRun] { files.indices.map(made) }

  /// The index of a build of this program.
  func index() throws -> FileHashCache {
    var samples = Samples(seed: 1)
    let records = files.indices.map { number in
      FileRecord(
        path: files[number].path, stamp: samples.stamp(), isRacy: false,
        sourceID: samples.objectID(), diagnostics: [], functionCount: 1, imports: [],
        combinedHash: hash(number), irID: ObjectID(type: .blob, body: files[number].ir),
        irSize: UInt64(files[number].ir.count), irChecksum: Checksum.crc32(files[number].ir),
        sectionChecksum: SectionMarker.checksum(
          ofSection: files[number].path, hash(number), files[number].ir),
        runtimeParts: 0)
    }
    return try #require(
      FileHashCache.load(
        FileHashCache.encode(project: project, rows: records.map { .new($0) })
      ).loaded)
  }

  private var project: ProjectRecord {
    ProjectRecord(
      epoch: "", options: "", rootName: "main.mini", mainSignature: "() i32",
      projectHash: ProjectHash(digest: Digest(hashing: [])), headerLength: UInt64(header.count),
      outputs: [])
  }

  /// A program of which this one is the last build. The store contains the sections in `stored`.
  func next(
    _ runs: [SectionRun], header: [UInt8]? = nil, stored: Set<Int> = [],
    disk: any FileSystem = LocalFileSystem()
  ) throws -> CombinedOutput {
    CombinedOutput(
      header: header ?? self.header, runs: runs, index: try index(),
      previous: try PreviousIR(copy, disk), fileSystem: disk
    ) { [files] row in stored.contains(row) ? files[row].ir : nil }
  }

  /// The first build of this program.
  func first(_ disk: any FileSystem = LocalFileSystem()) -> CombinedOutput {
    CombinedOutput(header: header, runs: allMade, fileSystem: disk)
  }

  /// The expected bytes, assembled in the simplest way.
  var expected: [UInt8] {
    files.indices.reduce(into: header) { bytes, number in
      let marker = "; ==== FILE: \(files[number].path):\(hash(number).digest) ====\n"
      bytes += Array(marker.utf8) + files[number].ir
    }
  }

  func write(copy bytes: [UInt8]) throws {
    try LocalFileSystem().createDirectories(copy.removingLastComponent())
    try LocalFileSystem().replaceFile(copy, with: bytes)
  }
}

private func contents(_ path: FilePath) throws -> [UInt8]? {
  try LocalFileSystem().contents(of: path, sizeMax: 1 << 24)
}

@Test func theCombinedOutputIsHeaderMarkersAndIR() throws {
  for count in [0, 1, 7] {
    let program = Program(seed: 50, count: count)
    let assembled = try program.first().write(.inMemory, to: .output(program.output))
    #expect(assembled.bytes == program.expected)
    #expect(try contents(program.output) == program.expected)
    #expect(!assembled.patched)
    #expect(assembled.bytesWritten == UInt64(program.expected.count))
    let inFiles = try program.first().write(to: .output(program.output))
    #expect(try contents(program.output) == program.expected)
    #expect(inFiles.bytes.isEmpty)
    #expect(inFiles.bytesWritten == assembled.bytesWritten)
  }
}

/// Edits, removes, adds and reorders sections: patched files equal files made from scratch, on one
/// thread and on several, in files and in memory.
@Test(arguments: UInt64(0)..<20) func patchedFilesAreThoseMadeAnew(seed: UInt64) throws {
  var random = SplitMix64(seed: seed)
  let program = Program(seed: seed, count: seed % 4 == 0 ? 900 : 12, irSizeMax: 900)
  var after = program
  after.header = Array("; another header, of another length\n".utf8)
  after.files = []
  var (runs, keptCount, row): ([SectionRun], Int, Int) = ([], 0, 0)
  while row < program.files.count {
    let end = min(row + Int.random(in: 1..<300, using: &random), program.files.count)
    switch Int.random(in: 0..<4, using: &random) {
    case 0:
      after.files.append((program.files[row].path, random.bytes(40)))
      runs.append(after.made(after.files.count - 1))
      row += 1
    case 1: row += 1
    default:
      after.files += program.files[row..<end]
      runs.append(.kept(rows: row..<end))
      keptCount += end - row
      row = end
    }
  }
  for form in [CombinedOutput.Form.inFile, .inMemory] {
    for threadsMax in [1, 2] {
      try program.write(copy: program.expected)
      let patched = try program.next(runs, header: after.header).write(
        form, to: .output(program.output), threadsMax: threadsMax)
      #expect(patched.copiedCount == keptCount && patched.misfits.isEmpty)
      #expect(form == .inFile || patched.bytes == after.expected)
      let isRight = try contents(program.output) == after.expected
      #expect(isRight)
    }
  }
}

/// A damaged byte is never copied: the section comes from the store, and a section that is not there
/// is lost.
@Test func aFlippedByteInThePreviousOutputIsNotCopied() throws {
  let program = Program(seed: 51, count: 4)
  let right = program.expected
  let index = try program.index()
  for place in program.header.count..<right.count {
    var flipped = right
    flipped[place] ^= 0x20
    try program.write(copy: flipped)
    let section = try #require(
      (0..<4).first { index.sectionsRange($0..<($0 + 1)).contains(UInt64(place)) })
    let healed = try program.next([.kept(rows: 0..<4)], stored: [section])
      .write(to: .output(program.output))
    guard healed.misfits == [section], healed.copiedCount == 3,
      try contents(program.output) == right
    else {
      Issue.record("byte \(place): \(healed.misfits)")
      return
    }
  }
  try LocalFileSystem().replaceFile(program.output, with: [])
  for form in [CombinedOutput.Form.inFile, .inMemory] {
    #expect(throws: AssemblyError.sectionsLost([3])) {
      try program.next([.kept(rows: 0..<4)], stored: [0, 1, 2])
        .write(form, to: .output(program.output))
    }
    #expect(try contents(program.output) == [])
  }
}

@Test func aPreviousOutputThatIsCutEmptyOrAnothersIsNotCopied() throws {
  let program = Program(seed: 52, count: 4)
  func write() throws -> Assembled {
    try program.next([.kept(rows: 0..<4)], stored: [0, 1, 2, 3]).write(to: .output(program.output))
  }
  for bytes in [[], Array(program.expected.prefix(100)), [UInt8](repeating: 0, count: 10_000)] {
    try program.write(copy: bytes)
    let healed = try write()
    #expect(healed.misfits == [0, 1, 2, 3] && !healed.patched)
    #expect(try contents(program.output) == program.expected)
  }
  try LocalFileSystem().remove(program.copy)
  #expect(try write().misfits.isEmpty)
  #expect(try contents(program.output) == program.expected)
  try LocalFileSystem().createDirectories(program.copy)
  let error = #expect(throws: FileError.self) { try write() }
  #expect(error?.errno == .invalidArgument)
}

/// The store's object must have the size that the index claims; nothing is allocated for the claim.
@Test func aSectionOfAnotherSizeThanItsRowIsLost() throws {
  let program = Program(seed: 53, count: 3)
  try program.write(copy: [UInt8](repeating: 0, count: program.expected.count))
  let output = CombinedOutput(
    header: program.header, runs: [.kept(rows: 0..<3)], index: try program.index(),
    previous: try PreviousIR(program.copy, LocalFileSystem()), fileSystem: LocalFileSystem()
  ) { [files = program.files] row in row == 1 ? files[1].ir + [0] : files[row].ir }
  #expect(throws: AssemblyError.sectionsLost([1])) {
    try output.write(to: .output(program.output))
  }
  #expect(try contents(program.output) == nil)
}

@Test func sectionsThatNothingHasAreNamedAndNothingIsWritten() throws {
  let program = Program(seed: 54, count: 4)
  let old = Array("old".utf8)
  try LocalFileSystem().replaceFile(program.output, with: old)
  let runs = [program.made(0), .kept(rows: 1..<4)]
  #expect(throws: AssemblyError.sectionsLost([1, 3])) {
    try program.next(runs, stored: [2]).write(to: .output(program.output))
  }
  #expect(try contents(program.output) == old)
}

@Test func outputAndCopyGetTheSameBytesAndMode() throws {
  let program = Program(seed: 55, count: 3)
  for target in [CombinedOutput.Target.output(program.output), .copy(program.copy)] {
    let assembled = try program.first().write(to: target)
    #expect(assembled.bytesWritten == UInt64(program.expected.count))
  }
  for path in [program.output, program.copy] {
    #expect(try contents(path) == program.expected)
    #expect(
      try LocalFileSystem().status(of: path, followingLinks: false)?.permissions == 0o644 & ~mask())
  }
}

/// The process's umask.
private func mask() -> UInt16 {
  let line = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8))?
    .split(separator: "\n").first { $0.hasPrefix("Umask:") }
  return line.flatMap { UInt16($0.split(separator: "\t")[1], radix: 8) } ?? 0o022
}

@Test func aDoubtfulFileWithTheRightBytesIsLeftAlone() throws {
  let program = Program(seed: 60, count: 3)
  try program.write(copy: program.expected)
  try LocalFileSystem().replaceFile(program.output, with: Array("old".utf8))
  let before = try LocalFileSystem().status(of: program.copy, followingLinks: false)
  let right = try program.first().write(to: .copy(program.copy), isDoubtful: true)
  #expect(try LocalFileSystem().status(of: program.copy, followingLinks: false) == before)
  #expect(right.status == before && right.bytesWritten == 0)
  let wrong = try program.first().write(to: .output(program.output), isDoubtful: true)
  #expect(try contents(program.output) == program.expected)
  #expect(wrong.bytesWritten == UInt64(program.expected.count))
}

@Test func whatIsNotOursInAnOutputsPlaceIsLeftAlone() throws {
  let program = Program(seed: 56, count: 2)
  let folder = program.folder.appending("folder.ll")
  try LocalFileSystem().createDirectories(folder)
  let link = program.folder.appending("link.ll")
  let target = program.folder.appending("target")
  try LocalFileSystem().replaceFile(target, with: [1, 2, 3])
  try FileManager.default.createSymbolicLink(
    atPath: link.string, withDestinationPath: target.string)
  for (path, reason) in [
    (folder, "it is a folder"), (link, "a symbolic link is in its place"),
    (FilePath("/dev/null"), "a special file is in its place"),
  ] {
    #expect(throws: AssemblyError.inTheWay(path: path.string, reason: reason)) {
      try program.first().write(to: .output(path))
    }
    #expect(try contents(program.output) == nil)
    let assembled = try program.first().write(to: .copy(path))
    #expect(assembled.copyFailure?.text == "cannot write '\(path)': \(reason)")
    #expect(assembled.bytesWritten == 0)
  }
  #expect(try contents(target) == [1, 2, 3])
}

@Test func noFaultLeavesHalfAnOutput() throws {
  let program = Program(seed: 57, count: 3)
  let old = Array("old".utf8)
  for form in [CombinedOutput.Form.inFile, .inMemory] {
    for number in 1... {
      try LocalFileSystem().replaceFile(program.output, with: old)
      let disk = FaultyFileSystem(fault: .init(number: number, errno: .noSpace))
      let outcome = Result {
        try program.first(disk).write(form, to: .output(program.output))
      }
      let found = try contents(program.output)
      if !disk.didFail {
        #expect(found == program.expected)
        break
      }
      #expect(found == old || found == program.expected)
      if case .success = outcome { #expect(found == program.expected) }
      let names = try LocalFileSystem().entries(of: program.folder.path)?.map(\.name)
      if disk.counts[.unlink] == nil || disk.counts[.unlink] == 1 {
        #expect(names == ["main.ll"])
      }
    }
  }
}

/// Each call fails once while a copy is written: the output is right, and the copy is right, as it
/// was, or reported.
@Test func aCopyThatCannotBeWrittenCostsNothingButIsTold() throws {
  let program = Program(seed: 58, count: 2)
  let blocked = program.folder.appending("file")
  try LocalFileSystem().replaceFile(blocked, with: [])
  let copy = blocked.appending("combined/main.mini.ll")
  let assembled = try program.first().write(to: .copy(copy))
  #expect(assembled.copyFailure?.text == "cannot write '\(copy)': Not a directory")

  for number in 1... {
    try program.write(copy: [1])
    let disk = FaultyFileSystem(fault: .init(number: number, errno: .noSpace))
    guard let assembled = try? program.first(disk).write(to: .copy(program.copy))
    else {
      Issue.record("call \(number): a copy is no duty")
      return
    }
    let isWritten = try contents(program.copy) == program.expected
    #expect(isWritten == (assembled.copyFailure == nil))
    if !disk.didFail { break }
    #expect(try isWritten || contents(program.copy) == [1])
  }
}

@Test func aNameWithALineBreakDoesNotEndItsMarker() throws {
  var program = Program(seed: 59, count: 1)
  program.files[0].path = "a\nb\u{7f}.mini"
  let text = String(
    decoding: try program.first().write(.inMemory, to: nil).bytes.prefix(60), as: UTF8.self)
  #expect(text.hasPrefix("; header\n; ==== FILE: a?b?.mini:"))
}

// MARK: Placement

/// A disk that shares blocks, and one that does not: the machine's own may be either.
@Test func aWholeOutputIsClonedOrCopied() throws {
  let program = Program(seed: 53, count: 3000, irSizeMax: 900)
  let right = program.expected
  try program.write(copy: right)
  let copied = try program.next([.kept(rows: 0..<3000)]).write(
    to: .output(program.output), threadsMax: 2)
  #expect(copied.placement == .copied || copied.placement == .cloned)
  #expect(copied.bytesWritten < UInt64(right.count))
  let isRight = try contents(program.output) == right
  #expect(isRight)
  let disk = MemoryFileSystem(clock: ManualClock(nanoseconds: 1))
  try disk.place(program.copy, right)
  let cloned = try program.next([.kept(rows: 0..<3000)], disk: disk).write(
    to: .output(program.output))
  #expect(cloned.placement == .cloned && cloned.copiedCount == 3000)
  let isSame = try disk.contents(of: program.output, sizeMax: 1 << 24) == right
  #expect(isSame)
  #expect(disk.openCount == 0)
}

/// An edit at the end leaves all other sections in their places.
@Test func whatFollowsAnEditIsWritten() throws {
  let program = Program(seed: 54, count: 3000, irSizeMax: 900)
  let disk = MemoryFileSystem(clock: ManualClock(nanoseconds: 1))
  for (edited, placement) in [(2990, Assembled.Placement.cloned), (20, .written)] {
    var after = program
    after.files[edited].ir += Array("; more\n".utf8)
    let runs: [SectionRun] = [
      .kept(rows: 0..<edited), after.made(edited), .kept(rows: edited + 1..<3000),
    ]
    try disk.place(program.copy, program.expected)
    let made = try program.next(runs, disk: disk).write(to: .output(program.output))
    #expect(made.placement == placement && made.copiedCount == 2999)
    let isRight =
      try disk.contents(of: program.output, sizeMax: 1 << 24) == after.expected
    #expect(isRight, "\(edited)")
  }
}

/// Damage is found in a clone as it is in a file that is read.
@Test func damageIsNotCloned() throws {
  let program = Program(seed: 55, count: 3000, irSizeMax: 900)
  let right = program.expected
  let index = try program.index()
  let disk = MemoryFileSystem(clock: ManualClock(nanoseconds: 1))
  for place in [program.header.count, right.count / 2, right.count - 1] {
    var flipped = right
    flipped[place] ^= 0x20
    try disk.place(program.copy, flipped)
    let section = try #require(
      (0..<3000).first { index.sectionsRange($0..<($0 + 1)).contains(UInt64(place)) })
    let healed = try program.next([.kept(rows: 0..<3000)], stored: [section], disk: disk)
      .write(to: .output(program.output))
    #expect(healed.misfits == [section] && healed.placement == .cloned)
    let isRight = try disk.contents(of: program.output, sizeMax: 1 << 24) == right
    #expect(isRight, "\(place)")
  }
  // A file that was cut has no place for the rest.
  try disk.place(program.copy, Array(right.prefix(right.count - 100)))
  #expect(throws: AssemblyError.self) {
    try program.next([.kept(rows: 0..<3000)], disk: disk).write(to: .output(program.output))
  }
}
