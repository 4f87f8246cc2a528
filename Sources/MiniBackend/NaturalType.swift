// What is known of an expression's type before its context is asked.

import MiniFrontend

/// The type an expression has by itself.
enum NaturalType: Hashable {
  /// Made of integer literals alone: any numeric type, `i32` if nothing asks for another.
  case integer
  /// Made of literals alone, at least one of them a float: `f64`, but it decides for no other.
  case float
  case type(Type)
  /// Holds an error that is reported elsewhere.
  case unknown

  /// The type it has if its context has no wish.
  var settled: Type? {
    switch self {
    case .integer: .i32
    case .float: .f64
    case .type(let type): type
    case .unknown: nil
    }
  }

  /// The same if arithmetic is defined on it, else unknown.
  var numeric: NaturalType {
    switch self {
    case .type(.bool), .type(.void): .unknown
    default: self
    }
  }

  /// What two operands of one operator have in common: the left one's type, unless it is a literal
  /// and the right one is none.
  func combined(with right: NaturalType) -> NaturalType {
    switch (self, right) {
    case (.unknown, _), (_, .unknown): .unknown
    case (.type(.void), _), (_, .type(.void)): .unknown
    case (.type, _): self
    case (_, .type): right
    case (.float, _), (_, .float): .float
    default: .integer
    }
  }
}

extension Type {
  /// For messages: which integers the type holds.
  var rangeText: String {
    switch self {
    case .i32: "i32 holds \(Int32.min) to \(Int32.max)"
    case .i64: "i64 holds \(Int64.min) to \(Int64.max)"
    default: "\(name) holds no number this large"
    }
  }
}

extension Type {
  /// Whether a conversion to another type changes no value.
  func keepsValues(in other: Type) -> Bool {
    self == .i32 && (other == .i64 || other == .f64)
  }

  /// What a conversion to another type does to some values, as a clause; `nil`: there is none.
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
  /// Whether a literal's value is one of the type's.
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
    default: .f64(doubleBits)
    }
  }
}

extension ZIR.Function {
  /// A run of `extra`: its length stands before it.
  func run(at start: UInt32) -> ArraySlice<UInt32> {
    let first = Int(start) + 1
    return extra[first..<first + Int(extra[Int(start)])]
  }

  /// The operands of an arithmetic operator: one of `-x`, two of the others.
  func operands(of instruction: ZIR.Instruction) -> Operands {
    Operands(instruction, count: instruction.tag == .negate ? 1 : 2)
  }
}

/// One operand or two, without an array's allocation.
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
  /// Whether it is an operator of two operands of one type.
  var isBinaryOperator: Bool { symbol != "" && self != .not && self != .negate }

  /// An operator as the source spells it.
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
