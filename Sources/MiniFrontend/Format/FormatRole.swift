// The place of a token in its line: whether a space precedes it.

/// A token and its relation to the one before it.
struct FormatRole {
  let kind: Token.Kind
  /// Whether the source has a line break or a comment before it.
  let hasLineBreak: Bool
  /// Whether it ends an operand or a name, so that `(`, `[` and `.` after it belong to that.
  private let endsOperand: Bool
  /// Whether it is an operator between two operands, or of an assignment.
  let isBinary: Bool
  /// Whether nothing is between it and what follows: a unary operator, the `&` and `?` of types.
  private let isPrefix: Bool
  /// Whether it is a `fn`, or the name after one.
  private let precedesParameters: Bool
  private let isKeyword: Bool

  init(_ token: FormatText.SpacedToken, hasComment: Bool, after previous: FormatRole?) {
    kind = token.kind
    hasLineBreak = token.lineBreaks > 0 || hasComment
    isKeyword = kind.isKeyword && !token.isName
    precedesParameters = isKeyword && kind == .fn || token.isName && previous?.isFunction == true
    switch kind {
    case .plus, .star, .slash, .percent, .pipe, .caret, .lessLess, .greaterGreater, .equalEqual,
      .bangEqual, .less, .lessEqual, .greater, .greaterEqual, .equal, .plusEqual, .minusEqual,
      .starEqual, .slashEqual, .percentEqual, .ampersandEqual, .pipeEqual, .caretEqual,
      .lessLessEqual, .greaterGreaterEqual:
      (endsOperand, isBinary, isPrefix) = (false, true, false)
    case .and, .or, .orelse: (endsOperand, isBinary, isPrefix) = (!isKeyword, isKeyword, false)
    case .minus, .ampersand:
      isBinary = previous?.endsOperand ?? false
      isPrefix = !isBinary
      endsOperand = false
    case .bang, .tilde, .question, .questionQuestion:
      (endsOperand, isBinary, isPrefix) = (false, false, true)
    case .identifier, .integer, .float, .string, .byte, .true, .false, .none, .rightParen,
      .rightBracket:
      (endsOperand, isBinary, isPrefix) = (true, false, false)
    default: (endsOperand, isBinary, isPrefix) = (token.isName, false, false)
    }
  }

  private var isFunction: Bool { isKeyword && kind == .fn }

  var opens: Bool { kind == .leftParen || kind == .leftBracket || kind == .leftBrace }

  var closes: Bool { kind == .rightParen || kind == .rightBracket || kind == .rightBrace }

  /// Whether a head follows, which the `{` of a block ends.
  var beginsHead: Bool {
    isKeyword && (kind == .if || kind == .while || kind == .for || kind == .switch)
  }

  /// Whether it is a keyword and not a name.
  func isKeyword(_ kind: Token.Kind) -> Bool { isKeyword && self.kind == kind }

  /// Whether a space is between it and the token before it on the line.
  ///
  /// - Parameter isAfterParameters: whether the previous token ends parameters, after which a result
  ///   type may follow.
  func isApart(from previous: FormatRole, isAfterParameters: Bool) -> Bool {
    switch previous.kind {
    case .dot: return false
    // `..` and a `.` would be `...`, which is none of the language's tokens.
    case .dotDot, .dotDotEqual: return kind == .dot
    case .minus where previous.isPrefix: return kind == .minus
    case _ where previous.isPrefix: return false
    default: break
    }
    switch kind {
    case .comma, .semicolon, .colon, .dotDot, .dotDotEqual, .rightParen, .rightBracket: return false
    case .dot: return !previous.endsOperand
    case .leftParen:
      return !previous.endsOperand && !previous.precedesParameters && !previous.isConversion
    case .leftBracket: return !previous.endsOperand || isAfterParameters
    default: return true
    }
  }

  private var isConversion: Bool {
    switch kind {
    case .u8, .i32, .u32, .i64, .u64, .f64, .text: isKeyword
    default: false
    }
  }
}
