// A file as the formatter sees it: all tokens, and the comments and line breaks between them.

/// The tokens and comments of a file without syntax errors.
struct FormatText {
  /// A token and the white space before it.
  struct SpacedToken {
    let kind: Token.Kind
    let start: UInt32
    let end: UInt32
    /// The number of comments before this token, from the start of the file.
    let commentsBefore: UInt32
    /// Line breaks between it and the comment or token before it: 0, 1, or 2 for all that is more.
    let lineBreaks: UInt8
    /// Whether it is an identifier, or a keyword in the place of one.
    var isName: Bool
  }

  struct Comment {
    let start: UInt32
    /// The end without white space.
    let end: UInt32
    /// As in ``SpacedToken``.
    let lineBreaks: UInt8
  }

  let source: [UInt8]
  /// The last one is `endOfFile`.
  private(set) var tokens: [SpacedToken] = []
  private(set) var comments: [Comment] = []

  init(_ source: [UInt8]) {
    self.source = source
    tokens.reserveCapacity(source.count / 4)
    var lexer = Lexer(source)
    var end = SourceBytes.byteOrderMarkLength(source)
    while true {
      let token = lexer.next()
      let lineBreaks = readGap(end..<Int(token.start))
      tokens.append(
        SpacedToken(
          kind: token.kind, start: token.start, end: token.end,
          commentsBefore: UInt32(comments.count), lineBreaks: lineBreaks,
          isName: token.kind == .identifier))
      end = Int(token.end)
      if token.kind == .endOfFile { return }
    }
  }

  /// The numbers of the comments between a token and the one before it.
  func comments(before index: Int) -> Range<Int> {
    let first = index == 0 ? 0 : tokens[index - 1].commentsBefore
    return Int(first)..<Int(tokens[index].commentsBefore)
  }

  /// Records that a keyword is in the place of a name.
  mutating func noteName(_ index: Int) {
    tokens[index].isName = true
  }

  /// Reads white space and comments; returns the line breaks after the last comment.
  private mutating func readGap(_ gap: Range<Int>) -> UInt8 {
    var lineBreaks: UInt8 = 0
    var index = gap.lowerBound
    while index < gap.upperBound {
      switch source[index] {
      case 0x0A:
        lineBreaks = min(lineBreaks + 1, 2)
        index += 1
      case UInt8(ascii: "/"):
        let start = index
        while index < gap.upperBound, source[index] != 0x0A { index += 1 }
        var end = index
        while source[end - 1] == 0x20 || source[end - 1] == 0x09 || source[end - 1] == 0x0D {
          end -= 1
        }
        comments.append(
          Comment(start: UInt32(start), end: UInt32(end), lineBreaks: lineBreaks))
        lineBreaks = 0
      default: index += 1
      }
    }
    return lineBreaks
  }
}
