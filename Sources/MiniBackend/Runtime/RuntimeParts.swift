// The parts of the runtime that a function's IR calls, so that a program contains only those it
// uses.

import MiniFrontend

/// A set of parts of the runtime. Caches store its bits.
///
/// A function lists the parts that it calls directly; ``closure`` adds the parts that those need.
package struct RuntimeParts: OptionSet, Hashable, Sendable {
  package let rawValue: UInt128

  package init(rawValue: UInt128) {
    self.rawValue = rawValue
  }

  /// The output buffer and its flushing; no function calls it directly.
  package static let output = RuntimeParts(rawValue: 1 << 0)
  /// `@mini_write_bytes`.
  package static let writeBytes = RuntimeParts(rawValue: 1 << 1)
  /// `@mini_write_line`.
  package static let writeLine = RuntimeParts(rawValue: 1 << 2)
  /// `@mini_write_bool`.
  package static let writeBool = RuntimeParts(rawValue: 1 << 3)
  /// `@mini_write_i32`.
  package static let writeI32 = RuntimeParts(rawValue: 1 << 4)
  /// `@mini_write_i64` and `@mini_write_u64`.
  package static let writeI64 = RuntimeParts(rawValue: 1 << 5)
  /// `@mini_write_f64`.
  package static let writeF64 = RuntimeParts(rawValue: 1 << 6)
  /// The common part of all panics; no function calls it directly.
  package static let panic = RuntimeParts(rawValue: 1 << 7)
  /// `@mini_panic_zero`.
  package static let panicZero = RuntimeParts(rawValue: 1 << 8)
  /// `@mini_panic_overflow`.
  package static let panicOverflow = RuntimeParts(rawValue: 1 << 9)
  /// `@llvm.fptosi.sat.i32.f64`.
  package static let convertToI32 = RuntimeParts(rawValue: 1 << 10)
  /// `@llvm.fptosi.sat.i64.f64`.
  package static let convertToI64 = RuntimeParts(rawValue: 1 << 11)
  /// `@mini_panic_at`, and the end of a panic in a `-g` build.
  package static let panicAt = RuntimeParts(rawValue: 1 << 12)
  /// `@llvm.dbg.declare`.
  package static let debugVariables = RuntimeParts(rawValue: 1 << 13)
  /// `@mini_show`.
  package static let show = RuntimeParts(rawValue: 1 << 14)
  /// `@mini_run`, for programs with a stack of their own; only `@main` calls it.
  package static let guardStack = RuntimeParts(rawValue: 1 << 15)
  /// The panic at a stack overflow, for functions that call others or have large frames.
  package static let stackPanic = RuntimeParts(rawValue: 1 << 16)
  /// The panic at a stack overflow in a `-g` build.
  package static let stackPanicAt = RuntimeParts(rawValue: 1 << 17)
  /// `@llvm.fptoui.sat.i8.f64`.
  package static let convertToU8 = RuntimeParts(rawValue: 1 << 18)
  /// `@llvm.fptoui.sat.i32.f64`.
  package static let convertToU32 = RuntimeParts(rawValue: 1 << 19)
  /// `@llvm.fptoui.sat.i64.f64`.
  package static let convertToU64 = RuntimeParts(rawValue: 1 << 20)
  /// `@mini_panic_shift`.
  package static let panicShift = RuntimeParts(rawValue: 1 << 21)
  /// The end of a panic without `-g`, for functions that panic.
  package static let panicEnd = RuntimeParts(rawValue: 1 << 22)
  /// `@mini_panic_assertion`.
  package static let panicAssertion = RuntimeParts(rawValue: 1 << 23)
  /// `@mini_panic_message`.
  package static let panicMessage = RuntimeParts(rawValue: 1 << 24)
  /// `@mini_exit`.
  package static let exit = RuntimeParts(rawValue: 1 << 25)
  /// `@llvm.sqrt.f64`.
  package static let squareRoot = RuntimeParts(rawValue: 1 << 26)

  /// `llvm.memcpy`.
  package static let copyMemory = RuntimeParts(rawValue: 1 << 32)
  /// `llvm.memset`.
  package static let clearMemory = RuntimeParts(rawValue: 1 << 33)
  /// `@mini_panic_bounds`.
  package static let panicBounds = RuntimeParts(rawValue: 1 << 34)
  /// `@mini_panic_text`.
  package static let panicText = RuntimeParts(rawValue: 1 << 42)
  /// `@mini_panic_long`.
  package static let panicLong = RuntimeParts(rawValue: 1 << 35)
  /// The descriptions of types without parts.
  package static let types = RuntimeParts(rawValue: 1 << 36)
  /// `@mini_out_of_memory`; no function calls it directly.
  package static let outOfMemory = RuntimeParts(rawValue: 1 << 37)
  /// `@mini_retain`.
  package static let retain = RuntimeParts(rawValue: 1 << 38)
  /// `@mini_release`.
  package static let release = RuntimeParts(rawValue: 1 << 39)

  /// `@mini_retain_buffer`.
  package static let retainBuffer = RuntimeParts(rawValue: 1 << 40)
  /// `@mini_release_buffer`.
  package static let releaseBuffer = RuntimeParts(rawValue: 1 << 41)

  /// A function of the run-time library.
  package init(_ callee: AIR.Library) {
    self.init(rawValue: 1 << (64 + UInt128(callee.number)))
  }

  /// The function of the run-time library that a primitive is.
  init(_ primitive: Primitive) {
    self.init(rawValue: 1 << (112 + UInt128(primitive.number)))
  }

  /// The intrinsic that converts a double to an integer type.
  static func conversion(to type: Scalar) -> RuntimeParts {
    switch type {
    case .u8: .convertToU8
    case .i32: .convertToI32
    case .u32: .convertToU32
    case .i64: .convertToI64
    case .u64: .convertToU64
    case .void, .bool, .f64: preconditionFailure("no integer type")
    }
  }
}
