// What fuzzers found worth keeping, and what once broke something, is tried again by each test run.

import FuzzProperties
import Testing

@Suite struct FuzzCorpusTests {
  @Test(.timeLimit(.minutes(10)), arguments: FuzzTarget.allCases)
  func whatFuzzersFoundBreaksNoPromise(_ target: FuzzTarget) throws {
    let corpus = try #require(try target.corpus(), "Fixtures/Fuzz/\(target.rawValue).corpus")
    #expect(corpus.inputs.count > 10)
    for input in corpus.inputs { check(target, input, "of the corpus") }
  }

  @Test(.timeLimit(.minutes(10)), arguments: FuzzTarget.allCases)
  func whatOnceBrokeSomethingBreaksNothing(_ target: FuzzTarget) throws {
    for (name, input) in try target.crashes() { check(target, input, name) }
  }

  @Test(.timeLimit(.minutes(10)), arguments: FuzzTarget.allCases)
  func nothingAndAnythingBreakNoPromise(_ target: FuzzTarget) {
    check(target, [], "empty")
    for byte in UInt8.min...UInt8.max {
      check(target, [byte], "one byte")
      check(target, [UInt8](repeating: byte, count: 70), "one byte, often")
    }
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
