// Each test run repeats the inputs that fuzzers found interesting, and those that once broke
// something.

import FileIO
import FuzzProperties
import SystemPackage
import TestSupport
import Testing

@Suite struct FuzzCorpusTests {
  @Test(.timeLimit(.minutes(60)), arguments: FuzzTarget.allCases)
  func whatFuzzersFoundBreaksNoPromise(_ target: FuzzTarget) throws {
    let corpus = try #require(try target.corpus(), "Fixtures/Fuzz/\(target.rawValue).corpus")
    #expect(corpus.inputs.count > 10)
    for input in corpus.inputs { check(target, input, "of the corpus") }
  }

  /// If the format has changed since, decoders refuse the whole corpus at once: then `make fuzz`
  /// with FUZZ_KEEP=1 starts a new one.
  @Test(arguments: [FuzzTarget.fileHashes, .zirIndex, .airIndex, .unitIndex, .units])
  func aCorpusIsOfTodaysFormat(_ target: FuzzTarget) throws {
    let corpus = try #require(try target.corpus())
    #expect(corpus.inputs.count { IndexFuzz.isIndex($0, of: target) } > 4)
  }

  @Test func aCorpusOfRowsIsOfTodaysFormat() throws {
    let corpus = try #require(try FuzzTarget.snapshotRow.corpus())
    #expect(corpus.inputs.count { SnapshotFuzz.isRow($0) } > 4)
  }

  @Test(.timeLimit(.minutes(60)), arguments: FuzzTarget.allCases)
  func whatOnceBrokeSomethingBreaksNothing(_ target: FuzzTarget) throws {
    for (name, input) in try target.crashes() { check(target, input, name) }
  }

  @Test(.timeLimit(.minutes(60)), arguments: FuzzTarget.allCases)
  func nothingAndAnythingBreakNoPromise(_ target: FuzzTarget) {
    check(target, [], "empty")
    for byte in UInt8.min...UInt8.max {
      check(target, [byte], "one byte")
      check(target, [UInt8](repeating: byte, count: 70), "one byte, often")
    }
  }

  /// The table in Proof.md, which `make fuzz proof-figures` writes, contains every decoder.
  @Test(arguments: FuzzTarget.allCases) func theDocumentsSayHowMuchWasTried(_ target: FuzzTarget)
    throws
  {
    let document = try LocalFileSystem().contents(
      of: Repository.root.appending("Sources/mini/mini.docc/Proof.md"), sizeMax: 1 << 20)
    let row = "| \(target.rawValue) | "
    let line = String(decoding: document ?? [], as: UTF8.self).split(separator: "\n")
      .first { $0.hasPrefix(row) }
    let cells = try #require(line).split(separator: "|").map { $0.filter { $0 != " " } }
    #expect(Int(cells[1]) ?? 0 > 10_000, "executions")
    #expect(cells.last == "0", "crashes")
  }

  @Test func aCorpusComesBackFromItsBytes() {
    let inputs: [[UInt8]] = [[], [1], [2, 3], [UInt8](repeating: 7, count: 65_535)]
    let encoded = FuzzCorpus(inputs: inputs.reversed() + inputs).encoded
    #expect(FuzzCorpus(decoding: encoded)?.inputs == inputs)
    #expect(FuzzCorpus(decoding: encoded.dropLast()) == nil)
  }

  private func check(_ target: FuzzTarget, _ input: [UInt8], _ name: String) {
    if let broken = target.brokenPromise(of: input) {
      Issue.record("\(target.rawValue), \(name): \(broken): \(input)")
    }
  }
}
