// LLVM's names of AIR's operations.

import MiniFrontend

extension AIR.Arithmetic {
  func llvmName(_ type: Type) -> StaticString {
    switch self {
    case .add: type == .f64 ? "fadd" : "add"
    case .subtract: type == .f64 ? "fsub" : "sub"
    case .multiply: type == .f64 ? "fmul" : "mul"
    case .divide: "fdiv"
    }
  }
}

extension AIR.Comparison {
  /// With a NaN, every comparison of doubles but `!=` is false.
  func llvmName(_ type: Type) -> StaticString {
    let isDouble = type == .f64
    return switch self {
    case .equal: isDouble ? "fcmp oeq" : "icmp eq"
    case .notEqual: isDouble ? "fcmp une" : "icmp ne"
    case .less: isDouble ? "fcmp olt" : "icmp slt"
    case .lessOrEqual: isDouble ? "fcmp ole" : "icmp sle"
    case .greater: isDouble ? "fcmp ogt" : "icmp sgt"
    case .greaterOrEqual: isDouble ? "fcmp oge" : "icmp sge"
    }
  }
}
