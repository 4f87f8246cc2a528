// The formatter keeps the meaning of random programs, however their lines end.

import TestSupport
import Testing

@Suite struct FormatTests {
  @Test(arguments: 0..<10) func randomProgramsKeepTheirMeaning(part: UInt64) {
    var random = SplitMix64(seed: part)
    let ends = ["\n", "\r\n", "\n\n\n", " \n\t", " // c\n", "\n/// d\n"]
    for seed in part * 250..<(part + 1) * 250 {
      var programs = RandomProgramText(seed: seed)
      var values = RandomValueText(seed: seed)
      for source in [programs.next(), values.next()] {
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
