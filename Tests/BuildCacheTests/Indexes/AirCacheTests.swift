// AirCache: entries are read as they were written, and a file's functions are found by its path.

import BuildCache
import ObjectStore
import TestSupport
import Testing

private func load(_ bytes: [UInt8]) throws -> AirCache {
  try #require(AirCache.load(bytes).loaded)
}

@Test(arguments: [0, 1, 5, 3000]) func compiledFunctionsAreWhatWasWritten(count: Int) throws {
  var samples = Samples(seed: UInt64(count) + 40)
  let entries = (0..<count).map { samples.airEntry(path: "f\($0 % 50).mini", function: "g\($0)") }
  let index = try load(AirCache.encode(nil, adding: entries))
  #expect(index.count == count)
  for entry in entries {
    guard index.lookup(entry.key) == entry,
      index.newest(path: entry.path, function: entry.function) == entry
    else {
      Issue.record("\(entry.path):\(entry.function) is not what was written")
      return
    }
  }
  for _ in 0..<200 { #expect(index.lookup(FunctionKey(digest: samples.digest())) == nil) }
}

@Test func aFilesFunctionsAreFoundAndNoOthers() throws {
  var samples = Samples(seed: 41)
  let entries = [("a", "z"), ("a", "b"), ("a.mini", "c"), ("ab", "d"), ("a", "b")].map {
    samples.airEntry(path: $0.0, function: $0.1)
  }
  let index = try load(AirCache.encode(nil, adding: entries))
  #expect(index.functions(ofPath: "a") == ["b", "z"])
  #expect(index.functions(ofPath: "a.mini") == ["c"])
  #expect(index.functions(ofPath: "ab") == ["d"])
  #expect(index.functions(ofPath: "") == [])
  #expect(index.functions(ofPath: "b") == [])
}

@Test func theNewestStateOfAFunctionIsFoundAndTheOthersAreKept() throws {
  var samples = Samples(seed: 42)
  var index: AirCache?
  var history: [AirEntry] = []
  for _ in 0..<40 {
    let entry = samples.airEntry(path: "a.mini", function: "f")
    history.append(entry)
    index = try load(AirCache.encode(index, adding: [entry]))
    #expect(index?.newest(path: "a.mini", function: "f") == entry)
  }
  for entry in history { #expect(index?.lookup(entry.key) == entry) }
  let dropped = Set(history.suffix(1).map(\.key))
  index = try load(AirCache.encode(index, adding: [], dropping: dropped, day: 1))
  #expect(index?.newest(path: "a.mini", function: "f") == history[38])
}
