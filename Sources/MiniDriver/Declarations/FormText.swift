// The text of a declaration that keys contain: its form in words, then a fingerprint if the words do
// not say all.
//
//   text = words [ " #" 16 hexadecimal digits ]

import BuildCache
import MiniFrontend

/// Makes the text of a declaration for keys, and compares two of them for `--explain`.
enum FormText {
  /// Digits of the fingerprint. A forged pair of declarations harms only who forges it.
  private static let digitCount = 16
  private static let mark = " #"
  /// Bytes of a constant's value in words.
  private static let valueBytesMax = 48

  /// - Parameter facts: `nil` if the form says all.
  static func text(of form: Interface.Form, _ facts: DeclarationFacts?) -> String {
    var text = form.text
    guard let facts else { return text }
    if let value = facts.value {
      text = "const " + value.type.name + " = " + words(for: value)
    }
    if case .structure(let fields) = form, !facts.defaults.isEmpty {
      text = form.text(
        defaults: zip(fields, facts.defaults).map { field, bytes in
          bytes.map { words(for: TypedValue(type: field.type, bytes: $0)) } ?? ""
        })
    }
    let isWhole =
      form.uses.isEmpty && !form.types.contains(where: \.hasNames)
      && form.expressions.isEmpty
    guard !isWhole else { return text }
    return text + mark + digits(facts.fingerprint.prefix(digitCount / 2))
  }

  private static func digits(_ bytes: ArraySlice<UInt8>) -> String {
    var text = ""
    for byte in bytes {
      if byte < 16 { text += "0" }
      text += String(byte, radix: 16)
    }
    return text
  }

  /// A value as a program would write it, if it is a number, a `bool` or a short text.
  private static func words(for value: TypedValue) -> String {
    let bits = value.bytes.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    switch value.type {
    case .scalar(let scalar):
      switch scalar {
      case .bool: return bits == 0 ? "false" : "true"
      case .u8, .u32, .u64: return String(bits)
      case .i32: return String(Int32(truncatingIfNeeded: bits))
      case .i64: return String(Int64(bitPattern: bits))
      case .f64: return Double(bitPattern: bits).description
      case .void: return "…"
      }
    case .text:
      let bytes = value.bytes.drop { $0 & 0x80 != 0 }.dropFirst()
      guard bytes.count <= valueBytesMax, let text = String(validating: bytes, as: UTF8.self) else {
        return "…"
      }
      return JSON.string(text).text
    case .array, .map, .optional, .function, .named: return "…"
    }
  }
}
