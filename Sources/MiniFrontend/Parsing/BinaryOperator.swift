// The binary operators.

/// The binary operators and their precedence.
struct BinaryOperator {
  let tag: AST.Tag
  /// From 1 (`or`) to 10 (`*`).
  let precedence: Int

  /// The least of the operators that compare.
  static let comparisonPrecedence = 3

  var isComparison: Bool { precedence == 3 || precedence == 4 }

  init?(_ kind: Token.Kind) {
    switch kind {
    case .or, .pipePipe: (tag, precedence) = (.or, 1)
    case .and, .ampersandAmpersand: (tag, precedence) = (.and, 2)
    case .equalEqual: (tag, precedence) = (.equal, 3)
    case .bangEqual: (tag, precedence) = (.notEqual, 3)
    case .less: (tag, precedence) = (.less, 4)
    case .lessEqual: (tag, precedence) = (.lessOrEqual, 4)
    case .greater: (tag, precedence) = (.greater, 4)
    case .greaterEqual: (tag, precedence) = (.greaterOrEqual, 4)
    case .pipe: (tag, precedence) = (.bitOr, 5)
    case .caret: (tag, precedence) = (.bitXor, 6)
    case .ampersand: (tag, precedence) = (.bitAnd, 7)
    case .lessLess: (tag, precedence) = (.shiftLeft, 8)
    case .greaterGreater: (tag, precedence) = (.shiftRight, 8)
    case .plus: (tag, precedence) = (.add, 9)
    case .minus: (tag, precedence) = (.subtract, 9)
    case .star: (tag, precedence) = (.multiply, 10)
    case .slash: (tag, precedence) = (.divide, 10)
    case .percent: (tag, precedence) = (.remainder, 10)
    default: return nil
    }
  }

  /// The operator of a compound assignment.
  init?(updating kind: Token.Kind) {
    switch kind {
    case .plusEqual: self.init(.plus)
    case .minusEqual: self.init(.minus)
    case .starEqual: self.init(.star)
    case .slashEqual: self.init(.slash)
    case .percentEqual: self.init(.percent)
    case .ampersandEqual: self.init(.ampersand)
    case .pipeEqual: self.init(.pipe)
    case .caretEqual: self.init(.caret)
    case .lessLessEqual: self.init(.lessLess)
    case .greaterGreaterEqual: self.init(.greaterGreater)
    default: return nil
    }
  }
}
