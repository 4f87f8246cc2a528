// The beginning of an id, as a person types it: all ids between two bounds.

/// The first digits of an id, four or more.
public struct ObjectPrefix: Hashable, Sendable, CustomStringConvertible {
  /// The digits, in lower case.
  public let description: String
  /// The least and the greatest id that begins so.
  package let low: ObjectID
  package let high: ObjectID

  /// Fewer digits would hit too much; Git's bound (`MINIMUM_ABBREV`).
  public static let lengthMin = 4

  /// Reads 4 to 64 hexadecimal digits of either case; nil for anything else.
  public init?(_ hex: String) {
    let digits = Array(hex.utf8)
    guard (Self.lengthMin...ObjectID.hexLength).contains(digits.count) else { return nil }
    let missing = ObjectID.hexLength - digits.count
    let lowDigits = digits + [UInt8](repeating: 0x30, count: missing)
    let highDigits = digits + [UInt8](repeating: 0x66, count: missing)
    guard
      let low = ObjectID(hexBytes: lowDigits.span), let high = ObjectID(hexBytes: highDigits.span)
    else { return nil }
    self.low = low
    self.high = high
    description = hex.lowercased()
  }

  /// Whether an id begins so.
  public func matches(_ id: ObjectID) -> Bool { low <= id && id <= high }
}
