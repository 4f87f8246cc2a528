// Numbers with units in options and configuration: sizes, durations and counts. Units are defined
// only here.

/// Parses numbers with units. The text comes from outside.
package enum Amount {
  /// A number of bytes: `500000`, `64K`, `200m`, `1.5GiB`. Units are powers of 1024.
  package static func bytes(_ text: String) throws(AmountError) -> UInt64 {
    let expected = "a size: bytes, or a number with k, m, g or t, as in 200M or 1.5GiB"
    guard let amount = parse(text, units: sizes, limit: sizeMax) else {
      throw AmountError(text: text, expected: expected)
    }
    return amount
  }

  /// A whole number in the notation of Git's configuration: `6700`, `10k`.
  ///
  /// - SeeAlso: git-config(1), "integer"
  package static func count(
    _ text: String, in range: ClosedRange<UInt64> = 0...sizeMax
  ) throws(AmountError) -> UInt64 {
    let isWhole = !text.utf8.contains(UInt8(ascii: "."))
    guard isWhole, let amount = parse(text, units: multiples, limit: sizeMax), range ~= amount
    else {
      let bounds =
        range.upperBound == sizeMax ? "" : " from \(range.lowerBound) to \(range.upperBound)"
      throw AmountError(text: text, expected: "a whole number\(bounds)")
    }
    return amount
  }

  /// A duration in nanoseconds: `250ms`, `90s`, `1.5h`, `2 weeks`.
  package static func nanoseconds(_ text: String) throws(AmountError) -> Int64 {
    guard let amount = parse(text, units: times, limit: timeMax) else {
      throw AmountError(text: text, expected: "a length of time: \(timeUnits)")
    }
    return Int64(amount)
  }

  /// An age in nanoseconds: a duration, `now`, or in Git's notation `2.weeks.ago`. Returns `nil`
  /// for `never`, an unlimited age.
  package static func age(_ text: String) throws(AmountError) -> Int64? {
    if text == "now" { return 0 }
    if text == "never" { return nil }
    let length = [".ago", " ago"].first(where: text.hasSuffix).map { text.dropLast($0.count) }
    guard let amount = parse(String(length ?? text[...]), units: times, limit: timeMax) else {
      throw AmountError(text: text, expected: "an age: now, never, or \(timeUnits)")
    }
    return Int64(amount)
  }

  private static let timeUnits = "a number with ms, s, m, h, d, w, month or y, as in 90s or 2w"

  // MARK: Units

  private typealias Unit = (names: [String], factor: UInt64)

  private static let sizes: [Unit] = [
    (["", "b"], 1), (["k", "kb", "kib"], 1 << 10), (["m", "mb", "mib"], 1 << 20),
    (["g", "gb", "gib"], 1 << 30), (["t", "tb", "tib"], 1 << 40),
  ]

  private static let multiples: [Unit] = [
    ([""], 1), (["k"], 1 << 10), (["m"], 1 << 20), (["g"], 1 << 30),
  ]

  private static let times: [Unit] = [
    (["ms", "millisecond"], 1_000_000), (["s", "sec", "second"], second),
    (["m", "min", "minute"], 60 * second), (["h", "hour"], 3600 * second), (["d", "day"], day),
    (["w", "week"], 7 * day), (["month"], 30 * day), (["y", "year"], 365 * day),
  ]

  private static let second: UInt64 = 1_000_000_000
  private static let day = 86_400 * second
  /// More than any disk holds.
  package static let sizeMax: UInt64 = 1 << 60
  /// 292 years, the most that nanoseconds in an `Int64` can express.
  private static let timeMax = UInt64(Int64.max)

  /// - Returns: `nil` unless the text is a number with one of the units, within the limit.
  private static func parse(_ text: String, units: [Unit], limit: UInt64) -> UInt64? {
    var rest = text[...]
    guard let whole = UInt64(takeDigits(&rest)) else { return nil }
    var fraction = ""
    if rest.first == ".", rest.dropFirst().first.map(isDigit) == true {
      rest.removeFirst()
      fraction = takeDigits(&rest)
    }
    // Git writes `2.weeks`, people write `2 weeks`.
    if rest.count > 1, rest.first == " " || rest.first == "." && rest.count > 2 {
      rest.removeFirst()
    }
    let name = rest.lowercased()
    let unit = units.first { unit in
      unit.names.contains { $0 == name || $0.count > 2 && name == $0 + "s" }
    }
    guard let unit else { return nil }
    let (amount, overflow) = whole.multipliedReportingOverflow(by: unit.factor)
    let part = UInt64((Double("0." + fraction) ?? 0) * Double(unit.factor))
    guard !overflow, amount <= limit, part <= limit - amount else { return nil }
    return amount + part
  }

  private static func takeDigits(_ text: inout Substring) -> String {
    let digits = text.prefix(while: isDigit)
    text = text[digits.endIndex...]
    return String(digits)
  }

  private static func isDigit(_ character: Character) -> Bool {
    character.isASCII && character.isNumber
  }
}

/// Text that is not an amount of the expected kind.
package struct AmountError: Error, Hashable, Sendable, CustomStringConvertible {
  package let text: String
  /// With its article, as in `a size: …`.
  package let expected: String

  package var description: String { "'\(text)' is not \(expected)" }
}
