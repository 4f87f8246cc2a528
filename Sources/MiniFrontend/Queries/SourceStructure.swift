// The structure of a text: the parts that an editor folds, and those that it selects one after another.

/// The parts of a file's text.
package struct SourceStructure: Sendable {
  /// A part that can be folded.
  package struct Fold: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
      case comment
      case imports
      /// Text in braces, parentheses or brackets.
      case enclosure
    }

    package let kind: Kind
    /// From the opening token or the first line to the end.
    package let range: SourceRange
  }

  /// In source order, also those on one line.
  package let folds: [Fold]
  /// The ranges of the tree's nodes, of enclosures with and without their tokens, and of tokens.
  private let parts: [SourceRange]

  package init(_ source: [UInt8], _ symbols: FileSymbols) {
    let text = FormatText(source)
    var folds: [Fold] = []
    var parts = symbols.symbols.map(\.range)
    var open: [FormatText.SpacedToken] = []
    for token in text.tokens {
      if token.start < token.end { parts.append(SourceRange(start: token.start, end: token.end)) }
      switch token.kind {
      case .leftBrace, .leftParen, .leftBracket: open.append(token)
      case .rightBrace, .rightParen, .rightBracket:
        // Enclosures that are not closed end with the one around them.
        guard let index = open.lastIndex(where: { Self.closes(token.kind, $0.kind) }) else { break }
        let start = open[index]
        open.removeLast(open.count - index)
        folds.append(
          Fold(kind: .enclosure, range: SourceRange(start: start.start, end: token.end)))
        parts.append(SourceRange(start: start.start, end: token.end))
        parts.append(SourceRange(start: start.end, end: token.start))
      default: break
      }
    }
    if source.count <= SourceBytes.sizeMaxBytes, SourceBytes.wideEncoding(source) == nil {
      var parser = Parser(source)
      parser.parseFile()
      parts += parser.ast.nodes.map(\.range)
    }
    parts.append(SourceRange(start: 0, end: UInt32(clamping: source.count)))
    let imports = symbols.symbols.filter { $0.kind == .namespace }.map(\.range)
    if let first = imports.first, let last = imports.last, imports.count > 1 {
      folds.append(
        Fold(kind: .imports, range: SourceRange(start: first.start, end: last.end)))
    }
    folds += Self.comments(text)
    self.folds = folds.sorted { $0.range.start < $1.range.start }
    self.parts = parts
  }

  /// The parts that contain an offset, from the innermost one outwards; each contains the one before.
  package func selections(at offset: UInt32) -> [SourceRange] {
    let around = parts.filter { $0.start <= offset && offset <= $0.end && $0.start < $0.end }
      .sorted { ($0.end - $0.start, $0.start) < ($1.end - $1.start, $1.start) }
    var found: [SourceRange] = []
    for part in around {
      guard let last = found.last else {
        found.append(part)
        continue
      }
      if part != last, part.start <= last.start, last.end <= part.end { found.append(part) }
    }
    return found
  }

  private static func closes(_ closing: Token.Kind, _ opening: Token.Kind) -> Bool {
    switch closing {
    case .rightBrace: opening == .leftBrace
    case .rightParen: opening == .leftParen
    default: opening == .leftBracket
    }
  }

  /// Runs of comments on lines of their own.
  private static func comments(_ text: FormatText) -> [Fold] {
    var folds: [Fold] = []
    var count = 0
    for token in text.tokens {
      let before = count..<Int(token.commentsBefore)
      count = before.upperBound
      var start: Int?
      for index in before {
        let comment = text.comments[index]
        if start == nil || comment.lineBreaks != 1 { start = index }
        guard let first = start,
          index + 1 == before.upperBound || text.comments[index + 1].lineBreaks != 1
        else { continue }
        let range = SourceRange(start: text.comments[first].start, end: comment.end)
        folds.append(Fold(kind: .comment, range: range))
      }
    }
    return folds
  }
}
