// Operators on constants, with exactly the results that the emitted code has at run time.

import MiniFrontend

extension Scalar {
  /// An integer of this type from its low bits, extended to 64 bits: with copies of its sign, or
  /// with zeros if it has none.
  func extended(_ value: UInt64) -> UInt64 {
    let unused = 64 - bits
    let high = value << unused
    return isSigned ? UInt64(bitPattern: Int64(bitPattern: high) >> unused) : high >> unused
  }

  /// The least value of a signed integer type.
  var minimum: AIR.Constant { .integer(~maximum, self) }
}

extension AIR.Constant {
  /// Arithmetic on two constants of one numeric type. Integers wrap, doubles round as in IEEE 754.
  /// The amount of a shift must be less than the type's width.
  func folded(_ operation: AIR.Arithmetic, _ right: AIR.Constant) -> AIR.Constant {
    switch (self, right) {
    case (.integer(let left, let type), .integer(let right, _)):
      .integer(type.extended(Self.wrapping(operation, left, right, type)), type)
    case (.f64(let left), .f64(let right)):
      .double(
        Self.rounding(operation, Double(bitPattern: left), Double(bitPattern: right)))
    case (.bool, _), (.integer, _), (.f64, _): preconditionFailure("arithmetic on two types")
    }
  }

  /// The result's low bits.
  private static func wrapping(
    _ operation: AIR.Arithmetic, _ left: UInt64, _ right: UInt64, _ type: Scalar
  ) -> UInt64 {
    switch operation {
    case .add: left &+ right
    case .subtract: left &- right
    case .multiply: left &* right
    case .bitAnd: left & right
    case .bitOr: left | right
    case .bitXor: left ^ right
    case .shiftLeft: left &<< right
    case .shiftRight:
      type.isSigned
        ? UInt64(bitPattern: Int64(bitPattern: left) &>> Int64(bitPattern: right)) : left &>> right
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
    case .bitAnd, .bitOr, .bitXor, .shiftLeft, .shiftRight:
      preconditionFailure("the operation is not defined on doubles")
    }
  }

  /// Integer division. The divisor must not be zero, and the quotient must fit.
  func folded(_ division: AIR.Division, _ divisor: AIR.Constant) -> AIR.Constant {
    guard case .integer(let left, let type) = self, case .integer(let right, _) = divisor else {
      preconditionFailure("integer division on other types")
    }
    guard type.isSigned else {
      return .integer(division == .quotient ? left / right : left % right, type)
    }
    let (signed, by) = (Int64(bitPattern: left), Int64(bitPattern: right))
    return .integer(UInt64(bitPattern: division == .quotient ? signed / by : signed % by), type)
  }

  var negated: AIR.Constant {
    switch self {
    case .integer(let value, let type): .integer(type.extended(0 &- value), type)
    case .f64(let bits): .double(-Double(bitPattern: bits))
    case .bool: preconditionFailure("a bool has no negative")
    }
  }

  var magnitude: AIR.Constant {
    switch self {
    case .integer(let value, let type):
      type.isSigned && Int64(bitPattern: value) < 0 ? negated : self
    case .f64(let bits): .double(Double(bitPattern: bits).magnitude)
    case .bool: preconditionFailure("a bool has no magnitude")
    }
  }

  func folded(_ extremum: AIR.Extremum, _ right: AIR.Constant) -> AIR.Constant {
    if case .f64(let left) = self, case .f64(let right) = right {
      let (a, b) = (Double(bitPattern: left), Double(bitPattern: right))
      if a.isNaN || b.isNaN { return .double(.nan) }
      // Equal zeros can have different signs.
      if a == b { return .f64(extremum == .minimum ? left | right : left & right) }
    }
    return isTrue(extremum == .minimum ? .less : .greater, right) ? self : right
  }

  func isTrue(_ comparison: AIR.Comparison, _ right: AIR.Constant) -> Bool {
    switch (self, right) {
    case (.integer(let left, let type), .integer(let right, _)):
      type.isSigned
        ? comparison.holds(Int64(bitPattern: left), Int64(bitPattern: right))
        : comparison.holds(left, right)
    case (.bool(let left), .bool(let right)): (left == right) == (comparison == .equal)
    case (.f64(let left), .f64(let right)):
      comparison.holds(Double(bitPattern: left), Double(bitPattern: right))
    case (.bool, _), (.integer, _), (.f64, _): preconditionFailure("comparison of two types")
    }
  }

  func converted(to type: Scalar) -> AIR.Constant {
    switch self {
    case .integer(let value, _) where type.isInteger: .integer(type.extended(value), type)
    case .integer(let value, let from):
      .double(from.isSigned ? Double(Int64(bitPattern: value)) : Double(value))
    case .f64(let bits) where type.isInteger:
      .integer(Self.saturating(Double(bitPattern: bits), type), type)
    case .f64, .bool: preconditionFailure("no such conversion")
    }
  }

  /// Like `llvm.fptosi.sat` and `llvm.fptoui.sat`: rounds toward zero, returns the nearest bound if
  /// out of range, 0 for NaN.
  private static func saturating(_ value: Double, _ type: Scalar) -> UInt64 {
    if value.isNaN { return 0 }
    let whole = value.rounded(.towardZero)
    if value < 0 {
      guard type.isSigned else { return 0 }
      let least = ~Int64(type.maximum)
      return UInt64(bitPattern: max(Int64(exactly: whole) ?? .min, least))
    }
    return min(UInt64(exactly: whole) ?? .max, type.maximum)
  }

  /// A double. All NaNs become one, so that the IR does not depend on the machine that folds.
  private static func double(_ value: Double) -> AIR.Constant {
    .f64(value.isNaN ? Double.nan.bitPattern : value.bitPattern)
  }
}

extension AIR.Comparison {
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
