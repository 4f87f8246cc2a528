// Indexes that grow by layers: they contain the same as one index would, and an incomplete layer
// costs only itself.

import BuildCache
import FileIO
import SystemPackage
import TestSupport
import Testing

/// Applies an addition to a file's bytes, like a save.
private func apply(_ addition: IndexAddition, to bytes: [UInt8]) -> [UInt8]? {
  switch addition {
  case .append(let layer): bytes + layer
  case .replace(let all): all
  case .rewrite: nil
  }
}

private func name(_ entry: AirEntry) -> String { "\(entry.path) \(entry.function)" }

/// Repeatedly adds random entries, as layers and to one index: both give the same answers.
@Test(arguments: UInt64(0)..<8) func layersAnswerAsOneIndexDoes(seed: UInt64) throws {
  var samples = Samples(seed: seed)
  let entry = { (samples: inout Samples) in
    samples.airEntry(path: "f\(samples.number(0..<9))", function: "g\(samples.number(0..<4))")
  }
  var file = AirCache.encode(nil, adding: (0..<300).map { _ in entry(&samples) })
  var whole = file
  var kinds: Set<String> = []
  for _ in 0..<80 {
    var added = (0..<samples.number(1..<4)).map { _ in entry(&samples) }
    let chain = try #require(AirCache.load(file).loaded)
    // An existing entry is used again.
    if samples.number(0..<3) == 0, let known = chain.all.first(where: { _ in true }) {
      added.append(known)
    }
    let addition = chain.addition(of: added)
    whole = AirCache.encode(AirCache.load(whole).loaded, adding: added)
    switch addition {
    case .append: kinds.insert("append")
    case .replace: kinds.insert("replace")
    case .rewrite: kinds.insert("rewrite")
    }
    file = apply(addition, to: file) ?? AirCache.encode(chain, adding: added)
    let (layered, one) = (
      try #require(AirCache.load(file).loaded), try #require(AirCache.load(whole).loaded)
    )
    guard layered.tailProblem == nil, layered.count == one.count else {
      Issue.record("\(layered.count) entries instead of \(one.count)")
      return
    }
    for entry in one.all {
      guard layered.lookup(entry.key) == one.lookup(entry.key),
        layered.newest(path: entry.path, function: entry.function)
          == one.newest(path: entry.path, function: entry.function),
        layered.functions(ofPath: entry.path) == one.functions(ofPath: entry.path)
      else {
        Issue.record("\(name(entry)) differs")
        return
      }
    }
    #expect(Array(layered.all) == Array(one.all))
  }
  #expect(kinds.isSuperset(of: ["append", "replace"]))
}

@Test func generationsOfLayersAreOneAfterAnother() throws {
  var samples = Samples(seed: 3)
  let entries = (0..<20).map { _ in samples.zirEntry(path: "a.mini") }
  var file = ZirCache.encode(nil, adding: Array(entries[..<1]))
  for entry in entries[1...] {
    let chain = try #require(ZirCache.load(file).loaded)
    file = try #require(apply(chain.addition(of: [entry]), to: file))
  }
  let chain = try #require(ZirCache.load(file).loaded)
  #expect(chain.generations(ofPath: "a.mini") == entries.reversed().prefix(16).map { $0 })
  #expect(chain.newest(ofPath: "a.mini") == entries.last)
  let early = entries[19].inputs
  #expect(
    chain.facts(path: "a.mini", sourceID: early.sourceID, epoch: early.epoch)
      == entries[19].facts)
}

/// A base and two layers, and where the last layer begins.
private func sampleChain() throws -> (bytes: [UInt8], lastLayer: Int, entries: [ZirEntry]) {
  var samples = Samples(seed: 5)
  let entries = (0..<3).map { samples.zirEntry(path: "f\($0)") }
  var bytes = ZirCache.encode(nil, adding: [entries[0]])
  var start = 0
  for entry in entries[1...] {
    start = bytes.count
    let chain = try #require(ZirCache.load(bytes).loaded)
    bytes = try #require(apply(chain.addition(of: [entry]), to: bytes))
  }
  return (bytes, start, entries)
}

@Test func aCutLayerCostsItselfAlone() throws {
  let (bytes, lastLayer, entries) = try sampleChain()
  for length in (lastLayer + 1)..<bytes.count {
    let chain = try #require(ZirCache.load(Array(bytes[..<length])).loaded)
    guard chain.tailProblem != nil, Array(chain.generations(ofPath: "f1")) == [entries[1]],
      chain.lookup(entries[0].inputs.combinedHash) == entries[0],
      chain.lookup(entries[2].inputs.combinedHash) == nil
    else {
      Issue.record("cut to \(length) bytes")
      return
    }
    // Nothing is appended to an incomplete file.
    if case .rewrite = chain.addition(of: [entries[2]]) { continue }
    Issue.record("cut to \(length) bytes, and more is appended")
  }
}

@Test func everyFlippedBitOfALayerIsNoticed() throws {
  let (bytes, lastLayer, entries) = try sampleChain()
  for place in lastLayer..<bytes.count {
    for bit in 0..<8 {
      var flipped = bytes
      flipped[place] ^= 1 << UInt8(bit)
      let chain = try #require(ZirCache.load(flipped).loaded)
      guard chain.tailProblem != nil, chain.newest(ofPath: "f1") == entries[1],
        chain.newest(ofPath: "f2") == nil
      else {
        Issue.record("byte \(place), bit \(bit)")
        return
      }
    }
  }
}

/// The file after a kill: reported once, the rest used, overwritten by the next save.
@Test func aTornLayerIsToldAndWrittenOver() throws {
  let fixture = CacheFixture()
  build(try fixture.open())
  build(try fixture.open(), file: fileInputs(source: "s2"), function: functionInputs(body: [2]))
  let whole = try #require(try fixture.contents(fixture.zirIndex))
  try LocalFileSystem().replaceFile(fixture.zirIndex, with: Array(whole.dropLast(9)))
  let cache = try fixture.open()
  #expect(look(cache, fileInputs()) == nil)
  #expect(look(cache, fileInputs(source: "s2")) != nil)
  #expect(
    cache.events == [
      "'\(fixture.zirIndex)' is damaged (its last part is incomplete: it is cut); "
        + "it is rewritten without that part"
    ])
  #expect(cache.finish().isSaved)
  let after = try fixture.open()
  #expect(look(after, fileInputs()) == nil)
  #expect(after.events == [])
}

/// A save that adds one entry to many writes a few hundred bytes.
@Test func aSmallSaveWritesLittle() throws {
  let fixture = CacheFixture()
  var samples = Samples(seed: 8)
  let many = (0..<500).map { samples.zirEntry(path: "f\($0)") }
  let functions = (0..<500).map { samples.airEntry(path: "f\($0)", function: "g") }
  let first = try fixture.open().save(newFiles: many, newFunctions: functions, project: nil)
  #expect(first.bytesWritten > 200_000)
  let second = try fixture.open().save(
    newFiles: [samples.zirEntry(path: "f7")],
    newFunctions: [samples.airEntry(path: "f7", function: "g")], project: nil)
  #expect(second.isSaved && second.bytesWritten < 3000)
}

// MARK: Blocks

/// An index of several blocks.
private func largeIndex() -> (bytes: [UInt8], entries: [ZirEntry]) {
  var samples = Samples(seed: 9)
  let entries = (0..<2000).map { samples.zirEntry(path: "f\($0).mini") }
  return (ZirCache.encode(nil, adding: entries), entries)
}

/// A build checks the blocks of a large index that it reads. It never uses a damaged byte, reports
/// the damage that it meets, and then rewrites the index.
@Test func aDamagedBlockIsNoticedWhenItIsRead() throws {
  let (bytes, entries) = largeIndex()
  #expect(bytes.count > 20 << 14)
  var random = SplitMix64(seed: 10)
  var met = 0
  for _ in 0..<60 {
    let fixture = CacheFixture()
    build(try fixture.open())
    var flipped = bytes
    flipped[Int.random(in: bytes.indices, using: &random)] ^= 1 << UInt8(random.next() % 8)
    #expect(ZirCache.load(flipped).name == "damaged")
    try LocalFileSystem().replaceFile(fixture.zirIndex, with: flipped)
    let cache = try fixture.open()
    for number in stride(from: 0, to: entries.count, by: 37) {
      let entry = entries[number]
      let found = cache.file(entry.inputs, path: entry.path).found
      guard found == nil || found == entry else {
        Issue.record("a damaged entry was believed")
        return
      }
    }
    guard !cache.events.isEmpty else { continue }
    met += 1
    #expect(cache.events.count == 1 && cache.events[0].hasSuffix("it is rebuilt"))
    #expect(cache.save(newFiles: [entries[0]], newFunctions: [], project: nil).isSaved)
    let after = try fixture.open()
    #expect(after.file(entries[0].inputs, path: entries[0].path).found == entries[0])
    #expect(after.events == [])
  }
  #expect(met > 10)
}

/// The project's index: a null build reads only its front, every other build reads all of it.
@Test func aDamagedBlockOfAProjectsIndexIsNoticedBeforeItIsUsed() throws {
  var samples = Samples(seed: 11)
  let bytes = FileHashCache.encode(
    project: samples.project(), rows: samples.records(2000).map { .new($0) })
  let fixture = CacheFixture()
  build(try fixture.open())
  for place in stride(from: 0, to: bytes.count, by: 5003) {
    var flipped = bytes
    flipped[place] ^= 8
    try LocalFileSystem().replaceFile(fixture.fileHashes, with: flipped)
    let cache = try fixture.open()
    #expect(cache.soundProject == nil)
    #expect(cache.events.count == 1)
  }
}
