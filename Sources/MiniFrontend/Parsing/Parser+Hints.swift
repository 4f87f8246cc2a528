// Notes on what people write who know other languages.

extension Parser {
  static let ternaryForm = RawDiagnostic.Note("there is no '? :': write an 'if'")
  static let optionalForms = RawDiagnostic.Note(
    "the value of an optional is 'x orelse …', or bound by 'if const v = x { … }'")
  static let noClosures = RawDiagnostic.Note(
    "there are no closures: declare a function, and give its name")
  static let noTuples = RawDiagnostic.Note(
    "there are no tuples, and no closures: declare a struct, or a function")
  static let sliceForm = RawDiagnostic.Note("a part of 'a' is 'a[i..j]', 'a[i..]' or 'a[..j]'")

  func noteOnMissingExpression() -> [RawDiagnostic.Note] {
    let start = Int(token.start)
    let isAttached = previousEnd == token.start && start > 1
    let before = isAttached ? lexer.source[start - 1] : 0
    let isPlus =
      before == UInt8(ascii: "+")
      || Int(token.end) < lexer.source.count
        && lexer.source[Int(token.end)] == UInt8(ascii: "+")
    switch token.kind {
    case .plus where isPlus: return [.init("there is no '++': write 'x += 1'")]
    case .semicolon where before == UInt8(ascii: "-") && lexer.source[start - 2] == before:
      return [.init("there is no '--': write 'x -= 1'")]
    case .plus: return [.init("there is no '+' before an operand")]
    case .equal where before == UInt8(ascii: "="):
      return [.init("there is no '===': '==' compares values")]
    case .star where before == UInt8(ascii: "*"): return [.init("there is no '**'")]
    case .less where before == UInt8(ascii: "."):
      return [.init("a range without its end is 'a..b'")]
    case .greater where before == UInt8(ascii: "<"):
      return [.init("there is no '<>': '!=' compares")]
    case .greater where before == UInt8(ascii: "="): return [Self.noClosures]
    case .leftBrace where !isInHead: return [Self.pairForm]
    case .dot where before == UInt8(ascii: "."):
      return [.init("a range is 'a..b', or 'a..=b' with its end")]
    case .dot: return [.init("a float has a digit before its point")]
    case .greater where isArrow:
      return [.init("there is no '->': a field is 'p.x'")]
    case .underscore: return [Self.underscoreIsNoName]
    case .struct, .enum:
      return [.init("types have names: 'struct Point { x: f64 }', outside functions")]
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
    case .leftBrace where isAfter("loop"): return [.init("an endless loop is 'while true { … }'")]
    default: return []
    }
  }

  /// A note on a token in place of the `;` that ends a statement.
  func noteAfterStatement() -> [RawDiagnostic.Note] {
    guard token.kind == .colon else { return noteAfterOperand() }
    return [.init("a type stands after the name that is declared: 'const x: T = …'")]
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

  /// Whether a function without a name begins, as in Python.
  var isLambda: Bool {
    isNext("lambda") && [.identifier, .colon, .underscore].contains(peek().kind)
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
    guard ahead.next().kind == .identifier else { return false }
    let second = ahead.next().kind
    return second == .colon || second == .comma
  }

  /// Whether the token that was taken last is this word.
  func isAfter(_ word: String) -> Bool {
    let end = Int(previousEnd)
    let start = end - word.utf8.count
    return start >= 0 && lexer.source[start..<end].elementsEqual(word.utf8)
      && (start == 0 || !CharacterClass.isIdentifierPart(lexer.source[start - 1]))
  }

  /// A note on a type in an expression.
  func noteOnType(_ word: String) -> [RawDiagnostic.Note] {
    switch token.kind {
    case .rightBracket:
      return [
        .init("an empty array is '[]', its type stands at the variable: 'var a: [\(word)] = [];'")
      ]
    case .colon: return [.init("an empty map is '[:]', its type stands at the variable")]
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
