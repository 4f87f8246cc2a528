// The place in a text where a name is being written, and a text in which a name is there: so the rest
// of the front end needs to know nothing of unfinished names.

/// A place where an editor proposes names.
package struct CompletionSite: Sendable {
  package enum Place: Hashable, Sendable {
    /// In the path of an import.
    case path
    /// Between declarations.
    case file
    /// Where a statement can begin.
    case statement
    /// Anywhere else where a name can be.
    case name
  }

  package let place: Place
  /// The name around the place, which a proposal replaces; often empty.
  package let range: SourceRange
  /// The text with a name in the place of that range.
  package let completed: [UInt8]
  /// The start of the name before the `.` that precedes the place; `nil`: it is not that simple.
  package let qualifierStart: UInt32?

  /// A name that no program has.
  private static let placeholder = Array("mini_completion_placeholder_".utf8)

  /// - Returns: `nil` in comments, strings and numbers.
  package init?(_ source: [UInt8], at offset: UInt32) {
    let offset = Int(min(offset, UInt32(clamping: source.count)))
    var start = offset
    while start > 0, CharacterClass.isIdentifierPart(source[start - 1]) { start -= 1 }
    var end = offset
    while end < source.count, CharacterClass.isIdentifierPart(source[end]) { end += 1 }
    if start < end, CharacterClass.isDigit(source[start]) { return nil }
    let text = FormatText(source)
    let isInComment = text.comments.contains { comment in
      Int(comment.start) < offset && Self.endOfLine(source, after: Int(comment.start)) >= offset
    }
    if isInComment { return nil }
    let index = text.index(of: UInt32(start))
    let before = index - 1
    if before >= 0, Self.isQuoted(text.tokens[before].kind),
      Int(text.tokens[before].start) < offset,
      Int(text.tokens[before].end) >= offset, !Self.isClosed(text.tokens[before], source, offset)
    {
      let isPath = before > 0 && text.tokens[before - 1].kind == .import
      guard isPath else { return nil }
      place = .path
      let token = text.tokens[before]
      let isClosed = token.kind == .string
      range = SourceRange(start: token.start + 1, end: isClosed ? token.end - 1 : token.end)
      completed = source
      qualifierStart = nil
      return
    }
    range = SourceRange(start: UInt32(start), end: UInt32(end))
    completed = source[..<start] + Self.placeholder + source[end...]
    place = Self.place(after: before, text)
    let isQualified =
      before > 0 && text.tokens[before].kind == .dot
      && text.tokens[before - 1].kind == .identifier
    qualifierStart = isQualified ? text.tokens[before - 1].start : nil
  }

  /// The range of the name in ``completed``.
  package var placeholderRange: SourceRange {
    SourceRange(start: range.start, end: range.start + UInt32(Self.placeholder.count))
  }

  private static func endOfLine(_ source: [UInt8], after start: Int) -> Int {
    source[start...].firstIndex(of: 0x0A) ?? source.count
  }

  private static func isQuoted(_ kind: Token.Kind) -> Bool {
    kind == .string || kind == .unterminatedString || kind == .invalidLiteral || kind == .byte
  }

  /// Whether a literal ends at an offset, after its closing quote.
  private static func isClosed(
    _ token: FormatText.SpacedToken, _ source: [UInt8], _ offset: Int
  ) -> Bool {
    (token.kind == .string || token.kind == .byte) && Int(token.end) == offset
  }

  private static func place(after index: Int, _ text: FormatText) -> Place {
    guard index >= 0 else { return .file }
    var depth = 0
    for token in text.tokens[...index] {
      if token.kind == .leftBrace { depth += 1 }
      if token.kind == .rightBrace { depth -= 1 }
      // A declaration that begins a line is outside all braces, whichever are missing.
      if token.kind.beginsDeclaration, token.lineBreaks > 0, Self.isFirstColumn(token, text) {
        depth = 0
      }
    }
    let last = text.tokens[index].kind
    guard last == .semicolon || last == .rightBrace || last == .leftBrace else { return .name }
    return depth <= 0 ? .file : .statement
  }

  private static func isFirstColumn(_ token: FormatText.SpacedToken, _ text: FormatText) -> Bool {
    token.start == 0 || text.source[Int(token.start) - 1] == 0x0A
  }
}
