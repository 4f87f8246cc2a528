// An expression's type as far as it is known without its context.

import MiniFrontend

/// The type that an expression has by itself. Without an allocation, also for array literals: a kind,
/// and the number of literals around it.
struct NaturalType: Hashable {
  enum Kind: Hashable {
    /// Integer literals only: any numeric type, `i32` if the context asks for none.
    case integer
    /// Integer literals only, at least one of them a byte: any integer type, `u8` if the context asks
    /// for none.
    case byte
    /// Literals only, at least one of them a float: `f64`, but it does not decide another operand.
    case float
    /// `none`: any optional type.
    case none
    /// `.name` or `.name(…)`: any enum type.
    case enumCase
    /// The elements of `[]`: any type.
    case empty
    /// A map literal: the type that its pairs have by themselves; `nil`: any map type.
    case map(TypeID?)
    /// The name of a struct or an enum.
    case typeName(TypeID)
    case type(TypeID)
    /// Contains an error that is reported elsewhere.
    case unknown
  }

  let kind: Kind
  /// Number of array literals around the kind: 2 for `[[1], []]`, whose kind is ``Kind/integer``.
  let depth: UInt16

  init(_ kind: Kind, depth: UInt16 = 0) {
    self.kind = kind
    self.depth = depth
  }

  static var integer: NaturalType { NaturalType(.integer) }
  static var byte: NaturalType { NaturalType(.byte) }
  static var unknown: NaturalType { NaturalType(.unknown) }
  static func type(_ type: TypeID) -> NaturalType { NaturalType(.type(type)) }

  /// The type that it has if its context expects none; `nil` if there is none, or it is not known.
  func settled(in table: TypeTable) -> TypeID? {
    let type: TypeID
    switch kind {
    case .integer: type = .i32
    case .byte: type = .u8
    case .float: type = .f64
    case .type(let known), .map(let known?): type = known
    case .none, .enumCase, .empty, .map(nil), .typeName, .unknown: return nil
    }
    if depth == 0 { return type }
    return (0..<depth).reduce(type) { inner, _ in table.array(of: inner) }
  }

  /// Whether it has a type only where its context expects one.
  var isUntyped: Bool {
    kind == .none || kind == .enumCase || kind == .empty || kind == .map(nil)
  }

  /// Of `T`, the literal `[T]`.
  var inArray: NaturalType {
    switch kind {
    case .unknown, .type(.void), .typeName: .unknown
    case .integer, .byte, .float, .none, .enumCase, .empty, .map, .type:
      NaturalType(kind, depth: depth + 1)
    }
  }

  /// Itself if an arithmetic operator is defined on it, else unknown.
  func operand(of tag: ZIR.Tag) -> NaturalType {
    guard depth == 0 else { return .unknown }
    switch kind {
    case .integer, .byte, .float, .unknown: return self
    case .none, .enumCase, .empty, .map, .typeName: return .unknown
    case .type(let type): return tag.isDefined(on: type) ? self : .unknown
    }
  }

  /// The common type of two operands of one operator, or of two elements: the left one's, unless it
  /// is a literal and the right one is not.
  func combined(with right: NaturalType) -> NaturalType {
    guard depth == right.depth else { return combinedLiterals(with: right) }
    switch (kind, right.kind) {
    case (.unknown, _), (_, .unknown), (.typeName, _), (_, .typeName): return .unknown
    case (.type(.void), _), (_, .type(.void)): return .unknown
    case (.type, _): return self
    case (_, .type): return right
    case (.empty, _): return right
    case (_, .empty): return self
    case (.none, _): return right
    case (_, .none): return self
    case (.enumCase, _): return right
    case (_, .enumCase): return self
    case (.map(nil), _): return right
    case (.map, _): return self
    case (_, .map): return right
    case (.float, _), (_, .float): return NaturalType(.float, depth: depth)
    case (.byte, _), (_, .byte): return NaturalType(.byte, depth: depth)
    case (.integer, .integer): return self
    }
  }

  /// The common type of two values of which at least one is an array literal.
  private func combinedLiterals(with right: NaturalType) -> NaturalType {
    let (shallow, deep) = depth < right.depth ? (self, right) : (right, self)
    switch (shallow.kind, deep.kind) {
    case (.unknown, _), (_, .unknown), (.type(.void), _): return .unknown
    case (.typeName, _), (_, .typeName): return .unknown
    // The operand that is less of a literal decides.
    case (.type, _): return shallow
    case (.none, _), (.enumCase, _), (.empty, _): return deep
    case (.integer, _), (.byte, _), (.float, _), (.map, _): return self
    }
  }
}

extension Scalar {
  /// Whether a conversion to another type changes no value.
  func keepsValues(in other: Scalar) -> Bool {
    guard isInteger else { return false }
    if other == .f64 { return bits <= 32 }
    return isSigned == other.isSigned ? bits < other.bits : !isSigned && bits < other.bits
  }

  /// The effect of a conversion to another type on some values, as a clause; `nil`: none.
  func loss(in other: Scalar) -> String? {
    guard isNumber, other.isNumber else { return nil }
    if self == .f64 { return "drop its fraction" }
    if other == .f64 { return "round it beyond 2^53" }
    if other.bits < bits { return "keep its low \(other.bits) bits alone" }
    return isSigned ? "wrap if it is negative" : "wrap beyond \(other.maximum)"
  }
}

extension ZIR.IntegerLiteral {
  /// Whether the literal's value is one of a number type's.
  func fits(_ type: Scalar) -> Bool {
    guard type.isInteger else { return Double(bitPattern: doubleBits).isFinite }
    let limit = !isNegative ? type.maximum : type.isSigned ? type.maximum + 1 : 0
    return !overflows && magnitude <= limit
  }

  /// The value as a number of a type that it ``fits(_:)``.
  func constant(_ type: Scalar) -> AIR.Constant {
    type == .f64 ? .f64(doubleBits) : .integer(isNegative ? 0 &- magnitude : magnitude, type)
  }
}

extension ZIR.Function {
  /// A list in `extra`, which begins with its length.
  func run(at start: UInt32) -> ArraySlice<UInt32> {
    let first = Int(start) + 1
    return extra[first..<first + Int(extra[Int(start)])]
  }

  /// The operands of an arithmetic operator that share its type: one for `-x`, `~x` and shifts, two
  /// for the others.
  func operands(of instruction: ZIR.Instruction) -> Operands {
    Operands(instruction, count: instruction.tag.hasOneOperandOfItsType ? 1 : 2)
  }
}

/// One or two operands, without allocating an array.
struct Operands: RandomAccessCollection {
  private let instruction: ZIR.Instruction
  let count: Int

  init(_ instruction: ZIR.Instruction, count: Int) {
    self.instruction = instruction
    self.count = count
  }

  var startIndex: Int { 0 }
  var endIndex: Int { count }

  subscript(position: Int) -> UInt32 { position == 0 ? instruction.a : instruction.b }
}

extension ZIR.Tag {
  /// Whether it is an operator with two operands of one type.
  var isBinaryOperator: Bool { symbol != "" && self != .not && !hasOneOperandOfItsType }

  /// Whether it is arithmetic that is defined on a type. That `f64` has no operators of integers is
  /// reported by itself.
  func isDefined(on type: TypeID) -> Bool {
    if let scalar = type.scalar { return scalar.isNumber }
    return type == .text && self == .add
  }

  /// The operator as the source spells it; empty for other instructions.
  var symbol: String {
    switch self {
    case .negate, .subtract: "-"
    case .not: "!"
    case .add: "+"
    case .multiply: "*"
    case .divide: "/"
    case .remainder: "%"
    case .complement: "~"
    case .bitAnd: "&"
    case .bitOr: "|"
    case .bitXor: "^"
    case .shiftLeft: "<<"
    case .shiftRight: ">>"
    case .equal: "=="
    case .notEqual: "!="
    case .less: "<"
    case .lessOrEqual: "<="
    case .greater: ">"
    case .greaterOrEqual: ">="
    case .integer, .float, .string, .bool, .parameter, .local, .logicalBegin, .logicalEnd, .call,
      .callValue, .convert, .poison, .none, .arrayLiteral, .mapLiteral, .arrayRepeat, .index,
      .slice, .orelseBegin, .orelseEnd, .leaveReturn, .leaveBreak, .leaveContinue, .leavePanic,
      .leaveExit, .convertText, .reference, .placeRead, .builtin, .global, .field, .enumCase,
      .construct, .declare, .declareTyped, .assign, .assignPlace, .evaluate, .print, .write,
      .assert, .panic, .exit, .returnValue, .returnVoid, .constantValue, .ifBegin, .ifConstBegin,
      .elseBegin, .ifEnd, .loopBegin, .loopCondition, .loopConstCondition, .loopEnd, .rangeBegin,
      .eachBegin, .breakLoop, .continueLoop, .unreachableBegin, .unreachableEnd, .scopeEnd,
      .switchBegin, .casePattern, .valuePattern, .rangePattern, .branchBegin, .elseBranch,
      .branchEnd, .switchEnd:
      ""
    }
  }
}

extension ZIR {
  /// An argument of a `construct`.
  struct ConstructArgument {
    /// The index of the label in ``Function/names``; `nil`: there is none.
    let label: UInt32?
    let value: UInt32
  }
}

extension ZIR.Function {
  /// The arguments in the list of a `construct`, in the order of the text.
  func arguments(ofConstruct list: UInt32) -> [ZIR.ConstructArgument] {
    (0..<Int(extra[Int(list)])).map { position in
      let label = extra[Int(list) + 1 + 2 * position]
      return ZIR.ConstructArgument(
        label: label == ZIR.noValue ? nil : label, value: extra[Int(list) + 2 + 2 * position])
    }
  }
}
