// An expression's type as far as it is known without its context.

import MiniFrontend

/// The type that an expression has by itself.
enum NaturalType: Hashable {
  /// Integer literals only: any numeric type, `i32` if the context asks for none.
  case integer
  /// Literals only, at least one of them a float: `f64`, but it does not decide another operand.
  case float
  case type(Type)
  /// Contains an error that is reported elsewhere.
  case unknown

  /// The type that it has if its context expects none.
  var settled: Type? {
    switch self {
    case .integer: .i32
    case .float: .f64
    case .type(let type): type
    case .unknown: nil
    }
  }

  /// Itself if arithmetic is defined on it, else unknown.
  var numeric: NaturalType {
    switch self {
    case .type(.bool), .type(.void): .unknown
    case .integer, .float, .type, .unknown: self
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
    case (.integer, .integer): .integer
    }
  }
}

extension Type {
  /// The range of the type's integers, for messages.
  var rangeText: String {
    switch self {
    case .i32: "i32 holds \(Int32.min) to \(Int32.max)"
    case .i64: "i64 holds \(Int64.min) to \(Int64.max)"
    case .f64, .bool, .void: "\(name) holds no number this large"
    }
  }
}

extension Type {
  /// Whether a conversion to another type changes no value.
  func keepsValues(in other: Type) -> Bool {
    self == .i32 && (other == .i64 || other == .f64)
  }

  /// The effect of a conversion to another type on some values, as a clause; `nil`: none.
  func loss(in other: Type) -> String? {
    switch (self, other) {
    case (.f64, .i32), (.f64, .i64): "drop its fraction"
    case (.i64, .i32): "keep its low 32 bits alone"
    case (.i64, .f64): "round it beyond 2^53"
    default: nil
    }
  }
}

extension ZIR.IntegerLiteral {
  /// Whether the literal's value is one of the type's.
  func fits(_ type: Type) -> Bool {
    switch type {
    case .i32: !overflows && magnitude <= UInt64(Int32.max) + (isNegative ? 1 : 0)
    case .i64: !overflows && magnitude <= UInt64(Int64.max) + (isNegative ? 1 : 0)
    case .f64: Double(bitPattern: doubleBits).isFinite
    case .bool, .void: false
    }
  }

  /// The value as a number of a type that it ``fits(_:)``.
  func constant(_ type: Type) -> AIR.Constant {
    let bits = isNegative ? 0 &- magnitude : magnitude
    return switch type {
    case .i32: .i32(Int32(truncatingIfNeeded: bits))
    case .i64: .i64(Int64(truncatingIfNeeded: bits))
    case .f64: .f64(doubleBits)
    case .bool, .void: preconditionFailure("no integer literal fits \(type.name)")
    }
  }
}

extension ZIR.Function {
  /// A list in `extra`, which begins with its length.
  func run(at start: UInt32) -> ArraySlice<UInt32> {
    let first = Int(start) + 1
    return extra[first..<first + Int(extra[Int(start)])]
  }

  /// The operands of an arithmetic operator: one for `-x`, two for the others.
  func operands(of instruction: ZIR.Instruction) -> Operands {
    Operands(instruction, count: instruction.tag == .negate ? 1 : 2)
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
  var isBinaryOperator: Bool { symbol != "" && self != .not && self != .negate }

  /// The operator as the source spells it; empty for other instructions.
  var symbol: String {
    switch self {
    case .negate, .subtract: "-"
    case .not: "!"
    case .add: "+"
    case .multiply: "*"
    case .divide: "/"
    case .remainder: "%"
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
