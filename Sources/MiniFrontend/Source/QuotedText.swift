// Text in quotes, as dumps show it.

/// Quotes text.
package enum QuotedText {
  /// In double quotes, with control characters escaped.
  package static func escaped(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\n": result += "\\n"
      case "\"", "\\": result += "\\\(scalar)"
      case "\0"..<" ", "\u{7F}": result += "\\x\(String(scalar.value, radix: 16))"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
