// Tokens, which the lexer makes from the text one at a time.

/// One token: a kind and a byte range; its text stays in the source.
struct Token {
  let kind: Kind
  /// Whether only white space and comments precede it on its line.
  let isFirstOnLine: Bool
  let start: UInt32
  let end: UInt32

  var range: SourceRange { SourceRange(start: start, end: end) }

  enum Kind: UInt8 {
    case endOfFile
    case identifier
    case integer
    case float
    case string
    /// A number or a string that contains a reported error.
    case invalidLiteral
    /// A string without its closing quote (reported); it ends where its line ends.
    case unterminatedString
    /// A run of characters that begin no token (reported).
    case invalid

    case leftParen
    case rightParen
    case leftBrace
    case rightBrace
    case comma
    case semicolon
    case colon
    case dot
    case equal
    case equalEqual
    case bang
    case bangEqual
    case less
    case lessEqual
    case greater
    case greaterEqual
    case plus
    case minus
    case star
    case slash
    case percent

    case fn
    case const
    case `var`
    case `return`
    case `if`
    case `else`
    case `while`
    case `break`
    case `continue`
    case `import`
    case `as`
    case `true`
    case `false`
    case and
    case or
    case i32
    case i64
    case f64
    case bool
    case void
  }
}

extension Token.Kind {
  var isKeyword: Bool { rawValue >= Token.Kind.fn.rawValue }

  /// The type that the keyword names.
  var type: Type? {
    switch self {
    case .i32: .i32
    case .i64: .i64
    case .f64: .f64
    case .bool: .bool
    case .void: .void
    default: nil
    }
  }

  /// Whether this keyword begins a statement and nothing else.
  var beginsStatement: Bool {
    switch self {
    case .const, .var, .return, .if, .while, .break, .continue: true
    default: false
    }
  }

  /// The keyword that `word` spells. `word` contains the bytes, the first one lowest.
  static func keyword(_ word: UInt64) -> Token.Kind? {
    switch word {
    case 0x6E66: .fn
    case 0x6669: .if
    case 0x7361: .as
    case 0x726F: .or
    case 0x726176: .var
    case 0x646E61: .and
    case 0x323369: .i32
    case 0x343669: .i64
    case 0x343666: .f64
    case 0x6573_6C65: .else
    case 0x6575_7274: .true
    case 0x6C6F_6F62: .bool
    case 0x6469_6F76: .void
    case 0x74_736E_6F63: .const
    case 0x65_6C69_6877: .while
    case 0x6B_6165_7262: .break
    case 0x65_736C_6166: .false
    case 0x6E72_7574_6572: .return
    case 0x7472_6F70_6D69: .import
    case 0x6575_6E69_746E_6F63: .continue
    default: nil
    }
  }
}
