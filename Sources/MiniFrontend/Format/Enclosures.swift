// The first pass of the formatter: what each pair of parentheses, brackets and braces is, and whether
// its parts are on lines of their own.

/// A pair of parentheses, brackets or braces.
struct Enclosure {
  enum Kind {
    /// Statements in braces.
    case block
    /// The branches of a `switch`.
    case branches
    /// The members of a struct or an enum.
    case members
    /// The parameters of a function or of a function type.
    case parameters
    /// All others in parentheses and brackets.
    case list
  }

  let kind: Kind
  /// Whether its parts are on lines of their own, between those of the opening and the closing token.
  var isBroken = false
  /// Whether parts that the source has on one line stay on one line.
  var keepsRows = false
}

/// The enclosures of a file in the order of their opening tokens.
struct Enclosures {
  private(set) var all: [Enclosure] = []

  /// An enclosure before its end.
  private struct Open {
    let number: Int
    let opening: Int
    /// Directly in it, not in one inside it.
    var hasComment = false
    var hasLineBreak = false
    var statementCount = 0
    /// Whether it contains a broken one.
    var hasBroken = false
    /// Whether it contains anything that fills several lines.
    var isLong = false
  }

  private var open: [Open] = []

  /// Notes also which keywords are names.
  init(of text: inout FormatText) {
    var braces = Enclosure.Kind.block
    for index in text.tokens.indices {
      let token = text.tokens[index]
      if !open.isEmpty { noteGap(before: index, text) }
      if token.kind.isKeyword, isName(index, text) { text.noteName(index) }
      guard !text.tokens[index].isName else { continue }
      switch token.kind {
      case .struct, .enum: braces = .members
      case .switch: braces = .branches
      case .leftBrace:
        begin(braces, at: index)
        braces = .block
      case .leftParen: begin(isParameters(index, text) ? .parameters : .list, at: index)
      case .leftBracket: begin(.list, at: index)
      case .rightBrace, .rightParen, .rightBracket: end(at: index, text)
      case .semicolon: if !open.isEmpty { open[open.count - 1].statementCount += 1 }
      default: break
      }
    }
  }

  private mutating func begin(_ kind: Enclosure.Kind, at index: Int) {
    open.append(Open(number: all.count, opening: index))
    all.append(Enclosure(kind: kind))
  }

  private mutating func noteGap(before index: Int, _ text: FormatText) {
    if !text.comments(before: index).isEmpty {
      open[open.count - 1].hasComment = true
      open[open.count - 1].hasLineBreak = true
    }
    if text.tokens[index].lineBreaks > 0 { open[open.count - 1].hasLineBreak = true }
  }

  private mutating func end(at index: Int, _ text: FormatText) {
    guard let ended = open.popLast() else { preconditionFailure("the text has no syntax errors") }
    let kind = all[ended.number].kind
    let isEmpty = ended.opening == index - 1 && !ended.hasComment
    let hasComma = text.tokens[index - 1].kind == .comma
    let isBroken =
      switch kind {
      case .list, .parameters: hasComma || ended.hasComment
      case .members: !isEmpty && (hasComma || ended.hasComment || ended.hasBroken)
      case .branches: !isEmpty
      case .block:
        !isEmpty && (ended.hasLineBreak || ended.isLong || ended.statementCount > 1)
      }
    all[ended.number].isBroken = isBroken
    all[ended.number].keepsRows = kind == .list && ended.hasLineBreak
    guard !open.isEmpty else { return }
    // Braces in braces are never on one line.
    let isBraces = kind == .block || kind == .branches
    if isBroken || ended.hasBroken { open[open.count - 1].hasBroken = true }
    if isBroken || isBraces || ended.isLong || ended.hasLineBreak {
      open[open.count - 1].isLong = true
    }
  }

  /// Whether a `(` opens parameters: it follows `fn`, or its name.
  private func isParameters(_ index: Int, _ text: FormatText) -> Bool {
    func isKeyword(_ index: Int) -> Bool {
      index >= 0 && text.tokens[index].kind == .fn && !text.tokens[index].isName
    }
    return isKeyword(index - 1) || text.tokens[index - 1].isName && isKeyword(index - 2)
  }

  /// Whether a keyword is in the place of a name: after a `.`, before a `:`, or as a case of an enum.
  private func isName(_ index: Int, _ text: FormatText) -> Bool {
    if index + 1 < text.tokens.count, text.tokens[index + 1].kind == .colon { return true }
    guard index > 0 else { return false }
    switch text.tokens[index - 1].kind {
    case .dot: return true
    case .leftBrace, .comma:
      return open.last.map { all[$0.number].kind == .members } ?? false
    default: return false
    }
  }
}
