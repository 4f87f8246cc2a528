// The second pass of the formatter: writes the tokens and comments with the style's white space.

/// Writes a file in the style of `mini fmt`.
struct FormatPrinter {
  private let text: FormatText
  private let enclosures: [Enclosure]
  /// Number of enclosures begun so far.
  private var begun = 0
  /// The open enclosures; the first one is the file.
  private var frames = [Frame(kind: .block, isBroken: true, base: 0, indent: 0)]
  private var output: [UInt8] = []
  /// The indentation of the current line, in levels.
  private var lineIndent = 0
  /// The token written last.
  private var previous: FormatRole?
  /// Whether the token written last closes parameters.
  private var isAfterParameters = false
  private var lineCount = 0
  /// The first token of this declaration, and the number of lines before it.
  private var declaration = (kind: Token.Kind.endOfFile, line: 0)
  /// Whether an empty line must precede the next line.
  private var needsBlank = false

  private struct Frame {
    let kind: Enclosure.Kind
    let isBroken: Bool
    var keepsRows = false
    /// The indentation of the line that begins with the closing token.
    let base: Int
    /// That of lines inside.
    let indent: Int
    /// That of further lines of a statement or an element.
    var continuation: Int

    init(kind: Enclosure.Kind, isBroken: Bool, base: Int, indent: Int) {
      (self.kind, self.isBroken, self.base, self.indent) = (kind, isBroken, base, indent)
      continuation = indent + 1
    }
  }

  /// The white space before a token.
  private enum Gap {
    case nothing
    case space
    /// A new line inside a statement or an element.
    case continuation(indent: Int)
    /// A new line at which a part of an enclosure begins or the enclosure ends.
    case line(indent: Int)
  }

  init(_ text: FormatText, _ enclosures: Enclosures) {
    self.text = text
    self.enclosures = enclosures.all
    output.reserveCapacity(text.source.count + text.source.count / 8)
  }

  mutating func run() -> [UInt8] {
    for index in text.tokens.indices {
      let role = FormatRole(
        text.tokens[index], hasComment: !text.comments(before: index).isEmpty, after: previous)
      write(gap(before: role), before: index, role)
      guard role.kind != .endOfFile else { break }
      write(text.tokens[index].start, text.tokens[index].end)
      enterOrLeave(role)
      previous = role
    }
    if !output.isEmpty { output.append(0x0A) }
    return output
  }

  // MARK: - Where lines begin

  /// The white space before a token if no comment precedes it.
  private func gap(before token: FormatRole) -> Gap {
    guard let previous else { return .line(indent: 0) }
    let frame = frames[frames.count - 1]
    if token.closes {
      if frame.isBroken { return .line(indent: frame.base) }
      return token.kind == .rightBrace && previous.kind != .leftBrace ? .space : .nothing
    }
    if previous.opens {
      if frame.isBroken { return .line(indent: frame.indent) }
      return previous.kind == .leftBrace ? .space : .nothing
    }
    if beginsPart(token, after: previous, in: frame) { return .line(indent: frame.indent) }
    if token.hasLineBreak, token.isBinary || previous.isBinary {
      return .continuation(indent: frame.continuation)
    }
    let isApart = token.isApart(from: previous, isAfterParameters: isAfterParameters)
    return isApart ? .space : .nothing
  }

  /// Whether a part of an enclosure begins on a new line.
  private func beginsPart(
    _ token: FormatRole, after previous: FormatRole, in frame: Frame
  ) -> Bool {
    switch frame.kind {
    case .block:
      previous.kind == .semicolon || previous.kind == .rightBrace && !token.isKeyword(.else)
    case .branches:
      previous.kind == .rightBrace || previous.kind == .comma && token.hasLineBreak
    case .members, .parameters: frame.isBroken && previous.kind == .comma
    case .list:
      frame.isBroken && previous.kind == .comma && (token.hasLineBreak || !frame.keepsRows)
    }
  }

  // MARK: - Writing

  /// Writes the comments before a token, and the white space.
  private mutating func write(_ gap: Gap, before index: Int, _ token: FormatRole) {
    var isPart = false
    var isNewLine = false
    let frame = frames[frames.count - 1]
    let indent: Int
    switch gap {
    case .line(let lineIndent):
      indent = lineIndent
      isPart = true
      isNewLine = true
      if frames.count == 1 { endDeclaration(before: token) }
    case .continuation(let lineIndent):
      indent = lineIndent
      isNewLine = true
    case .nothing, .space:
      let isOutside = token.kind == .leftBrace || token.isKeyword(.else)
      indent = isOutside ? frame.indent : frame.continuation
    }
    var keepsBlank = isPart && previous?.opens == false
    for number in text.comments(before: index) {
      let comment = text.comments[number]
      if comment.lineBreaks == 0, previous != nil {
        output.append(0x20)
      } else {
        beginLine(
          indent: isPart ? frame.indent : indent,
          isBlankBefore: keepsBlank && comment.lineBreaks > 1)
      }
      write(comment.start, comment.end)
      isNewLine = true
      keepsBlank = isPart
    }
    if isNewLine, token.kind != .endOfFile {
      let isBlank = keepsBlank && !token.closes && text.tokens[index].lineBreaks > 1
      beginLine(indent: indent, isBlankBefore: isBlank)
      if frames.count == 1, isPart { declaration = (token.kind, lineCount) }
    } else if case .space = gap {
      output.append(0x20)
    }
  }

  /// Between declarations: sees to the empty line after a long one, and after the imports.
  private mutating func endDeclaration(before token: FormatRole) {
    guard let previous else { return }
    needsBlank =
      previous.kind == .rightBrace
      ? lineCount > declaration.line
      : declaration.kind == .import && !token.isKeyword(.import)
  }

  private mutating func beginLine(indent: Int, isBlankBefore: Bool) {
    if !output.isEmpty {
      output.append(0x0A)
      if isBlankBefore || needsBlank { output.append(0x0A) }
      lineCount += 1
    }
    needsBlank = false
    lineIndent = indent
    output.append(contentsOf: repeatElement(0x20, count: 4 * indent))
  }

  private mutating func write(_ start: UInt32, _ end: UInt32) {
    output.append(contentsOf: text.source[Int(start)..<Int(end)])
  }

  // MARK: - Enclosures

  /// Updates the frames after a token has been written.
  private mutating func enterOrLeave(_ token: FormatRole) {
    let parent = frames[frames.count - 1]
    if token.opens {
      let enclosure = enclosures[begun]
      begun += 1
      let isInBraces = token.kind == .leftBrace
      let base = isInBraces ? parent.indent : lineIndent
      if isInBraces { frames[frames.count - 1].continuation = parent.indent + 1 }
      var frame = Frame(
        kind: enclosure.kind, isBroken: enclosure.isBroken,
        base: base, indent: enclosure.isBroken ? base + 1 : parent.indent)
      frame.keepsRows = enclosure.keepsRows
      if !enclosure.isBroken { frame.continuation = parent.continuation }
      frames.append(frame)
    } else if token.closes {
      isAfterParameters = parent.kind == .parameters
      frames.removeLast()
      return
    } else if token.beginsHead {
      // Further lines of a head are indented more than the block that follows.
      frames[frames.count - 1].continuation = parent.indent + 2
    }
    isAfterParameters = false
  }
}
