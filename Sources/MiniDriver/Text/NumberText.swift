// Numbers for people and machines, without Foundation.

/// Formats numbers, independently of any locale.
package enum NumberText {
  /// `1 file`, `3 files`.
  package static func count(_ number: Int, _ noun: String) -> String {
    "\(grouped(number)) \(noun)\(number == 1 ? "" : "s")"
  }

  /// `9,120`.
  package static func grouped(_ number: some BinaryInteger) -> String {
    let digits = String(number.magnitude)
    var text = number < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0 && (digits.count - index) % 3 == 0 { text += "," }
      text.append(digit)
    }
    return text
  }

  /// Nanoseconds as milliseconds, rounded to a microsecond. The fraction has one to three digits,
  /// without trailing zeros: `0.3`, `0.312`, `12.0`.
  package static func milliseconds(_ nanoseconds: UInt64) -> String {
    let microseconds = nanoseconds / 1000 + (nanoseconds % 1000 >= 500 ? 1 : 0)
    var fraction = padded(String(microseconds % 1000), to: 3, with: "0")
    while fraction.count > 1 && fraction.last == "0" { fraction.removeLast() }
    return "\(microseconds / 1000).\(fraction)"
  }

  /// Nanoseconds as milliseconds with two fraction digits, for columns: `0.31`.
  package static func roundedMilliseconds(_ nanoseconds: UInt64) -> String {
    let hundredths = nanoseconds / 10_000 + (nanoseconds % 10_000 >= 5000 ? 1 : 0)
    return "\(grouped(hundredths / 100)).\(padded(String(hundredths % 100), to: 2, with: "0"))"
  }

  /// `66.7%`; `–` if `whole` is 0.
  package static func percentage(_ part: Int, of whole: Int) -> String {
    guard whole > 0 else { return "–" }
    let share = min(max(part, 0), whole)
    let (quotient, remainder) = whole.dividingFullWidth(share.multipliedFullWidth(by: 1000))
    // Rounded, but never up to 100: "100.0%" means all of it.
    let isRoundedUp = remainder >= whole - remainder && quotient < 999
    let tenths = quotient + (isRoundedUp ? 1 : 0)
    return "\(tenths / 10).\(tenths % 10)%"
  }

  /// `text` with `filler` before it, at least `count` characters long.
  package static func padded(_ text: String, to count: Int, with filler: Character = " ") -> String
  {
    String(repeating: filler, count: max(0, count - text.count)) + text
  }

  /// `text` with spaces after it, at least `count` characters long.
  package static func filled(_ text: String, to count: Int) -> String {
    text + String(repeating: " ", count: max(0, count - text.count))
  }
}
