// How far the tests go that could go on for ever.

import Glibc

/// The factor for the number of random or repeated trials: `MINI_FUZZ_SCALE`, which `make test-long`
/// sets.
package let fuzzScale = getenv("MINI_FUZZ_SCALE").flatMap { Int(String(cString: $0)) } ?? 1

/// The number of the first random program: `MINI_FUZZ_START`, so that several runs can share a long
/// series.
package let fuzzStart = getenv("MINI_FUZZ_START").flatMap { UInt64(String(cString: $0)) } ?? 0

/// Whether the tests run under Thread Sanitizer, in which vfork is fork: a child that cannot be started
/// has no memory of its parent in which it could say why.
package let isThreadSanitized = getenv("MINI_SANITIZED").map { String(cString: $0) } == "thread"

/// Takes turns among cases by the day, so that `make test` stays short. `make test-long` covers all.
package enum Turns {
  /// Whether a case has its turn today.
  ///
  /// - Parameter count: of days until all cases have had a turn.
  package static func isDue(_ number: Int, of count: Int) -> Bool {
    fuzzScale > 1 || number % count == time(nil) / 86_400 % count
  }

  /// The cases that have their turn today.
  package static func due<Case>(_ cases: [Case], of count: Int) -> [Case] {
    cases.enumerated().filter { isDue($0.offset, of: count) }.map(\.element)
  }
}
