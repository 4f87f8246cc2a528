// Numbers with units.

import BuildCache
import Testing

@Suite struct AmountTests {
  @Test(arguments: [
    ("0", 0), ("500000", 500_000), ("10b", 10), ("64K", 64 << 10), ("200m", 200 << 20),
    ("2G", 2 << 30), ("1.5GiB", 3 << 29), ("1 MB", 1 << 20), ("1t", 1 << 40),
    ("9007199254740993", 9_007_199_254_740_993),
  ])
  func aSizeIsANumberOfBytes(text: String, bytes: UInt64) throws {
    #expect(try Amount.bytes(text) == bytes)
  }

  @Test(arguments: ["", "k", "-1", "1q", "1.k", "5 x", "99999999999g", "1e3", "0x10", "٣"])
  func whatIsNoSizeNamesTheUnits(text: String) {
    let expected = "a size: bytes, or a number with k, m, g or t, as in 200M or 1.5GiB"
    do throws(AmountError) {
      Issue.record("\(try Amount.bytes(text)) bytes were read")
    } catch {
      #expect(error.text == text && error.expected == expected)
    }
  }

  @Test(arguments: [
    ("1ms", 1_000_000), ("250ms", 250_000_000), ("90s", 90_000_000_000), ("1m", 60_000_000_000),
    ("2 minutes", 120_000_000_000), ("1.5h", 5_400_000_000_000), ("1d", 86_400_000_000_000),
    ("2w", 1_209_600_000_000_000), ("1 month", 2_592_000_000_000_000),
    ("1y", 31_536_000_000_000_000), ("0s", 0),
  ])
  func aLengthOfTimeHasAUnit(text: String, nanoseconds: Int64) throws {
    #expect(try Amount.nanoseconds(text) == nanoseconds)
    #expect(try Amount.age(text) == nanoseconds)
  }

  @Test(arguments: ["", "5", "5us", "1ns", "now", "never", "1h30m", "2.weeks.ago", "999999999y"])
  func whatIsNoLengthOfTimeNamesTheUnits(text: String) {
    do throws(AmountError) {
      Issue.record("\(try Amount.nanoseconds(text)) ns were read")
    } catch {
      #expect("\(error)".contains("ms, s, m, h, d, w, month or y"))
    }
  }

  @Test func anAgeIsAsGitWritesIt() throws {
    #expect(try Amount.age("now") == 0)
    #expect(try Amount.age("never") == nil)
    #expect(try Amount.age("2.weeks.ago") == 1_209_600_000_000_000)
    #expect(try Amount.age("2 weeks ago") == 1_209_600_000_000_000)
    #expect(throws: AmountError.self) { try Amount.age("ago") }
    #expect(throws: AmountError.self) { try Amount.age("yesterday") }
  }

  @Test func aCountIsWholeAndInItsRange() throws {
    #expect(try Amount.count("6700") == 6700)
    #expect(try Amount.count("2k") == 2048)
    #expect(throws: AmountError.self) { try Amount.count("1.5k") }
    do throws(AmountError) {
      Issue.record("\(try Amount.count("0", in: 1...512)) was read")
    } catch {
      #expect("\(error)" == "'0' is not a whole number from 1 to 512")
    }
  }
}
