// The unit in which a client counts the characters of a line.

/// The unit of ``Position/character``, which client and server agree on.
package enum PositionEncoding: String, Codable, Sendable {
  case utf8 = "utf-8"
  /// The protocol's default.
  case utf16 = "utf-16"

  /// The best of those that a client offers.
  package init(offered: [String]) {
    self = offered.contains(Self.utf8.rawValue) ? .utf8 : .utf16
  }

  /// The number of units of the scalar that begins with this byte; 0 inside a scalar.
  func unitCount(of byte: UInt8) -> Int {
    switch self {
    case .utf8: 1
    case .utf16: byte & 0xC0 == 0x80 ? 0 : byte >= 0xF0 ? 2 : 1
    }
  }
}
