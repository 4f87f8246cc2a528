// NameMask: it never hides a name, and rarely shows one that is not there. Importers of changed files
// are found by it.

import BuildCache
import TestSupport
import Testing

@Test func aMaskShowsEachOfItsNames() {
  var random = SplitMix64(seed: 70)
  var hidden = 0
  for _ in 0..<500 {
    let names = (0..<2).map { _ in "name\(random.next() % 5000)" }
    let mask = NameMask(names)
    #expect(names.allSatisfy { mask.mayContain(NameMask($0)) })
    for _ in 0..<20 where !mask.mayContain(NameMask("other\(random.next())")) { hidden += 1 }
  }
  // About one name in a thousand is shown that is not there.
  #expect(hidden > 9_970, "\(hidden) of 10000 are hidden")
  #expect(!NameMask([]).mayContain(NameMask("a")))
  #expect(NameMask([]).bits == 0)
}

/// Rows of other processes show the same bits.
@Test func masksAreWhatTheyWere() {
  #expect(NameMask("add").bits == 0x0080_0006_0000_0000)
}

@Test(arguments: UInt64(0)..<20) func importersAreThoseThatMayUseAChangedName(seed: UInt64) throws {
  var samples = Samples(seed: seed)
  let names = (0..<30).map { "f\($0)" }
  let count = samples.number(1..<60)
  let used = (0..<count).map { _ in
    (0..<samples.number(0..<4)).map { _ in
      (
        target: samples.number(0..<count),
        names: (0..<samples.number(0..<4)).map { _ in names[samples.number(0..<30)] }
      )
    }
  }
  let records = zip(samples.records(count), used).map { record, used in
    FileRecord(
      path: record.path, stamp: record.stamp, isRacy: record.isRacy, sourceID: record.sourceID,
      diagnostics: record.diagnostics, functionCount: record.functionCount,
      imports: used.map { ImportLink(target: UInt32($0.target), names: NameMask($0.names)) },
      combinedHash: record.combinedHash, irID: record.irID, irSize: record.irSize,
      irChecksum: record.irChecksum, sectionChecksum: record.sectionChecksum,
      runtimeParts: record.runtimeParts)
  }
  let index = try #require(
    FileHashCache.load(
      FileHashCache.encode(project: samples.project(), rows: records.map { .new($0) })
    ).loaded)
  #expect(index.rowOfStrayImport == nil)
  let (first, second) = (0, count / 2)
  let changed = [names[samples.number(0..<30)], names[samples.number(0..<30)]]
  var changes = [ChangedNames(row: first, names: changed.map { NameMask($0) })]
  if second != first { changes.append(ChangedNames(row: second, names: nil)) }
  let found = Set(index.importers(of: changes).map(\.row))
  for (row, imports) in used.enumerated() {
    let isUser = imports.contains { item in
      (item.target == second && second != first)
        || item.target == first && !changed.allSatisfy { !item.names.contains($0) }
    }
    let isImporter = imports.contains { [first, second].contains($0.target) }
    if isUser { #expect(found.contains(row)) }
    if !isImporter { #expect(!found.contains(row)) }
  }
}
