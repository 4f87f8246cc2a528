// Notes on what people write who know other languages.

extension Parser {
  static let ternaryForm = RawDiagnostic.Note("there is no '? :': write an 'if'")
  private static let noIfValue = RawDiagnostic.Note(
    "'if' and 'switch' have no value: declare 'var x = …;', and assign to it in the branches")
  static let valueForm = RawDiagnostic.Note(
    "a block has no value: a function's is returned by 'return …;'")
  static let noNestedFunctions = RawDiagnostic.Note(
    "functions are declared outside functions, and take what they use as arguments")
  static let oneName = RawDiagnostic.Note(
    "each declaration has one name: a value is not taken apart")
  static let oneCondition = RawDiagnostic.Note(
    "'if const v = x' is a condition by itself: write a second 'if' in its block")
  static let noRangeValues = RawDiagnostic.Note(
    "a range is not a value: write it after 'in', as in 'for i in 0..10 { … }'")
  static let constructionForm = RawDiagnostic.Note(
    "a struct is constructed in parentheses: 'Point(x: 1.0)'")
  static let optionalForms = RawDiagnostic.Note(
    "the value of an optional is 'x orelse …', or bound by 'if const v = x { … }'")
  static let noClosures = RawDiagnostic.Note(
    "there are no closures: declare a function, and give its name")
  static let noTuples = RawDiagnostic.Note("there are no tuples: declare a struct")
  static let sliceForm = RawDiagnostic.Note("a part of 'a' is 'a[i..j]', 'a[i..]' or 'a[..j]'")

  // MARK: - Declarations

  static let statementsAreInside = RawDiagnostic.Note(
    "statements go inside functions; a program starts in one: fn main() { print(6 * 7); }")

  /// A word with which declarations begin in another language.
  struct DeclarationWord {
    var note: RawDiagnostic.Note?
    /// The start of the rest if only the word is wrong; `nil`: more than that is.
    var rest: Rest?

    enum Rest {
      /// A function's name.
      case name
      /// A declaration of Mini.
      case declaration

      func begins(with token: Token) -> Bool {
        switch self {
        case .name: token.kind == .identifier
        case .declaration: token.kind.beginsDeclaration || token.kind == .const
        }
      }
    }
  }

  /// The next token as such a word; `nil`: it is none that is known.
  var declarationWord: DeclarationWord? {
    guard token.kind == .identifier else { return nil }
    let function = RawDiagnostic.Note("a function is declared with 'fn'")
    let constant = RawDiagnostic.Note("a constant is declared with 'const x = 1;'")
    switch String(decoding: lexer.source[Int(token.start)..<Int(token.end)], as: UTF8.self) {
    case "func", "function", "fun", "proc": return .init(note: function, rest: .name)
    case "def": return .init(note: function)
    case "pub", "public", "export", "private", "extern":
      return .init(
        note: .init("importers see all declarations of a file: there is no 'public'"),
        rest: .declaration)
    case "inline": return .init(rest: .declaration)
    case "async":
      return .init(
        note: .init("a call returns when its function has ended: there is no 'async'"),
        rest: .declaration)
    case "static": return .init(note: constant, rest: .declaration)
    case "let", "val", "final", "auto", "constexpr", "define": return .init(note: constant)
    case "class", "type", "typedef", "record", "data", "interface":
      return .init(
        note: .init(
          "a type is declared with 'struct' or 'enum': struct Point { x: f64, y: f64 }"))
    case "union", "variant":
      return .init(
        note: .init(
          "a value that is one of several kinds is an enum: enum Shape { circle(f64), empty }"))
    case "use", "using", "from", "include", "require", "open", "package", "module", "namespace":
      return .init(note: Self.importForm)
    case "impl", "extension", "trait": return .init(note: Self.noMethods)
    default: return nil
    }
  }

  // MARK: - Statements

  /// A note on the first word of a statement of another language; `nil`: it is none that is known.
  static func note(onStatement word: String) -> RawDiagnostic.Note? {
    switch word {
    case "do", "repeat":
      .init("a block that runs at least once: 'while true { … if done { break; } }'")
    case "loop", "forever": .init("an endless loop is 'while true { … }'")
    case "until": .init("a loop until 'c' is 'while !(c) { … }'")
    case "unless": .init("'if !(c) { … }' runs where 'c' is false")
    case "try", "catch", "except", "finally", "throw", "raise":
      .init(
        "there are no exceptions: what can fail returns an optional, '?T', and 'none' if it does")
    case "defer": .init("there is no 'defer': memory is released by itself")
    case "guard": .init("'const v = x orelse return;' takes the value of an optional, or leaves")
    case "with", "using", "unsafe": .init("there is no '\(word)'")
    default: nil
    }
  }

  /// Parses the block of a statement of another language, after its first word (reported), and skips
  /// what belongs to it. Without a block, skips the statement.
  mutating func parseForeignBlock(after word: String, from start: UInt32) -> AST.NodeID? {
    defer { isRecovering = false }
    skipToBlock()
    guard token.kind == .leftBrace, word != "guard" else {
      if token.kind == .leftBrace { skipBlock() }
      _ = take(.semicolon)
      return nil
    }
    // It may hold a `break`.
    let condition = ast.add(.error, from: start, to: start)
    isRecovering = false
    let block = parseBranch(after: "'\(word)'")
    let node = ast.add(.whileLoop, from: start, to: previousEnd, condition.index, block.index)
    let isLoop = word == "do" || word == "repeat"
    while token.kind == .else || ["catch", "except", "finally"].contains(where: isNext)
      || isLoop && (token.kind == .while || isNext("until"))
    {
      isRecovering = true
      skip()
      skipToBlock()
      if token.kind == .leftBrace { skipBlock() } else { _ = take(.semicolon) }
    }
    return node
  }

  // MARK: - Expressions

  /// Reports an `if` or a `switch` in the place of an operand, and skips it.
  mutating func skipStatementAsOperand() -> AST.NodeID {
    let start = token.start
    reportUnexpected("an expression", notes: [Self.noIfValue])
    repeat {
      skip()
      skipToBlock()
      if token.kind == .leftBrace { skipBlock() }
    } while token.kind == .else
    return ast.add(.error, from: start, to: previousEnd)
  }

  func noteOnMissingExpression() -> [RawDiagnostic.Note] {
    let start = Int(token.start)
    let isAttached = previousEnd == token.start && start > 1
    let before = isAttached ? lexer.source[start - 1] : 0
    let isPlus =
      before == UInt8(ascii: "+")
      || Int(token.end) < lexer.source.count
        && lexer.source[Int(token.end)] == UInt8(ascii: "+")
    switch token.kind {
    case .plus where isPlus:
      return [.init("there is no '++': write 'x += 1', and 'a + b' for two texts")]
    case .semicolon where before == UInt8(ascii: "-") && lexer.source[start - 2] == before:
      return [.init("there is no '--': write 'x -= 1'")]
    case .plus: return [.init("there is no '+' before an operand")]
    case .equal where before == UInt8(ascii: "="):
      return [.init("there is no '===': '==' compares values")]
    case .star where before == UInt8(ascii: "*"):
      return [.init("there is no '**': 'math.pow(a, b)' of \"std:math\" is a power")]
    case .less where before == UInt8(ascii: "."):
      return [.init("a range without its end is 'a..b'")]
    case .greater where before == UInt8(ascii: "<"):
      return [.init("there is no '<>': '!=' compares")]
    case .greater where before == UInt8(ascii: "="): return [Self.noClosures]
    case .leftBrace where !isInHead:
      return isConstructionInBraces ? [Self.constructionForm] : [Self.pairForm]
    case .leftBrace where isAfter("while") || isAfter("for"):
      return [.init("an endless loop is 'while true { … }'")]
    case .leftBrace: return []
    case .dot where before == UInt8(ascii: "."):
      return [.init("a range is 'a..b', or 'a..=b' with its end")]
    case .dot: return [.init("a float has a digit before its point")]
    case .greater where isArrow:
      return [.init("there is no '->': a field is 'p.x'")]
    case .underscore: return [Self.underscoreIsNoName]
    case .struct, .enum:
      return [.init("types have names: 'struct Point { x: f64 }', outside functions")]
    case .const, .var: return isInHead ? [Self.oneCondition] : []
    case .ampersand:
      return [.init("'&' is written only before an argument, as in 'sort(&a)'")]
    case .star:
      return [.init("there are no pointers: a parameter with '&' is used by its name alone")]
    case .rightBracket where before == UInt8(ascii: "["):
      return [.init("an array that may be empty is written '[]', an element 'a[i]'")]
    case .bool, .void:
      return [
        .init("the conversions are those to numbers and text: 'i32(…)', 'f64(…)', 'text(…)'")
      ]
    case .return, .break, .continue:
      return [.init("'\(token.kind)' is a statement, or on the right of 'orelse'")]
    default: return []
    }
  }

  /// A note on a token that does not follow an operand.
  func noteAfterOperand() -> [RawDiagnostic.Note] {
    if beginsExpression(token.kind), isAfter("not") { return [.init("'!' negates")] }
    if beginsExpression(token.kind), isAfter("match") { return [Self.noIfValue] }
    if beginsExpression(token.kind), isAfter("try") || isAfter("await"),
      let note = Self.note(onStatement: "try")
    {
      return [isAfter("try") ? note : .init("a call returns when its function has ended")]
    }
    if token.kind == .identifier, isAfter("new") {
      return [.init("values are constructed without 'new': 'Point(x: 1.0)'")]
    }
    switch token.kind {
    case .equal where isFatArrow:
      let before = previousEnd > 0 ? lexer.source[Int(previousEnd) - 1] : 0
      let isLiteral = before == UInt8(ascii: "\"") || CharacterClass.isDigit(before)
      return [isLiteral ? Self.pairForm : Self.noClosures]
    case .string where previousEnd == token.start:
      return [.init("strings have no prefixes, and hold no expressions: \"x is \" + text(x)")]
    case .as: return [.init("a conversion is 'i32(x)', 'f64(x)', 'text(x)'")]
    case .in:
      return [
        .init(
          "'contains(a, x)' says whether 'x' is an element of 'a', 'm[x] != none' whether a key of 'm'"
        )
      ]
    case .identifier where isNext("is"): return [.init("'==' compares")]
    case .identifier where isNext("step") || isNext("by"):
      return [.init("a range goes up by 1: other steps are a 'while' with 'i += 2'")]
    case .identifier where isNext("div"): return [.init("'/' of integers truncates toward zero")]
    case .identifier where isNext("mod"): return [.init("the remainder is 'a % b'")]
    case .dotDot, .dotDotEqual: return [Self.noRangeValues]
    case .if: return [.init("there is no 'a if c else b': write an 'if'")]
    case .for: return [.init("a loop is a statement: 'for x in a { push(&b, …); }'")]
    case .leftBrace where isAfter("loop"): return [.init("an endless loop is 'while true { … }'")]
    default: return []
    }
  }

  /// A note on a token after the name that is declared, in place of its value.
  func noteOnMissingValue(_ word: String) -> [RawDiagnostic.Note] {
    switch token.kind {
    case .semicolon: [.init("each declaration has a value: \(word) x = 0;")]
    case .comma: [Self.oneName]
    case _ where beginsType(token.kind):
      [.init("write ':' before the type: \(word) x: T = …;")]
    default: []
    }
  }

  /// A note on a token in place of the `;` that ends a statement.
  func noteAfterStatement() -> [RawDiagnostic.Note] {
    switch token.kind {
    case .colon: [.init("the type comes after the name: 'const x: T = …'")]
    case .comma: [.init("a statement declares, assigns or returns one value")]
    default: noteAfterOperand()
    }
  }

  /// A note on a token in place of the `{` of a block.
  func noteOnMissingBlock() -> [RawDiagnostic.Note] {
    let notes = noteAfterOperand()
    return notes.isEmpty ? [.init("a block is written in braces: 'if c { … } else { … }'")] : notes
  }

  /// Whether the `|` that is the next token begins the name of an optional's value, as in Zig.
  var isCapture: Bool {
    var ahead = lexer
    return token.kind == .pipe && ahead.next().kind == .identifier && ahead.next().kind == .pipe
      && ahead.next().kind == .leftBrace
  }

  /// Whether the `>` that is the next token is the end of `->`.
  var isArrow: Bool {
    previousEnd == token.start && token.start > 0
      && lexer.source[Int(token.start) - 1] == UInt8(ascii: "-")
  }

  /// Whether the `=` that is the next token begins `=>`.
  var isFatArrow: Bool {
    Int(token.end) < lexer.source.count && lexer.source[Int(token.end)] == UInt8(ascii: ">")
  }

  /// Whether the `{` that is the next token begins a map's type or a map, as in other languages.
  var isMapInBraces: Bool {
    var ahead = lexer
    _ = ahead.next()
    return ahead.next().kind == .colon
  }

  /// Whether the `{` that is the next token begins the fields of a struct, as in other languages. No
  /// block begins with a name and a `:` or `,`.
  var isConstructionInBraces: Bool {
    var ahead = lexer
    let first = ahead.next().kind
    guard first == .identifier || first == .dot else { return false }
    let second = ahead.next().kind
    return second == .colon || second == .comma || first == .dot && ahead.next().kind == .equal
  }

  /// Whether the token that was taken last ends in a point: `..`.
  var isAfterPoint: Bool {
    previousEnd == token.start && token.start > 0
      && lexer.source[Int(token.start) - 1] == UInt8(ascii: ".")
  }

  /// Gives up the name that was taken last: it is probably a word of another language.
  mutating func loseLastName() {
    var start = Int(previousEnd)
    while start > 0, CharacterClass.isIdentifierPart(lexer.source[start - 1]) { start -= 1 }
    guard start < previousEnd, CharacterClass.isIdentifierStart(lexer.source[start]) else { return }
    ast.lostNames.append(names.intern(SourceRange(start: UInt32(start), end: previousEnd)))
  }

  /// Whether the token that was taken last is this word.
  func isAfter(_ word: String) -> Bool {
    let end = Int(previousEnd)
    let start = end - word.utf8.count
    return start >= 0 && lexer.source[start..<end].elementsEqual(word.utf8)
      && (start == 0 || !CharacterClass.isIdentifierPart(lexer.source[start - 1]))
  }

  /// A note on a type in an expression.
  func noteOnType(_ word: String, _ scalar: Scalar?) -> [RawDiagnostic.Note] {
    switch token.kind {
    case .dot where scalar != nil, .colon where scalar != nil:
      guard let scalar, scalar.isInteger else {
        return [.init("'import \"std:math\";' has 'math.infinity', 'math.nan' and 'math.pi'")]
      }
      return [.init("types have no members: \(scalar.rangeText)")]
    case .rightBracket:
      return [
        .init(
          "an empty array is '[]', its type is written at the variable: 'var a: [\(word)] = [];'")
      ]
    case .colon: return [.init("an empty map is '[:]', its type is written at the variable")]
    case .identifier: return [Self.declarationForm]
    default: return []
    }
  }

  /// The note on a statement that begins with the word of another language, and a name after it.
  func noteOnWord(_ word: String) -> RawDiagnostic.Note? {
    switch word {
    case "match", "select": .init("'switch x { … }' chooses by a value")
    case "let", "val", "auto", "final", "mut", "my", "local", "def", "int", "uint", "float",
      "double", "char", "string":
      Self.declarationForm
    default: nil
    }
  }

  static let declarationForm = RawDiagnostic.Note(
    "a constant is declared with 'const x = 1;', a variable with 'var x = 1;'")

  static let eachForm = RawDiagnostic.Note("a loop over an array is 'for x in a { … }'")
}

extension AST.Tag {
  /// Whether a point after it would belong to a number.
  var isNumber: Bool { self == .integer || self == .float }
}
