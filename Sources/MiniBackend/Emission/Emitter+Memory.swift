// Emission of what values in memory need.

import MiniFrontend

/// String literals in this file are bytes in the executable, which cost nothing to append.
private typealias StringLiteralType = StaticString

extension Emitter {
  mutating func emitMemory(_ instruction: AIR.Instruction, at index: Int) {
    switch instruction {
    case .loadAt(let type, let address):
      beginValue(at: index)
      text.append("load ", type.llvmName, ", ptr ")
      append(address)
      endLine()
    case .loadLength(let address):
      beginValue(at: index)
      text.append("load i64, ptr ")
      append(address)
      // With this, LLVM sees that no `i32` that is less than the length overflows.
      text.append(", !range !{i64 0, i64 2147483648}")
      endLine()
    case .loadAddress(let address):
      beginValue(at: index)
      text.append("load ptr, ptr ")
      append(address)
      endLine()
    case .isNothing(let address):
      beginValue(at: index)
      text.append("icmp eq ptr ")
      append(address)
      text.append(", null")
      endLine()
    case .offset(let address, let bytes):
      beginValue(at: index)
      text.append("getelementptr i8, ptr ")
      append(address)
      text.append(", i64 ", bytes)
      endLine()
    case .element(let address, let position, let size):
      beginValue(at: index)
      // The size as a type: then no multiplication is needed.
      text.append("getelementptr [", size, " x i8], ptr ")
      append(address)
      text.append(", i64 ")
      append(position)
      endLine()
    case .library(let callee, let first, _): emitLibrary(callee, first: first, at: index)
    case .storeAt(let type, let address, let value):
      text.append("  store ", type.llvmName, " ")
      append(value)
      text.append(", ptr ")
      append(address)
      endLine()
    case .copy(let to, let from, let size):
      parts.insert(.copyMemory)
      text.append("  call void @llvm.memcpy.p0.p0.i64(ptr ")
      append(to)
      text.append(", ptr ")
      append(from)
      text.append(", i64 ", size, ", i1 false)")
      endLine()
    case .clear(let address, let size):
      parts.insert(.clearMemory)
      text.append("  call void @llvm.memset.p0.i64(ptr ")
      append(address)
      text.append(", i8 0, i64 ", size, ", i1 false)")
      endLine()
    case .retain(let type, let address):
      if function.types[Int(type)].isBuffer {
        parts.insert(.retainBuffer)
        text.append("  call void @mini_retain_buffer(ptr ")
        append(address)
        text.append(")")
        endLine()
      } else {
        emitCount("retain", .retain, type, address)
      }
    case .release(let type, let address):
      if function.types[Int(type)].isBuffer {
        emitCount("release_buffer", .releaseBuffer, type, address)
      } else {
        emitCount("release", .release, type, address)
      }
    case .own(let type, let address): emitCount("array_own", RuntimeParts(.arrayOwn), type, address)
    case .bounds(let check, let a, let b, let c, let isUnsigned, let ordinal):
      emitBounds(check, a, b, c, isUnsigned: isUnsigned, ordinal: ordinal)
    case .arithmetic, .division, .extremum, .negate, .absolute, .not, .compare, .logic, .convert,
      .merge, .call, .callValue, .load,
      .check, .store, .variable, .write, .writeString, .writeLine, .show, .block, .jump,
      .branch, .returnValue, .returnVoid, .panic, .exit, .unreachable:
      preconditionFailure("the instruction uses no memory")
    }
  }

  private mutating func emitCount(
    _ name: StaticString, _ part: RuntimeParts, _ type: UInt32, _ address: AIR.Operand
  ) {
    parts.insert(part)
    text.append("  call void @mini_", name, "(ptr ")
    append(address)
    text.append(", ptr ")
    append(.type(type))
    text.append(")")
    endLine()
  }

  private mutating func emitLibrary(_ callee: AIR.Library, first: UInt32, at index: Int) {
    parts.insert(RuntimeParts(callee))
    if callee.result == .void { text.append("  ") } else { beginValue(at: index) }
    text.append("call ", AIR.llvmName(callee.result), " @mini_")
    text.append(callee.rawValue)
    appendArguments(callee.parameters, first: first)
  }

  // MARK: Checks

  /// A check of positions, and where it fails.
  struct BoundsSite {
    let check: AIR.BoundsCheck
    let operands: [AIR.Operand]
    let isUnsigned: Bool
    let ordinal: UInt32
    let origin: UInt32
  }

  private mutating func emitBounds(
    _ check: AIR.BoundsCheck, _ a: AIR.Operand, _ b: AIR.Operand, _ c: AIR.Operand,
    isUnsigned: Bool, ordinal: UInt32
  ) {
    let test: UInt32
    switch check {
    case .index: test = emitTest("icmp ult i64 ", a, b)
    case .end: test = emitTest("icmp ule i64 ", a, b)
    case .count: test = emitTest("icmp sge i64 ", a, .constant(.integer(0, .i64)))
    case .slice:
      let isOrdered = emitTest("icmp ule i64 ", a, b)
      let isInside = emitTest("icmp ule i64 ", b, c)
      test = takeNumber()
      text.append("  %", test, " = and i1 %", isOrdered)
      text.append(", %", isInside)
      endLine()
    }
    text.append("  br i1 %", test, ", label %d", splitCount)
    text.append(", label %x", boundsSites.count)
    splitBlock()
    boundsSites.append(
      BoundsSite(
        check: check, operands: [a, b, c], isUnsigned: isUnsigned, ordinal: ordinal,
        origin: origin))
  }

  private mutating func emitTest(
    _ operation: StaticString, _ left: AIR.Operand, _ right: AIR.Operand
  ) -> UInt32 {
    let number = takeNumber()
    text.append("  %", number, " = ", operation)
    appendPair(left, right)
    return number
  }
}

extension Type {
  /// Whether a value is a buffer that it shares, and a position in it.
  fileprivate var isBuffer: Bool {
    switch self {
    case .text, .array, .map: true
    case .scalar, .optional, .named, .function: false
    }
  }
}
