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
    case byte
    /// A number, a byte or a string that contains a reported error.
    case invalidLiteral
    /// A string or a byte without its closing quote (reported); it ends where its line ends.
    case unterminatedString
    /// A run of characters that begin no token (reported).
    case invalid
    /// `_`, which is not a name.
    case underscore

    case leftParen
    case rightParen
    case leftBrace
    case rightBrace
    case leftBracket
    case rightBracket
    case comma
    case semicolon
    case colon
    case dot
    case dotDot
    case dotDotEqual
    case question
    /// `??`, which the parser reports and reads as `orelse`.
    case questionQuestion
    case equal
    case equalEqual
    case bang
    case bangEqual
    case less
    case lessEqual
    case greater
    case greaterEqual
    case lessLess
    case lessLessEqual
    case greaterGreater
    case greaterGreaterEqual
    case plus
    case plusEqual
    case minus
    case minusEqual
    case star
    case starEqual
    case slash
    case slashEqual
    case percent
    case percentEqual
    case ampersand
    case ampersandEqual
    /// `&&`, which the parser reports and reads as `and`.
    case ampersandAmpersand
    case pipe
    case pipeEqual
    /// `||`, which the parser reports and reads as `or`.
    case pipePipe
    case caret
    case caretEqual
    case tilde

    case fn
    case const
    case `var`
    case `struct`
    case `enum`
    case test
    case `return`
    case `if`
    case `else`
    case `while`
    case `for`
    case `in`
    case `switch`
    case `break`
    case `continue`
    case `import`
    case `as`
    case `true`
    case `false`
    case none
    case and
    case or
    case orelse
    case u8
    case i32
    case u32
    case i64
    case u64
    case f64
    case bool
    case text
    case void
  }
}

extension Token.Kind {
  var isKeyword: Bool { rawValue >= Token.Kind.fn.rawValue }

  var isNumber: Bool { self == .integer || self == .float || self == .byte }

  /// The scalar that the keyword names.
  var scalar: Scalar? {
    switch self {
    case .u8: .u8
    case .i32: .i32
    case .u32: .u32
    case .i64: .i64
    case .u64: .u64
    case .f64: .f64
    case .bool: .bool
    case .void: .void
    default: nil
    }
  }

  /// Whether this keyword begins a declaration and no statement, or an import.
  var beginsDeclaration: Bool {
    self == .fn || self == .import || self == .struct || self == .enum
  }

  /// Whether this keyword begins a statement and nothing else.
  var beginsStatement: Bool {
    switch self {
    case .const, .var, .return, .if, .while, .for, .switch, .break, .continue: true
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
    case 0x6E69: .in
    case 0x3875: .u8
    case 0x726176: .var
    case 0x646E61: .and
    case 0x323369: .i32
    case 0x343669: .i64
    case 0x323375: .u32
    case 0x343675: .u64
    case 0x726F66: .for
    case 0x343666: .f64
    case 0x6573_6C65: .else
    case 0x6575_7274: .true
    case 0x6C6F_6F62: .bool
    case 0x6469_6F76: .void
    case 0x6D75_6E65: .enum
    case 0x7473_6574: .test
    case 0x656E_6F6E: Token.Kind.none
    case 0x7478_6574: .text
    case 0x74_736E_6F63: .const
    case 0x65_6C69_6877: .while
    case 0x6B_6165_7262: .break
    case 0x65_736C_6166: .false
    case 0x6E72_7574_6572: .return
    case 0x7463_7572_7473: .struct
    case 0x6863_7469_7773: .switch
    case 0x6573_6C65_726F: .orelse
    case 0x7472_6F70_6D69: .import
    case 0x6575_6E69_746E_6F63: .continue
    default: nil
    }
  }
}
