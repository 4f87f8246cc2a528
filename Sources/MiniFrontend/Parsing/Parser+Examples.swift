// The code in doc comments: fenced, as in Markdown, and marked as Mini.

extension Parser {
  /// Parses the examples in the doc comments of all declarations but tests. Nothing but the end of a
  /// file may come before.
  mutating func parseExamples() {
    for (declaration, comment) in ast.documentation {
      if case .test = ast.order[declaration] { continue }
      for (index, fenced) in FencedCode.examples(in: lexer.source, at: comment).enumerated() {
        ast.examples.append(
          AST.Example(
            declaration: declaration, number: index + 1, fence: fenced.fence,
            function: fenced.isClosed ? parse(fenced.code) : reportOpen(fenced)))
      }
    }
  }

  /// Parses nothing, because what follows can be meant as text.
  private mutating func reportOpen(_ fenced: FencedCode) -> AST.Function {
    syntaxErrorCount += 1
    lexer.diagnostics.error(
      RawDiagnostic(
        .unexpectedToken, "expected a line '```' after the example", at: fenced.fence,
        label: "this example has no end"))
    var function = AST.Function()
    function.body = ast.add(
      .block, from: fenced.code.start, to: fenced.code.end, takeList(from: scratch.count))
    function.hasSyntaxError = true
    return function
  }

  private mutating func parse(_ code: SourceRange) -> AST.Function {
    let errorsBefore = syntaxErrorCount
    (isRecovering, recoversAtLineEnd, reportedOnce, hasResult) = (false, false, [], false)
    lexer.enter(example: code)
    token = lexer.next()
    let mark = scratch.count
    while token.kind != .endOfFile {
      let before = token.start
      if let statement = parseStatement() { scratch.append(statement.index) }
      // Make progress, whatever went wrong.
      if token.start == before { advance() }
    }
    var function = AST.Function()
    function.body = ast.add(.block, from: code.start, to: code.end, takeList(from: mark))
    function.hasSyntaxError = syntaxErrorCount > errorsBefore
    return function
  }
}

/// Fenced code in a doc comment.
struct FencedCode {
  /// The line that opens it, from the fence.
  let fence: SourceRange
  /// From the end of that line to the line that closes it.
  let code: SourceRange
  /// Whether there is such a line, before another fence with a language.
  let isClosed: Bool

  /// The code of the language `mini` in a doc comment.
  static func examples(in source: [UInt8], at comment: SourceRange) -> [FencedCode] {
    var examples: [FencedCode] = []
    var open: (fence: SourceRange, start: UInt32, isExample: Bool)?
    var start = Int(comment.start)
    while start < Int(comment.end) {
      let end = source[start..<Int(comment.end)].firstIndex(of: 0x0A) ?? Int(comment.end)
      let text = trimmed(trimmed(source[start..<end]).dropFirst(3))
      if let (fence, codeStart, isExample) = open {
        let isClosed = text.elementsEqual(mark)
        if isClosed || isExample && text.starts(with: mark) {
          let code = SourceRange(start: codeStart, end: UInt32(clamping: start))
          if isExample { examples.append(FencedCode(fence: fence, code: code, isClosed: isClosed)) }
          // Another fence can be the end that has a language by mistake, or the next beginning.
          open = nil
        }
      } else if text.starts(with: mark) {
        let fence = SourceRange(
          start: UInt32(clamping: text.startIndex), end: UInt32(clamping: text.endIndex))
        let language = trimmed(text.dropFirst(mark.count))
        open = (fence, UInt32(clamping: end), language.elementsEqual("mini".utf8))
      }
      start = end + 1
    }
    if let (fence, codeStart, isExample) = open, isExample {
      let code = SourceRange(start: codeStart, end: comment.end)
      examples.append(FencedCode(fence: fence, code: code, isClosed: false))
    }
    return examples
  }

  private static let mark = Array("```".utf8)

  private static func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let isBlank = { (byte: UInt8) in byte == 0x20 || byte == 0x09 || byte == 0x0D }
    let rest = text.drop(while: isBlank)
    guard let last = rest.lastIndex(where: { !isBlank($0) }) else { return rest.prefix(0) }
    return rest[...last]
  }
}
