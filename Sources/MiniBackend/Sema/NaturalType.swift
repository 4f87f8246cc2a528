// An expression's type as far as it is known without its context.

import MiniFrontend

/// The type that an expression has by itself.
enum NaturalType: Hashable {
  /// Integer literals only: any numeric type, `i32` if the context asks for none.
  case integer
  /// Integer literals only, at least one of them a byte: any integer type, `u8` if the context asks
  /// for none.
  case byte
  /// Literals only, at least one of them a float: `f64`, but it does not decide another operand.
  case float
  case type(Type)
  /// Contains an error that is reported elsewhere.
  case unknown

  /// The type that it has if its context expects none.
  var settled: Type? {
    switch self {
    case .integer: .i32
    case .byte: .u8
    case .float: .f64
    case .type(let type): type
    case .unknown: nil
    }
  }

  /// Itself if arithmetic is defined on it, else unknown.
  var numeric: NaturalType {
    switch self {
    case .type(.bool), .type(.void): .unknown
    case .integer, .byte, .float, .type, .unknown: self
    }
  }

  /// The common type of two operands of one operator: the left one's, unless it is a literal and
  /// the right one is not.
  func combined(with right: NaturalType) -> NaturalType {
    switch (self, right) {
    case (.unknown, _), (_, .unknown): .unknown
    case (.type(.void), _), (_, .type(.void)): .unknown
    case (.type, _): self
    case (_, .type): right
    case (.float, _), (_, .float): .float
    case (.byte, _), (_, .byte): .byte
    case (.integer, .integer): .integer
    }
  }
}

extension Type {
  /// The range of the type's integers, for messages.
  var rangeText: String {
    guard isInteger else { return "\(name) holds no number this large" }
    return "\(name) holds \(isSigned ? "\(~Int64(maximum))" : "0") to \(maximum)"
  }
}

extension Type {
  /// Whether a conversion to another type changes no value.
  func keepsValues(in other: Type) -> Bool {
    guard isInteger else { return false }
    if other == .f64 { return bits <= 32 }
    return isSigned == other.isSigned ? bits < other.bits : !isSigned && bits < other.bits
  }

  /// The effect of a conversion to another type on some values, as a clause; `nil`: none.
  func loss(in other: Type) -> String? {
    guard isNumber, other.isNumber else { return nil }
    if self == .f64 { return "drop its fraction" }
    if other == .f64 { return "round it beyond 2^53" }
    if other.bits < bits { return "keep its low \(other.bits) bits alone" }
    return isSigned ? "wrap if it is negative" : "wrap beyond \(other.maximum)"
  }
}

extension ZIR.IntegerLiteral {
  /// Whether the literal's value is one of a number type's.
  func fits(_ type: Type) -> Bool {
    guard type.isInteger else { return Double(bitPattern: doubleBits).isFinite }
    let limit = !isNegative ? type.maximum : type.isSigned ? type.maximum + 1 : 0
    return !overflows && magnitude <= limit
  }

  /// The value as a number of a type that it ``fits(_:)``.
  func constant(_ type: Type) -> AIR.Constant {
    type == .f64 ? .f64(doubleBits) : .integer(isNegative ? 0 &- magnitude : magnitude, type)
  }
}

extension ZIR.Function {
  /// A list in `extra`, which begins with its length.
  func run(at start: UInt32) -> ArraySlice<UInt32> {
    let first = Int(start) + 1
    return extra[first..<first + Int(extra[Int(start)])]
  }

  /// The operands of an arithmetic operator that share its type: one for `-x`, `~x`, `abs(x)` and
  /// shifts, two for the others.
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
    case .minimum: "min"
    case .maximum: "max"
    case .absolute: "abs"
    case .equal: "=="
    case .notEqual: "!="
    case .less: "<"
    case .lessOrEqual: "<="
    case .greater: ">"
    case .greaterOrEqual: ">="
    default: ""
    }
  }
}
