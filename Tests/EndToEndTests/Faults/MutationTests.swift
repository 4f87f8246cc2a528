// The whole compiler on generated programs: thousands per second, in a process of their own, so
// that the test sees a crash, a hang and the memory from outside.

import Glibc
import SystemPackage
import TestSupport
import Testing

@Suite struct MutationTests {
  /// `MINI_MUTATION_RUNNER`, or the runner that was built beside the executable under test.
  private static let runner: String =
    variable("MINI_MUTATION_RUNNER") ?? Repository.root.string + "/.build/release/MutationRunner"

  /// The most memory that the compiler may use for any of these inputs.
  private static let peakMaxKiB = 64 << 10

  /// Shares of 40,000, each with its own seeds, side by side.
  @Test(arguments: 0..<4 as Range<UInt64>)
  func mutatedFixturesCrashAndHangNothing(_ share: UInt64) throws {
    try check("mutations", seed: share << 32, count: UInt64(10_000 * fuzzScale))
  }

  /// In `make test` a tenth of them, another one each day; in `make test-long` all.
  @Test func everyPrefixOfEveryFixtureIsTaken() throws {
    guard fuzzScale == 1 else { return try check("prefixes") }
    let count: UInt64 = 25_000
    try check("prefixes", seed: UInt64(time(nil) / 86_400) * count, count: count)
  }

  @Test func randomBytesAreTaken() throws {
    try check("bytes", count: UInt64(10_000 * fuzzScale))
  }

  /// Runs the inputs of consecutive seeds; `nil`: all inputs of the mode.
  private func check(_ mode: String, seed: UInt64 = 0, count: UInt64? = nil) throws {
    var arguments = [
      "--fixtures", Repository.root.string + "/Fixtures", "--mode", mode, "--seed", "\(seed)",
    ]
    if let count { arguments += ["--count", "\(count)"] }
    let run = try ChildProcess.run(
      Self.runner, arguments, secondsMax: 120 + 60 * fuzzScale)
    let lines = run.outputText.split(separator: "\n")
    let last = lines.suffix(12).joined(separator: "\n")
    // A crash is within the thousand seeds after the last printed one: --trace shows which.
    #expect(run.status == 0, "\(mode): \(last)\n\(run.errorText.prefix(2000))")
    let taken = number("inputs", in: lines)
    #expect(taken.map { $0 > 0 && UInt64($0) == count ?? UInt64($0) } == true, "\(mode): \(last)")
    let peak = try #require(number("peak_kib", in: lines), "\(mode): \(last)")
    #expect(peak > 0 && peak < Self.peakMaxKiB, "\(mode): \(last)")
  }

  /// The first number of the line that begins with a word.
  private func number(_ word: String, in lines: [Substring]) -> Int? {
    let words = lines.last { $0.hasPrefix(word + " ") }?.split(separator: " ")
    return words?.dropFirst().first.flatMap { Int($0) }
  }

  private static func variable(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }
}
