// Operators on constants, with exactly the results that the emitted code has at run time.

import MiniFrontend

extension AIR.Constant {
  /// Arithmetic on two constants of one numeric type. Integers wrap, doubles round as in IEEE 754.
  func folded(_ operation: AIR.Arithmetic, _ right: AIR.Constant) -> AIR.Constant {
    switch (self, right) {
    case (.i32(let left), .i32(let right)): .i32(Self.wrapping(operation, left, right))
    case (.i64(let left), .i64(let right)): .i64(Self.wrapping(operation, left, right))
    case (.f64(let left), .f64(let right)):
      .double(
        Self.rounding(operation, Double(bitPattern: left), Double(bitPattern: right)))
    default: preconditionFailure("arithmetic on two types")
    }
  }

  private static func wrapping<T: FixedWidthInteger>(
    _ operation: AIR.Arithmetic, _ left: T, _ right: T
  ) -> T {
    switch operation {
    case .add: left &+ right
    case .subtract: left &- right
    case .multiply: left &* right
    case .divide: preconditionFailure("integers have their own division")
    }
  }

  private static func rounding(
    _ operation: AIR.Arithmetic, _ left: Double, _ right: Double
  ) -> Double {
    switch operation {
    case .add: left + right
    case .subtract: left - right
    case .multiply: left * right
    case .divide: left / right
    }
  }

  /// Integer division. The divisor must not be zero, and the quotient must fit.
  func folded(_ division: AIR.Division, _ divisor: AIR.Constant) -> AIR.Constant {
    switch (self, divisor, division) {
    case (.i32(let left), .i32(let right), .quotient): .i32(left / right)
    case (.i32(let left), .i32(let right), .remainder): .i32(left % right)
    case (.i64(let left), .i64(let right), .quotient): .i64(left / right)
    case (.i64(let left), .i64(let right), .remainder): .i64(left % right)
    default: preconditionFailure("integer division on other types")
    }
  }

  var negated: AIR.Constant {
    switch self {
    case .i32(let value): .i32(0 &- value)
    case .i64(let value): .i64(0 &- value)
    case .f64(let bits): .double(-Double(bitPattern: bits))
    case .bool: preconditionFailure("a bool has no negative")
    }
  }

  func isTrue(_ comparison: AIR.Comparison, _ right: AIR.Constant) -> Bool {
    switch (self, right) {
    case (.i32(let left), .i32(let right)): comparison.holds(left, right)
    case (.i64(let left), .i64(let right)): comparison.holds(left, right)
    case (.bool(let left), .bool(let right)): (left == right) == (comparison == .equal)
    case (.f64(let left), .f64(let right)):
      comparison.holds(Double(bitPattern: left), Double(bitPattern: right))
    default: preconditionFailure("comparison of two types")
    }
  }

  func converted(to type: Type) -> AIR.Constant {
    switch (self, type) {
    case (.i32(let value), .i64): .i64(Int64(value))
    case (.i32(let value), .f64): .double(Double(value))
    case (.i64(let value), .i32): .i32(Int32(truncatingIfNeeded: value))
    case (.i64(let value), .f64): .double(Double(value))
    case (.f64(let bits), .i32): .i32(Self.saturating(Double(bitPattern: bits)))
    case (.f64(let bits), .i64): .i64(Self.saturating(Double(bitPattern: bits)))
    default: preconditionFailure("no such conversion")
    }
  }

  /// Like `llvm.fptosi.sat`: rounds toward zero, returns the nearest bound if out of range, 0 for
  /// NaN.
  private static func saturating<T: FixedWidthInteger>(_ value: Double) -> T {
    if value.isNaN { return 0 }
    return T(exactly: value.rounded(.towardZero)) ?? (value < 0 ? .min : .max)
  }

  /// A double. All NaNs become one, so that the IR does not depend on the machine that folds.
  private static func double(_ value: Double) -> AIR.Constant {
    .f64(value.isNaN ? Double.nan.bitPattern : value.bitPattern)
  }

  /// The value of an integer; `nil` for other constants.
  var integer: Int64? {
    switch self {
    case .i32(let value): Int64(value)
    case .i64(let value): value
    case .bool, .f64: nil
    }
  }

  /// Whether it is the only integer of its type whose quotient by -1 does not fit.
  var isMinimum: Bool { self == .i32(.min) || self == .i64(.min) }
}

extension AIR.Comparison {
  /// - Returns: `nil` for a tag that is not a comparison.
  init?(_ tag: ZIR.Tag) {
    switch tag {
    case .equal: self = .equal
    case .notEqual: self = .notEqual
    case .less: self = .less
    case .lessOrEqual: self = .lessOrEqual
    case .greater: self = .greater
    case .greaterOrEqual: self = .greaterOrEqual
    default: return nil
    }
  }

  fileprivate func holds<T: Comparable>(_ left: T, _ right: T) -> Bool {
    switch self {
    case .equal: left == right
    case .notEqual: left != right
    case .less: left < right
    case .lessOrEqual: left <= right
    case .greater: left > right
    case .greaterOrEqual: left >= right
    }
  }
}
