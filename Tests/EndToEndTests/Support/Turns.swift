// Which of many alike cases a run of the tests covers.

import Glibc
import TestSupport

/// Takes turns among cases by the day, so that `make test` stays short. `make test-long` covers all.
enum Turns {
  /// Whether a case has its turn today.
  ///
  /// - Parameter count: of days until all cases have had a turn.
  static func isDue(_ number: Int, of count: Int) -> Bool {
    fuzzScale > 1 || number % count == time(nil) / 86_400 % count
  }

  /// The cases that have their turn today.
  static func due<Case>(_ cases: [Case], of count: Int) -> [Case] {
    cases.enumerated().filter { isDue($0.offset, of: count) }.map(\.element)
  }
}
