// CombinedOutput: patched or rewritten, the bytes are the same; stale parts are not used.

import BuildCache
import FileIO
import Foundation
import ObjectStore
import SystemPackage
import TestSupport
import Testing

/// A program of a few files in a folder, its IRs and the store that contains them.
private struct Program {
  let folder = TemporaryDirectory()
  let header = Array("; header\n".utf8)
  var files: [(path: String, ir: [UInt8])] = []

  init(seed: UInt64, count: Int) {
    var random = SplitMix64(seed: seed)
    for number in 0..<count {
      let ir = random.bytes(Int.random(in: 0..<300, using: &random))
      files.append((path: "lib/f\(number).mini", ir: ir))
    }
  }

  var output: FilePath { folder.appending("main.ll") }

  func hash(_ number: Int) -> CombinedHash {
    CombinedHash(digest: Digest(hashing: files[number].ir))
  }

  func id(_ number: Int) -> ObjectID { ObjectID(type: .blob, body: files[number].ir) }

  /// The store's copy of an object.
  func object(_ id: ObjectID) -> [UInt8]? {
    files.indices.first { self.id($0) == id }.map { files[$0].ir }
  }

  /// All sections as newly made.
  var sections: [Section] {
    files.indices.map {
      Section(path: files[$0].path, combinedHash: hash($0), source: .bytes(files[$0].ir))
    }
  }

  /// Sections as after a build that left `assembled`, except those in `edited`.
  func sections(after assembled: Assembled, edited: Set<Int>) -> [Section] {
    files.indices.map { number in
      let location = assembled.locations[number]
      let source: Section.Source =
        edited.contains(number)
        ? .bytes(files[number].ir)
        : .cached(
          irID: id(number), previous: (location.offset, location.length, location.checksum))
      return Section(path: files[number].path, combinedHash: hash(number), source: source)
    }
  }

  func assemble(
    _ sections: [Section], previous: FilePath? = nil, outputs: [FilePath]? = nil,
    copies: [FilePath] = [], disk: any FileSystem = LocalFileSystem(),
    readObject: ((ObjectID) -> [UInt8]?)? = nil
  ) throws -> Assembled {
    let mapped = try previous.flatMap { try MappedFile($0, fileSystem: LocalFileSystem()) }
    return try CombinedOutput.assemble(
      header: header, sections: sections, previous: mapped, readObject: readObject ?? object,
      outputs: outputs ?? [output], copies: copies, fileSystem: disk)
  }

  /// The expected bytes, assembled in the simplest way.
  var expected: [UInt8] {
    files.indices.reduce(into: header) { bytes, number in
      let marker = "; ==== FILE: \(files[number].path):\(hash(number).digest) ====\n"
      bytes += Array(marker.utf8) + files[number].ir
    }
  }
}

private func contents(_ path: FilePath) throws -> [UInt8]? {
  try LocalFileSystem().contents(of: path, sizeMax: 1 << 24)
}

@Test func theCombinedOutputIsHeaderMarkersAndIR() throws {
  for count in [0, 1, 7] {
    let program = Program(seed: 50, count: count)
    let assembled = try program.assemble(program.sections)
    #expect(assembled.bytes == program.expected)
    #expect(try contents(program.output) == program.expected)
    #expect(!assembled.patched)
    #expect(assembled.bytesWritten == UInt64(program.expected.count))
    for (location, file) in zip(assembled.locations, program.files) {
      let range = Int(location.offset)..<Int(location.offset + location.length)
      #expect(Array(assembled.bytes[range]) == file.ir)
      #expect(location.checksum == Checksum.crc32(file.ir))
    }
  }
}

@Test func patchedIsToTheByteAsAssembledAnew() throws {
  for seed in UInt64(0)..<30 {
    var program = Program(seed: seed, count: 12)
    let before = try program.assemble(program.sections)
    var random = SplitMix64(seed: seed)
    let edited = Set((0..<3).map { _ in Int.random(in: 0..<12, using: &random) })
    for number in edited { program.files[number].ir = random.bytes(50) }
    let sections = program.sections(after: before, edited: edited)
    let patched = try program.assemble(
      sections, previous: program.output, readObject: { _ in nil })
    #expect(patched.bytes == program.expected)
    #expect(patched.copiedCount == 12 - edited.count)
    #expect(patched.misfits.isEmpty)
  }
}

@Test func aFlippedByteInThePreviousOutputIsNotCopied() throws {
  let program = Program(seed: 51, count: 4)
  let before = try program.assemble(program.sections)
  let sections = program.sections(after: before, edited: [])
  for location in before.bytes.indices {
    var bytes = before.bytes
    bytes[location] ^= 0x20
    try LocalFileSystem().replaceFile(program.output, with: bytes)
    let healed = try program.assemble(sections, previous: program.output)
    let isInSection = before.locations.contains {
      (Int($0.offset)..<Int($0.offset + $0.length)).contains(location)
    }
    guard healed.bytes == program.expected, healed.misfits.count == (isInSection ? 1 : 0) else {
      Issue.record("byte \(location): \(healed.misfits)")
      return
    }
  }
}

@Test func aPreviousOutputThatIsCutEmptyOrAnothersIsNotCopied() throws {
  let program = Program(seed: 52, count: 4)
  let before = try program.assemble(program.sections)
  let sections = program.sections(after: before, edited: [])
  for bytes in [[], Array(before.bytes.prefix(100)), [UInt8](repeating: 0, count: 10_000)] {
    try LocalFileSystem().replaceFile(program.output, with: bytes)
    #expect(try program.assemble(sections, previous: program.output).bytes == program.expected)
  }
  try LocalFileSystem().remove(program.output)
  #expect(try program.assemble(sections, previous: program.output).bytes == program.expected)
}

@Test func rangesThatNoFileHasAreNotCopied() throws {
  let program = Program(seed: 53, count: 1)
  _ = try program.assemble(program.sections)
  for (offset, length) in [(UInt64.max, UInt64(1)), (0, .max), (.max, .max), (1 << 40, 5)] {
    let section = Section(
      path: program.files[0].path, combinedHash: program.hash(0),
      source: .cached(irID: program.id(0), previous: (offset, length, 0)))
    let assembled = try program.assemble([section], previous: program.output)
    #expect(assembled.bytes == program.expected)
  }
}

@Test func sectionsThatNothingHasAreNamedAndNothingIsWritten() throws {
  let program = Program(seed: 54, count: 4)
  let before = try program.assemble(program.sections)
  let old = try contents(program.output)
  var sections = program.sections(after: before, edited: [0, 2])
  sections[2] = Section(
    path: "x", combinedHash: program.hash(2), source: .cached(irID: program.id(2), previous: nil))
  #expect(throws: AssemblyError.sectionsLost([1, 2, 3])) {
    try program.assemble(sections, readObject: { _ in nil })
  }
  #expect(try contents(program.output) == old)
}

@Test func severalOutputsGetTheSameBytes() throws {
  let program = Program(seed: 55, count: 3)
  let second = program.folder.appending("second.ll")
  let copy = program.folder.appending("cache/combined/main.mini.ll")
  let assembled = try program.assemble(
    program.sections, outputs: [program.output, second], copies: [copy])
  for path in [program.output, second, copy] {
    #expect(try contents(path) == program.expected)
    #expect(
      try LocalFileSystem().status(of: path, followingLinks: false)?.permissions == 0o644 & ~mask())
  }
  #expect(assembled.bytesWritten == UInt64(3 * program.expected.count))
}

/// The process's umask.
private func mask() -> UInt16 {
  let line = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8))?
    .split(separator: "\n").first { $0.hasPrefix("Umask:") }
  return line.flatMap { UInt16($0.split(separator: "\t")[1], radix: 8) } ?? 0o022
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
    #expect(throws: AssemblyError.output(path: path.string, reason: reason)) {
      try program.assemble(program.sections, outputs: [program.output, path])
    }
    #expect(try contents(program.output) == nil)
    let assembled = try program.assemble(program.sections, outputs: [], copies: [path])
    #expect(assembled.copyFailures.map(\.text) == ["cannot write '\(path)': \(reason)"])
    #expect(assembled.bytesWritten == 0)
  }
  #expect(try contents(target) == [1, 2, 3])
}

@Test func noFaultLeavesHalfAnOutput() throws {
  let program = Program(seed: 57, count: 3)
  let second = program.folder.appending("second.ll")
  let old = Array("old".utf8)
  for number in 1... {
    for path in [program.output, second] { try LocalFileSystem().replaceFile(path, with: old) }
    let disk = FaultyFileSystem(fault: .init(number: number, errno: .noSpace))
    let outcome = Result {
      try program.assemble(program.sections, outputs: [program.output, second], disk: disk)
    }
    let found = try [contents(program.output), contents(second)]
    if !disk.didFail {
      #expect(found == [program.expected, program.expected])
      break
    }
    for bytes in found { #expect(bytes == old || bytes == program.expected) }
    if case .success = outcome { #expect(found == [program.expected, program.expected]) }
    let names = try LocalFileSystem().entries(of: program.folder.path)?.map(\.name)
    if disk.counts[.unlink] == nil || disk.counts[.unlink] == 2 {
      #expect(names == ["main.ll", "second.ll"])
    }
  }
}

@Test func aCopyThatCannotBeWrittenCostsNothingButIsTold() throws {
  let program = Program(seed: 58, count: 2)
  let blocked = program.folder.appending("file")
  try LocalFileSystem().replaceFile(blocked, with: [])
  let copy = blocked.appending("combined/main.mini.ll")
  let assembled = try program.assemble(program.sections, copies: [copy])
  #expect(assembled.copyFailures.map(\.text) == ["cannot write '\(copy)': Not a directory"])
  #expect(try contents(program.output) == program.expected)
}

@Test func aNameWithALineBreakDoesNotEndItsMarker() throws {
  var program = Program(seed: 59, count: 1)
  program.files[0].path = "a\nb\u{7f}.mini"
  let text = String(
    decoding: try program.assemble(program.sections).bytes.prefix(60), as: UTF8.self)
  #expect(text.hasPrefix("; header\n; ==== FILE: a?b?.mini:"))
}
