// The types without parts: those whose values a register holds.

/// A type of numbers, `bool`, or `void`.
///
/// The raw values are part of formats (ZIR, interface ids, function keys): add, never renumber.
/// - SeeAlso: LanguageReference, "Values and types"
package enum Scalar: UInt8, Hashable, Sendable, CaseIterable {
  case void = 0
  case bool = 1
  case i32 = 2
  case i64 = 3
  case f64 = 4
  case u8 = 5
  case u32 = 6
  case u64 = 7

  /// As the source spells it.
  package var name: String {
    switch self {
    case .void: "void"
    case .bool: "bool"
    case .i32: "i32"
    case .i64: "i64"
    case .f64: "f64"
    case .u8: "u8"
    case .u32: "u32"
    case .u64: "u64"
    }
  }

  /// The width of an integer type; 0 for other types.
  package var bits: UInt64 {
    switch self {
    case .u8: 8
    case .i32, .u32: 32
    case .i64, .u64: 64
    case .void, .bool, .f64: 0
    }
  }

  package var isInteger: Bool { bits > 0 }

  package var isNumber: Bool { isInteger || self == .f64 }

  /// Whether it is an integer type with negative values.
  package var isSigned: Bool { self == .i32 || self == .i64 }

  /// The integer type without a sign that has as many bits.
  package var unsigned: Scalar { self == .i32 ? .u32 : self == .i64 ? .u64 : self }

  /// The largest value of an integer type.
  package var maximum: UInt64 { UInt64.max >> (64 - bits + (isSigned ? 1 : 0)) }

  /// The range of the type's integers, for messages.
  package var rangeText: String {
    guard isInteger else { return "\(name) holds no number this large" }
    return "\(name) holds \(isSigned ? "\(~Int64(maximum))" : "0") to \(maximum)"
  }
}
