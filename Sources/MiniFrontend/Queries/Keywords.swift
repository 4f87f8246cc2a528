// The words of the language, and the rule for names.

/// The keywords.
package enum Keywords {
  /// Those that begin a statement.
  package static let statements = [
    "const", "var", "if", "while", "for", "switch", "return", "break", "continue",
  ]
  /// Those that begin a declaration or an import.
  package static let declarations = ["fn", "const", "struct", "enum", "test", "import"]
  /// Those that are values, or parts of expressions.
  package static let expressions = ["true", "false", "none", "and", "or", "orelse"]
  /// Those that are types.
  package static let types = [
    "bool", "u8", "i32", "u32", "i64", "u64", "f64", "text", "void", "fn",
  ]
  /// The types to which a value can be converted.
  package static let conversions = ["u8", "i32", "u32", "i64", "u64", "f64", "text"]
  /// Those that follow something else.
  package static let others = ["else", "in", "as"]

  /// Whether a text can be the name of a declaration or a local name.
  package static func isName(_ text: String) -> Bool { kind(of: text) == .identifier }

  /// Whether a text can be the name of a field or a case, which keywords can be.
  package static func isMemberName(_ text: String) -> Bool {
    kind(of: text).map { $0 == .identifier || $0.isKeyword } ?? false
  }

  /// The kind of a text that is one token; `nil`: it is not.
  private static func kind(of text: String) -> Token.Kind? {
    var lexer = Lexer(Array(text.utf8))
    let token = lexer.next()
    return !text.isEmpty && token.start == 0 && Int(token.end) == text.utf8.count
      ? token.kind : nil
  }
}
