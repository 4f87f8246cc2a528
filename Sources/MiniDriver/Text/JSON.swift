// A minimal JSON writer: a value and its text on one line.

/// A JSON value. Members keep the given order, so equal values have equal texts.
///
/// - SeeAlso: RFC 8259
package indirect enum JSON: Sendable {
  case string(String)
  case integer(Int64)
  /// A number that is already formatted, such as `0.3`.
  case number(String)
  case boolean(Bool)
  case null
  case array([JSON])
  case object([(String, JSON)])

  /// One line without a line break: `{"a": 1, "b": [true]}`. It contains no character that a
  /// terminal or a line-based reader would act on.
  package var text: String {
    var text = ""
    append(to: &text)
    return text
  }

  /// The form of every result for machines: an object that begins with the number of its schema, on a
  /// line of its own.
  ///
  /// - SeeAlso: the page Scripting of mini.docc
  package static func line(_ members: [(String, JSON)]) -> String {
    JSON.object([("schema", .integer(1))] + members).text + "\n"
  }

  /// A number of things.
  package static func count(_ number: Int) -> JSON { .integer(Int64(number)) }

  /// A number of bytes.
  package static func size(_ bytes: UInt64) -> JSON { .integer(Int64(clamping: bytes)) }

  /// A text, or `null`.
  package static func optional(_ text: String?) -> JSON { text.map(JSON.string) ?? .null }

  /// Recursion is only as deep as our own code nests values.
  private func append(to text: inout String) {
    switch self {
    case .string(let value): Self.append(value, to: &text)
    case .integer(let value): text += String(value)
    case .number(let digits): text += digits
    case .boolean(let value): text += value ? "true" : "false"
    case .null: text += "null"
    case .array(let values):
      text += "["
      for (index, value) in values.enumerated() {
        if index > 0 { text += ", " }
        value.append(to: &text)
      }
      text += "]"
    case .object(let members):
      text += "{"
      for (index, member) in members.enumerated() {
        if index > 0 { text += ", " }
        Self.append(member.0, to: &text)
        text += ": "
        member.1.append(to: &text)
      }
      text += "}"
    }
  }

  private static func append(_ value: String, to text: inout String) {
    text += "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{2028}"..."\u{202E}",
        "\u{2066}"..."\u{2069}":
        text += "\\u" + NumberText.padded(String(scalar.value, radix: 16), to: 4, with: "0")
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}
