// The formatter keeps the meaning of random programs, however their lines end.

import TestSupport
import Testing

@Suite struct FormatTests {
  /// A part of the seeds, or all of them with `make test-long`.
  @Test(arguments: 0..<10) func randomProgramsKeepTheirMeaning(part: UInt64) {
    var random = SplitMix64(seed: part)
    let ends = ["\n", "\r\n", "\n\n\n", " \n\t", " // c\n", "\n/// d\n"]
    for seed in part * 250..<part * 250 + UInt64(fuzzScale > 1 ? 250 : 12) {
      var programs = RandomProgramText(seed: seed)
      let modules = RandomModules(seed: seed).texts.values
      for source in [programs.next()] + modules.sorted() {
        var mutant = ""
        for line in source.split(separator: "\n", omittingEmptySubsequences: false) {
          mutant += line + ends[Int(random.next() % UInt64(ends.count))]
        }
        for text in [source, mutant] {
          let broken = brokenFormatPromises(Array(text.utf8))
          #expect(broken.isEmpty, "\(broken): \(text)")
        }
      }
    }
  }
}
