// The parts of the runtime: their definitions, and the declarations and parts that these need.
//
// The runtime is LLVM IR in the header of the program. Its names contain no `.`, so that they never
// equal a Mini function's. It is for Linux: it uses the C library's `errno` and `struct pollfd`.

/// One part, as the header needs it.
struct RuntimeUnit {
  let part: RuntimeParts
  /// The parts that its definitions call.
  let needs: RuntimeParts
  /// Functions of the C library and intrinsics of LLVM that it needs, without `declare`.
  let declarations: [String]
  let definitions: String

  /// All parts, in their order in a header.
  static let all: [RuntimeUnit] = [
    RuntimeUnit(
      part: .output, needs: [],
      declarations: [
        "i64 @write(i32, ptr, i64)", "ptr @__errno_location()", "i32 @poll(ptr, i64, i32)",
        "ptr @strerror(i32)", "i32 @dprintf(i32, ptr, ...)", "void @_exit(i32)",
        "ptr @signal(i32, ptr)", "i32 @raise(i32)",
      ],
      definitions: RuntimeOutput.output),
    RuntimeUnit(
      part: .writeBytes, needs: .output,
      declarations: ["void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)"],
      definitions: RuntimeOutput.writeBytes),
    RuntimeUnit(
      part: .show, needs: .output, declarations: ["i32 @isatty(i32)"],
      definitions: RuntimeOutput.show),
    RuntimeUnit(
      part: .writeLine, needs: [.show, .writeBytes], declarations: [],
      definitions: RuntimeOutput.writeLine),
    RuntimeUnit(
      part: .writeBool, needs: .writeBytes, declarations: [], definitions: RuntimeOutput.writeBool),
    RuntimeUnit(
      part: .writeI32, needs: .writeI64, declarations: [], definitions: RuntimeNumbers.writeI32),
    RuntimeUnit(
      part: .writeI64, needs: .writeBytes, declarations: [], definitions: RuntimeNumbers.writeI64),
    RuntimeUnit(
      part: .writeF64, needs: [.writeBytes, .writeI64],
      declarations: [
        "i32 @snprintf(ptr, i64, ptr, ...)", "double @strtod(ptr, ptr)", "i32 @atoi(ptr)",
      ],
      definitions: RuntimeNumbers.writeF64 + "\n\n" + RuntimeNumbers.shortestDigits),
    RuntimeUnit(
      part: .panic, needs: [.output, .writeBytes, .writeI64],
      declarations: ["ptr @secure_getenv(ptr)", "i32 @execl(ptr, ptr, ...)"],
      definitions: RuntimePanic.panic),
    RuntimeUnit(
      part: .panicZero, needs: .panic, declarations: [], definitions: RuntimePanic.zero),
    RuntimeUnit(
      part: .panicOverflow, needs: .panic, declarations: [], definitions: RuntimePanic.overflow),
    RuntimeUnit(
      part: .panicAssertion, needs: .panic, declarations: [], definitions: RuntimePanic.assertion),
    RuntimeUnit(
      part: .panicMessage, needs: .panic, declarations: [], definitions: RuntimePanic.message),
    RuntimeUnit(
      part: .panicShift, needs: .panic, declarations: [], definitions: RuntimePanic.shift),
    RuntimeUnit(part: .panicEnd, needs: .panic, declarations: [], definitions: RuntimePanic.end),
    RuntimeUnit(
      part: .panicAt, needs: .panic,
      declarations: [
        "i32 @open(ptr, i32, ...)", "i64 @lseek(i32, i64, i32)",
        "ptr @mmap(ptr, i64, i32, i32, i32, i64)", "i64 @getauxval(i64)",
        "ptr @strchr(ptr, i32)", "ptr @llvm.frameaddress.p0(i32)",
      ],
      definitions: RuntimePanicAt.panicAt + "\n\n" + RuntimePanicAt.callers + "\n\n"
        + RuntimeImage.definitions),
    RuntimeUnit(part: .exit, needs: .output, declarations: [], definitions: RuntimeOutput.exit),
    RuntimeUnit(
      part: .guardStack, needs: .output,
      declarations: [
        "i32 @sigaltstack(ptr, ptr)", "i32 @sigaction(i32, ptr, ptr)",
        "ptr @mmap(ptr, i64, i32, i32, i32, i64)", "i32 @mprotect(ptr, i64, i32)",
        "i32 @getcontext(ptr)", "void @makecontext(ptr, ptr, i32, ...)",
        "i32 @swapcontext(ptr, ptr)",
      ],
      definitions: RuntimeStack.guardStack),
    RuntimeUnit(
      part: .stackPanic, needs: .guardStack, declarations: [], definitions: RuntimeStack.stackPanic),
    RuntimeUnit(
      part: .stackPanicAt, needs: [.guardStack, .panicAt], declarations: [],
      definitions: RuntimeStack.stackPanicAt),
    RuntimeUnit(
      part: .copyMemory, needs: [],
      declarations: ["void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)"], definitions: ""),
    RuntimeUnit(
      part: .clearMemory, needs: [],
      declarations: ["void @llvm.memset.p0.i64(ptr, i8, i64, i1)"], definitions: ""),
    RuntimeUnit(
      part: .panicBounds, needs: [.panic, .writeI64], declarations: [],
      definitions: RuntimeMemory.panicBounds),
    RuntimeUnit(
      part: .panicLong, needs: .panic, declarations: [], definitions: RuntimePanic.long),
    RuntimeUnit(
      part: .panicText, needs: .panicMessage, declarations: [],
      definitions: RuntimeMemory.panicText),
    RuntimeUnit(
      part: .outOfMemory, needs: .output, declarations: [],
      definitions: RuntimeMemory.outOfMemory),
    RuntimeUnit(part: .types, needs: [], declarations: [], definitions: RuntimeMemory.types),
    RuntimeUnit(
      part: .debugVariables, needs: [],
      declarations: ["void @llvm.dbg.declare(metadata, metadata, metadata)"], definitions: ""),
    RuntimeUnit(
      part: .squareRoot, needs: [], declarations: ["double @llvm.sqrt.f64(double)"],
      definitions: ""),
    RuntimeUnit(
      part: .convertToI32, needs: [], declarations: ["i32 @llvm.fptosi.sat.i32.f64(double)"],
      definitions: ""),
    RuntimeUnit(
      part: .convertToI64, needs: [], declarations: ["i64 @llvm.fptosi.sat.i64.f64(double)"],
      definitions: ""),
    RuntimeUnit(
      part: .convertToU8, needs: [], declarations: ["i8 @llvm.fptoui.sat.i8.f64(double)"],
      definitions: ""),
    RuntimeUnit(
      part: .convertToU32, needs: [], declarations: ["i32 @llvm.fptoui.sat.i32.f64(double)"],
      definitions: ""),
    RuntimeUnit(
      part: .convertToU64, needs: [], declarations: ["i64 @llvm.fptoui.sat.i64.f64(double)"],
      definitions: ""),
  ]
}

extension RuntimeParts {
  /// These parts and all that they need.
  package var closure: RuntimeParts {
    var all = self
    // Each round but the last adds a part, so this ends.
    while true {
      let more = RuntimeUnit.all.filter { all.contains($0.part) }.reduce(all) { $0.union($1.needs) }
      if more == all { return all }
      all = more
    }
  }
}
