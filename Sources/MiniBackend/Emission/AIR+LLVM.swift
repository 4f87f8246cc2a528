// LLVM's names of AIR's operations.

import MiniFrontend

extension AIR {
  /// - Parameter type: `nil` for an address.
  static func llvmName(_ type: Scalar?) -> StaticString { type?.llvmName ?? "ptr" }
}

extension AIR.Arithmetic {
  func llvmName(_ type: Scalar) -> StaticString {
    switch self {
    case .add: type == .f64 ? "fadd" : "add"
    case .subtract: type == .f64 ? "fsub" : "sub"
    case .multiply: type == .f64 ? "fmul" : "mul"
    case .divide: "fdiv"
    case .bitAnd: "and"
    case .bitOr: "or"
    case .bitXor: "xor"
    case .shiftLeft: "shl"
    case .shiftRight: type.isSigned ? "ashr" : "lshr"
    }
  }
}

extension AIR.Comparison {
  /// With a NaN, every comparison of doubles but `!=` is false.
  func llvmName(_ type: Scalar) -> StaticString {
    if type == .f64 {
      return switch self {
      case .equal: "fcmp oeq"
      case .notEqual: "fcmp une"
      case .less: "fcmp olt"
      case .lessOrEqual: "fcmp ole"
      case .greater: "fcmp ogt"
      case .greaterOrEqual: "fcmp oge"
      }
    }
    return switch self {
    case .equal: "icmp eq"
    case .notEqual: "icmp ne"
    case .less: type.isSigned ? "icmp slt" : "icmp ult"
    case .lessOrEqual: type.isSigned ? "icmp sle" : "icmp ule"
    case .greater: type.isSigned ? "icmp sgt" : "icmp ugt"
    case .greaterOrEqual: type.isSigned ? "icmp sge" : "icmp uge"
    }
  }
}

extension AIR.Function {
  /// Whether no compiler makes a frame as large as the guard below the stack, 1 MiB: even without
  /// an optimiser, none of these takes more than 32 bytes. Other functions probe their frames.
  var hasSmallFrame: Bool {
    code.count + arguments.count + slots.count + signature.parameters.count <= 10_000
  }
}
