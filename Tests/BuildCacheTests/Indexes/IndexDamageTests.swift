// Any damage to an index is noticed, and even a forged one does not crash its reader.

import BuildCache
import FileIO
import FuzzProperties
import ObjectStore
import SystemPackage
import TestSupport
import Testing

/// One kind of index: a small sample, how to load it, and a reader of all its parts.
struct IndexKind: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let sample: [UInt8]
  /// Loads the bytes and names the outcome. Reads a loaded index in every possible way.
  let outcome: @Sendable ([UInt8]) -> String

  static let all = [
    fileHashes, zirIndex, airIndex, unitIndex, units, tests, toolchain, formatted,
  ]
  /// Whether its file can have layers after its base.
  var isLayered: Bool {
    [Self.zirIndex, .airIndex, .unitIndex].contains { $0.testDescription == testDescription }
  }

  static let fileHashes: IndexKind = {
    var samples = Samples(seed: 11)
    let bytes = FileHashCache.encode(
      project: samples.project(), rows: samples.records(5).map { .new($0) })
    return IndexKind(testDescription: "file_hashes.bin", sample: bytes) { bytes in
      let outcome = FileHashCache.load(bytes)
      if let index = outcome.loaded { readAll(index) }
      return outcome.name
    }
  }()

  static let zirIndex: IndexKind = {
    var samples = Samples(seed: 12)
    let first = ZirCache.encode(nil, adding: (0..<4).map { samples.zirEntry(path: "f\($0 % 3)") })
    let old = ZirCache.load(first).loaded
    let dropped = Set(old?.all.prefix(1).map(\.inputs.combinedHash) ?? [])
    let bytes = ZirCache.encode(
      old, adding: [samples.zirEntry(path: "f1")], dropping: dropped, day: 7)
    return IndexKind(testDescription: "zir_index.bin", sample: bytes) { bytes in
      let outcome = ZirCache.load(bytes)
      if let index = outcome.loaded { readAll(index) }
      return outcome.loaded?.tailProblem == nil ? outcome.name : "torn"
    }
  }()

  static let airIndex: IndexKind = {
    var samples = Samples(seed: 13)
    let bytes = AirCache.encode(
      nil,
      adding: (0..<6).map { samples.airEntry(path: "f\($0 % 2)", function: "g\($0 % 3)") })
    return IndexKind(testDescription: "air_index.bin", sample: bytes) { bytes in
      let outcome = AirCache.load(bytes)
      if let index = outcome.loaded { readAll(index) }
      return outcome.loaded?.tailProblem == nil ? outcome.name : "torn"
    }
  }()

  static let unitIndex: IndexKind = {
    var samples = Samples(seed: 14)
    let entries = (0..<6).map { samples.unitEntry(name: "u\($0 % 3)") }
    let bytes = UnitCache.encode(nil, adding: entries)
    return IndexKind(testDescription: "unit_index.bin", sample: bytes) { bytes in
      let outcome = UnitCache.load(bytes)
      if let index = outcome.loaded { readAll(index) }
      return outcome.loaded?.tailProblem == nil ? outcome.name : "torn"
    }
  }()

  static let units: IndexKind = {
    var samples = Samples(seed: 15)
    let bytes = ProjectUnits.encode((0..<5).map { samples.linkedUnit(consulted: $0) })
    return IndexKind(testDescription: "units.bin", sample: bytes) { bytes in
      let outcome = ProjectUnits.load(bytes)
      if let units = outcome.loaded { _ = ProjectUnits.encode(units) }
      return outcome.name
    }
  }()

  static let tests: IndexKind = {
    let entries = (0..<6).map { number in
      let ir = Array("; \(number)\n".utf8)
      return ProjectTests.Entry(
        combinedHash: CombinedHash(digest: Digest(hashing: ir)),
        names: (0..<(number % 3)).map { "test \"\($0)\"" }, irID: ObjectID(type: .blob, body: ir),
        irSize: ir.count, runtimeParts: UInt128(number),
        passed: number % 2 == 0 ? Digest(hashing: ir) : nil)
    }
    let hashes = entries.map(\.combinedHash)
    return IndexKind(testDescription: "tests.bin", sample: ProjectTests.encode(entries)) { bytes in
      let outcome = ProjectTests.load(bytes)
      if let tests = outcome.loaded {
        let found = hashes.compactMap { tests.entry(of: $0) }
        _ = (ProjectTests.encode(found), tests.isSound)
      }
      return outcome.name
    }
  }()

  static let formatted: IndexKind = {
    var samples = Samples(seed: 17)
    let stamps = (0..<6).map { _ in samples.stamp() }
    let sample = FormatRecord.encode(stamps, epoch: "epoch", after: nil, seen: [])
    return IndexKind(testDescription: "formatted.bin", sample: sample) { bytes in
      let outcome = FormatRecord.load(bytes, epoch: nil)
      if let record = outcome.loaded {
        for stamp in stamps { _ = record.contains(stamp) }
        _ = FormatRecord.encode([], epoch: "epoch", after: record, seen: [stamps[0].inode])
      }
      return outcome.name
    }
  }()

  static let toolchain: IndexKind = {
    var samples = Samples(seed: 16)
    let first = samples.toolchain("clang")
    let old = ToolchainRecord.load(ToolchainRecord.encode(first)).loaded
    let stamp = samples.stamp()
    let sample = ToolchainRecord.encode(samples.toolchain("clang-15"), before: old)
    return IndexKind(testDescription: "toolchain.bin", sample: sample) { bytes in
      let outcome = ToolchainRecord.load(bytes)
      if let record = outcome.loaded {
        for toolchain in record.all {
          _ = record.identity(
            of: toolchain.name, programs: toolchain.files.prefix(2).compactMap(\.stamp),
            fileSystem: LocalFileSystem(), mayLookAt: { $0.count < 64 })
        }
        _ = (record.lists(["/x"], of: first.name), record.digest(of: stamp))
        _ = ToolchainRecord.encode(first, before: record)
      }
      return outcome.name
    }
  }()
}

private func readAll(_ index: UnitCache) {
  for entry in index.all.prefix(64) { _ = index.lookup(entry.key) }
  var samples = Samples(seed: 14)
  _ = UnitCache.encode(index, adding: [samples.unitEntry(name: "u1")])
}

private func readAll(_ index: FileHashCache) {
  _ = (index.project, index.rowsWithDiagnostics, index.functionCountTotal)
  for row in 0..<min(index.count, 64) {
    _ = (index.record(row), index.section(row))
    _ = index.row(ofPath: index.path(row))
  }
  let rows = (0..<min(index.count, 64)).map { FileRow.kept(row: $0) }
  _ = FileHashCache.encode(project: index.project, rows: rows, from: index)
  _ = index.changedRows(
    rootFolder: "/nonexistent", fileSystem: LocalFileSystem(), threadsMax: 1)
  _ = index.changedRows(rootFolder: "/", fileSystem: LocalFileSystem(), threadsMax: 2)
}

private func readAll(_ index: ZirCache) {
  for entry in index.all.prefix(64) {
    _ = index.lookup(entry.inputs.combinedHash)
    _ = index.facts(path: entry.path, sourceID: entry.inputs.sourceID, epoch: "epoch1")
  }
  for path in ["f0", "f1", "f2", "x"] { _ = index.generations(ofPath: path).prefix(64) }
  var samples = Samples(seed: 14)
  _ = ZirCache.encode(index, adding: [samples.zirEntry(path: "f1")])
}

private func readAll(_ index: AirCache) {
  for entry in index.all.prefix(64) {
    _ = index.lookup(entry.key)
    _ = index.newest(path: entry.path, function: entry.function)
  }
  for path in ["f0", "f1", "x"] { _ = index.functions(ofPath: path) }
  var samples = Samples(seed: 15)
  _ = AirCache.encode(index, adding: [samples.airEntry(path: "f1", function: "g1")])
}

@Test(arguments: IndexKind.all) func aSoundIndexLoads(_ kind: IndexKind) {
  #expect(kind.outcome(kind.sample) == "loaded")
}

@Test(arguments: IndexKind.all) func everyFlippedBitIsNoticed(_ kind: IndexKind) {
  for place in kind.sample.indices {
    for bit in 0..<8 {
      var bytes = kind.sample
      bytes[place] ^= 1 << UInt8(bit)
      let outcome = kind.outcome(bytes)
      if outcome != "damaged" { Issue.record("byte \(place), bit \(bit): \(outcome)") }
    }
  }
}

@Test(arguments: IndexKind.all) func everyCutIsNoticed(_ kind: IndexKind) {
  for length in 0..<kind.sample.count {
    let outcome = kind.outcome(Array(kind.sample[..<length]))
    if outcome != "damaged" { Issue.record("cut to \(length) bytes: \(outcome)") }
  }
}

@Test(arguments: IndexKind.all) func whatFollowsAnIndexIsNoticed(_ kind: IndexKind) {
  // Layers follow the base: other bytes there are ignored and reported.
  #expect(kind.outcome(kind.sample + [0]) == (kind.isLayered ? "torn" : "damaged"))
  #expect(kind.outcome(kind.sample + kind.sample) == (kind.isLayered ? "loaded" : "damaged"))
}

@Test func anIndexOfAnotherKindIsNoIndex() {
  for kind in IndexKind.all {
    for other in IndexKind.all where other.testDescription != kind.testDescription {
      #expect(kind.outcome(other.sample) == "damaged")
    }
    #expect(kind.outcome(Array("not an index at all, but long enough to be one".utf8)) == "damaged")
  }
}

@Test(arguments: IndexKind.all) func aNewerVersionIsToldFromDamage(_ kind: IndexKind) {
  var newer = kind.sample
  newer[12] += 1
  #expect(kind.outcome(newer) == "damaged")  // the checksum is wrong: a flipped bit
  #expect(kind.outcome(IndexFuzz.resealed(newer)) == "newer")
  // A later version can have a longer header and other tables.
  newer[16] += 24
  #expect(kind.outcome(IndexFuzz.resealed(newer)) == "newer")
  var older = kind.sample
  older[12] = 0
  #expect(kind.outcome(IndexFuzz.resealed(older)) == "damaged")
}

/// Forged checksums can give the cache any content, but cannot crash its reader.
@Test(arguments: IndexKind.all) func aForgedIndexCrashesNothing(_ kind: IndexKind) {
  var random = SplitMix64(seed: 16)
  let wild: [UInt8] = [0, 1, 0x7f, 0x80, 0xff]
  for _ in 0..<3000 {
    var bytes = kind.sample
    for _ in 0..<Int.random(in: 1...4, using: &random) {
      let place = Int.random(in: 24..<bytes.count, using: &random)
      let length = min([1, 1, 4, 8].randomElement(using: &random) ?? 1, bytes.count - place)
      let value = wild.randomElement(using: &random) ?? 0
      for byte in place..<(place + length) { bytes[byte] = value }
    }
    _ = kind.outcome(IndexFuzz.resealed(bytes))
  }
}
