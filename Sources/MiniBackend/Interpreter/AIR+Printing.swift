// Values as `print` writes them.

import MiniFrontend

extension AIR.Constant {
  /// The text that a program writes for the value.
  var printed: String {
    switch self {
    case .bool(let value): "\(value)"
    case .integer(let value, let type):
      type.isSigned ? "\(Int64(bitPattern: value))" : "\(value)"
    case .f64(let bits): Self.text(of: Double(bitPattern: bits))
    }
  }

  /// The low 8 bits of an integer.
  var lowByte: UInt8 {
    switch self {
    case .integer(let value, _): UInt8(truncatingIfNeeded: value)
    case .bool, .f64: preconditionFailure("not an integer")
    }
  }

  /// Swift's digits, in the layout of Python's `repr`: with an exponent below 1e-4 and from 1e16 on.
  /// Swift itself uses an exponent from 2^53 on.
  private static func text(of value: Double) -> String {
    let text = value.description
    guard value.isFinite, value.magnitude < 1e16, let mark = text.lastIndex(of: "e"),
      let exponent = Int(text[text.index(after: mark)...]), exponent > 0
    else { return text }
    let digits = text[..<mark].filter { $0.isNumber }
    let zeros = String(repeating: "0", count: exponent + 1 - digits.count)
    return (value < 0 ? "-" : "") + digits + zeros + ".0"
  }
}
