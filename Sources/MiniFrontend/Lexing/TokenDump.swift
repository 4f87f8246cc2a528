// Tokens as text, for `mini emit --tokens` and for goldens.

/// The tokens of a file as text. Stable: change it and the goldens change.
package enum TokenDump {
  /// One line per token: line and column, kind, text.
  package static func text(of source: [UInt8]) -> String {
    let lines = LineMap(source)
    var lexer = Lexer(source)
    var text = ""
    while true {
      let token = lexer.next()
      let location = lines.lineAndColumn(at: token.start)
      text += "\(location.line):\(location.column) \(token.kind)"
      if token.kind == .endOfFile { return text + "\n" }
      let spelling = String(decoding: source[Int(token.start)..<Int(token.end)], as: UTF8.self)
      if "\(token.kind)" != spelling { text += " " + QuotedText.escaped(spelling) }
      text += "\n"
    }
  }
}
