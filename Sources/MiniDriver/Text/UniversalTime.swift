// Moments as text, independently of the time zone.

/// A moment of UTC as RFC 3339 writes it: `2026-01-31T14:03:11Z`.
package enum UniversalTime {
  /// - Parameter nanoseconds: since 1970; a time before that is 1970.
  package static func text(_ nanoseconds: Int64) -> String {
    let (day, time) = parts(ofSecond: max(0, nanoseconds) / 1_000_000_000)
    return "\(day)T\(time)Z"
  }

  /// The date, and the time of day as `14:03:11`.
  package static func parts(ofSecond second: Int64) -> (day: CalendarDay, time: String) {
    let second = max(0, second)
    let ofDay = Int(second % 86_400)
    let time = [ofDay / 3600, ofDay / 60 % 60, ofDay % 60]
      .map { NumberText.padded(String($0), to: 2, with: "0") }.joined(separator: ":")
    return (CalendarDay(daysSince1970: UInt32(clamping: second / 86_400)), time)
  }
}
