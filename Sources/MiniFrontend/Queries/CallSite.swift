// The call around a place in a text, found by tokens alone: while a call is written, the rest of the
// text is often wrong.

/// A call whose arguments are being written.
package struct CallSite: Hashable, Sendable {
  /// Where the name before the `(` starts.
  package let calleeStart: UInt32
  package let calleeEnd: UInt32
  /// The number of commas before the place.
  package let argument: Int
  /// The label of that argument; `nil`: it has none yet.
  package let label: String?
  /// The labels of all arguments before the place, and after it up to the end of the call.
  package let labels: [String]

  /// Finds the innermost call around an offset; `nil`: there is none.
  package init?(_ source: [UInt8], at offset: UInt32) {
    let text = FormatText(source)
    var open: [(token: Int, commas: Int, last: Int)] = []
    for (index, token) in text.tokens.enumerated() {
      guard token.end <= offset, token.kind != .endOfFile else { break }
      switch token.kind {
      case .leftParen, .leftBracket, .leftBrace: open.append((index, 0, index))
      case .rightParen, .rightBracket, .rightBrace: _ = open.popLast()
      case .comma:
        guard let last = open.popLast() else { break }
        open.append((last.token, last.commas + 1, index))
      case .semicolon:
        while let last = open.last, text.tokens[last.token].kind != .leftBrace {
          open.removeLast()
        }
      default: break
      }
    }
    while let last = open.popLast() {
      let kind = text.tokens[last.token].kind
      guard kind != .leftBrace else { return nil }
      guard kind == .leftParen, Self.isCallee(last.token - 1, text) else { continue }
      let callee = text.tokens[last.token - 1]
      calleeStart = callee.start
      calleeEnd = callee.end
      argument = last.commas
      label = Self.label(after: last.last, text)
      labels = Self.labels(ofCall: last.token, text)
      return
    }
    return nil
  }

  /// Whether a token before a `(` is a name that is called, and not declared.
  private static func isCallee(_ index: Int, _ text: FormatText) -> Bool {
    guard index >= 0 else { return false }
    let isMember = index > 0 && text.tokens[index - 1].kind == .dot
    if isMember {
      return text.tokens[index].kind == .identifier || text.tokens[index].kind.isKeyword
    }
    return text.tokens[index].kind == .identifier
      && !(index > 0 && text.tokens[index - 1].kind == .fn)
  }

  /// The label after a `(` or a `,`.
  private static func label(after index: Int, _ text: FormatText) -> String? {
    guard index + 2 < text.tokens.count, text.tokens[index + 2].kind == .colon else { return nil }
    let token = text.tokens[index + 1]
    guard token.kind == .identifier || token.kind.isKeyword else { return nil }
    return String(decoding: text.source[Int(token.start)..<Int(token.end)], as: UTF8.self)
  }

  private static func labels(ofCall open: Int, _ text: FormatText) -> [String] {
    var labels = [label(after: open, text)]
    var depth = 0
    for index in (open + 1)..<text.tokens.count {
      switch text.tokens[index].kind {
      case .leftParen, .leftBracket: depth += 1
      case .rightParen, .rightBracket: depth -= 1
      case .comma: if depth == 0 { labels.append(label(after: index, text)) }
      case .leftBrace, .rightBrace, .semicolon: depth = -1
      default: break
      }
      if depth < 0 { break }
    }
    return labels.compactMap(\.self)
  }
}
