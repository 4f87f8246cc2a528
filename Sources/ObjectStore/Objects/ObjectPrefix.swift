// The beginning of an id, as a user types it: all ids between two bounds.

/// The first digits of an id, at least four.
public struct ObjectPrefix: Hashable, Sendable, CustomStringConvertible {
  /// The digits, in lower case.
  public let description: String
  /// The smallest and the largest id with this prefix.
  package let low: ObjectID
  package let high: ObjectID

  /// Git's lower limit (`MINIMUM_ABBREV`): fewer digits match too many ids.
  public static let lengthMin = 4

  /// Parses 4 to 64 hexadecimal digits of either case; nil for anything else.
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

  /// Whether an id has this prefix.
  public func matches(_ id: ObjectID) -> Bool { low <= id && id <= high }
}
