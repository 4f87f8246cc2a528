// A percentage, and the sample of an audit that an option selects.

import ArgumentParser
import MiniDriver

/// A percentage: `25%` or `25`.
struct Percentage {
  let value: Int

  init?(_ text: String) {
    let digits = text.hasSuffix("%") ? text.dropLast() : text[...]
    guard let value = Int(digits), (1...100).contains(value) else { return nil }
    self.value = value
  }

  /// - Parameter option: the option whose value the text is.
  static func check(_ text: String, of option: String) throws {
    guard Percentage(text) == nil else { return }
    throw ValidationError("'\(option)' takes a percentage from 1% to 100%, not '\(text)'")
  }
}

extension AuditSample {
  /// - Parameters:
  ///   - percentage: `nil`: a tenth.
  ///   - seed: by default a random one, short enough to type.
  init(percentage: String?, seed: UInt64 = Self.randomSeed()) {
    self.init(
      percent: percentage.flatMap { Percentage($0) }?.value ?? Self.percentDefault, seed: seed)
  }

  static func randomSeed() -> UInt64 { UInt64.random(in: 0..<1_000_000) }

  private static let percentDefault = 10
}
