// The one style of Mini's sources. Reads a file's text; makes the same tokens and comments with other
// white space.

/// A file's text in the style of `mini fmt`.
///
/// Only white space differs from the source: tokens and comments are the same, in the same order. So
/// the meaning is the same, and so are the keys of functions. Formatting the result changes nothing.
package struct FormattedSource {
  /// UTF-8 without a byte-order mark. Lines end in LF, also the last one.
  package let bytes: [UInt8]

  /// Formats one file.
  ///
  /// - Returns: `nil` if the text has syntax errors, which ``FileAnalysis`` reports. Other errors do
  ///   not matter.
  /// - Complexity: linear in `source.count`, in time and memory.
  package init?(_ source: [UInt8]) {
    guard Self.isWellFormed(source) else { return nil }
    var text = FormatText(source)
    let enclosures = Enclosures(of: &text)
    var printer = FormatPrinter(text, enclosures)
    bytes = printer.run()
  }

  /// Whether a text has no errors of characters, literals or grammar.
  private static func isWellFormed(_ source: [UInt8]) -> Bool {
    guard source.count <= SourceBytes.sizeMaxBytes, SourceBytes.wideEncoding(source) == nil,
      SourceBytes.firstInvalidUTF8(source) == nil
    else { return false }
    var parser = Parser(source)
    parser.parseFile()
    return parser.syntaxErrorCount == 0 && parser.lexer.diagnostics.errorCount == 0
  }
}
