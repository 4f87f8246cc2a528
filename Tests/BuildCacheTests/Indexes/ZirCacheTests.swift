// ZirCache: entries are read as they were written, sixteen generations per file, and a merge loses
// nothing.

import BuildCache
import ObjectStore
import TestSupport
import Testing

private func load(_ bytes: [UInt8]) throws -> ZirCache {
  try #require(ZirCache.load(bytes).loaded)
}

@Test(arguments: [0, 1, 3, 2000]) func compiledFilesAreWhatWasWritten(count: Int) throws {
  var samples = Samples(seed: UInt64(count) + 30)
  let entries = (0..<count).map { samples.zirEntry(path: "lib/f\($0).mini") }
  let index = try load(ZirCache.encode(nil, adding: entries))
  #expect(index.count == count)
  for entry in entries {
    guard index.lookup(entry.inputs.combinedHash) == entry,
      index.forms(of: entry.inputs.combinedHash) == entry.facts.forms,
      index.newest(ofPath: entry.path) == entry,
      index.facts(
        path: entry.path, sourceID: entry.inputs.sourceID, epoch: entry.inputs.epoch)
        == entry.facts
    else {
      Issue.record("\(entry.path) is not what was written")
      return
    }
  }
  for _ in 0..<200 {
    #expect(index.lookup(CombinedHash(digest: samples.digest())) == nil)
  }
  #expect(index.newest(ofPath: "lib/f") == nil)
  #expect(index.generations(ofPath: "lib/absent.mini").isEmpty)
  #expect(
    Array(index.all).map(\.inputs.combinedHash) == entries.map(\.inputs.combinedHash).sorted())
}

@Test func factsOfAnotherCompilerAreNone() throws {
  var samples = Samples(seed: 31)
  let entry = samples.zirEntry(path: "a.mini")
  let index = try load(ZirCache.encode(nil, adding: [entry]))
  #expect(index.facts(path: "a.mini", sourceID: entry.inputs.sourceID, epoch: "other") == nil)
  #expect(
    index.facts(path: "a.mini", sourceID: samples.objectID(), epoch: entry.inputs.epoch) == nil)
}

@Test func generationsAreNewestFirstAndAtMostSixteen() throws {
  var samples = Samples(seed: 32)
  var history: [ZirEntry] = []
  var index: ZirCache?
  for _ in 0..<20 {
    let entry = samples.zirEntry(path: "a.mini")
    history.append(entry)
    index = try load(
      ZirCache.encode(index, adding: [entry, samples.zirEntry(path: "b\(history.count).mini")]))
    let found = index?.generations(ofPath: "a.mini").map(\.inputs.combinedHash)
    #expect(found == history.suffix(16).reversed().map(\.inputs.combinedHash))
  }
  for dropped in history.prefix(4) { #expect(index?.lookup(dropped.inputs.combinedHash) == nil) }
  #expect(index?.count == 16 + 20)
}

@Test func aFileMadeAgainIsItsNewestGeneration() throws {
  var samples = Samples(seed: 33)
  let entries = (0..<3).map { _ in samples.zirEntry(path: "a.mini") }
  let first = try load(ZirCache.encode(nil, adding: entries))
  let again = try load(ZirCache.encode(first, adding: [entries[0]]))
  #expect(again.generations(ofPath: "a.mini") == [entries[0], entries[2], entries[1]])
  #expect(again.count == 3)
}

@Test func mergingIsAsWritingAllAtOnce() throws {
  for seed in UInt64(0)..<40 {
    var samples = Samples(seed: seed)
    let entries = (0..<samples.number(1..<60)).map { _ in
      samples.zirEntry(path: "f\(samples.number(0..<30)).mini")
    }
    var index: ZirCache?
    var rest = entries[...]
    while !rest.isEmpty {
      let part = rest.prefix(samples.number(1..<10))
      rest = rest.dropFirst(part.count)
      index = try load(ZirCache.encode(index, adding: Array(part)))
    }
    let once = try load(ZirCache.encode(nil, adding: entries))
    #expect(Array(try #require(index).all) == Array(once.all))
    for number in 0..<30 {
      let path = "f\(number).mini"
      #expect(index?.generations(ofPath: path) == once.generations(ofPath: path))
    }
  }
}

@Test func whatGcDropsIsGoneWithItsName() throws {
  var samples = Samples(seed: 34)
  let entries = (0..<10).map { samples.zirEntry(path: "f\($0 / 2).mini") }
  let dropped = Set(entries[..<3].map(\.inputs.combinedHash))
  let old = try load(ZirCache.encode(nil, adding: entries))
  let index = try load(ZirCache.encode(old, adding: [], dropping: dropped, day: 20_000))
  #expect(
    Set(index.all.map(\.inputs.combinedHash)) == Set(entries[3...].map(\.inputs.combinedHash)))
  #expect(index.generations(ofPath: "f0.mini").isEmpty)
  #expect(index.generations(ofPath: "f1.mini") == [entries[3]])
  #expect(index.generations(ofPath: "f2.mini") == [entries[5], entries[4]])
}
