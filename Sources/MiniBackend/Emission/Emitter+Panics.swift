// Emission of the blocks in which a function panics, one for each jump to a panic.
//
// Panics of one kind could share a block, with a phi of the ordinals. That text would be a
// little smaller, but without an optimiser each check would store its ordinal before it branches.

import MiniFrontend

/// String literals in this file are bytes in the executable, which cost nothing to append.
private typealias StringLiteralType = StaticString

extension Emitter {
  /// A panic of one operation.
  struct PanicSite {
    let panic: AIR.Panic
    let ordinal: UInt32
    let origin: UInt32
  }

  /// Appends the name of the block to which the current instruction jumps to panic.
  mutating func append(labelOf panic: AIR.Panic, ordinal: UInt32) {
    text.append("p", panicSites.count)
    panicSites.append(PanicSite(panic: panic, ordinal: ordinal, origin: origin))
  }

  /// Emits the blocks that ``append(labelOf:ordinal:)`` has named.
  mutating func emitPanicSites() {
    for (number, site) in panicSites.enumerated() {
      text.append("p", number, ":\n")
      if let metadata { emitPlace(of: site.origin, metadata) } else { parts.insert(.panicEnd) }
      beginCall(of: site.panic)
      endPanic(ordinal: site.ordinal)
    }
    emitBoundsSites()
  }

  /// Ends the call that makes a message with the arguments that all messages share, and the block.
  private mutating func endPanic(ordinal: UInt32) {
    text.append("ptr ")
    text.append(constantOf: function.symbol, function.strings.count)
    text.append(", i64 ", function.symbol.utf8.count, ", i32 ", ordinal, ")")
    endLine()
    emitUnreachable()
  }

  /// Emits the blocks in which checks of positions fail.
  private mutating func emitBoundsSites() {
    for (number, site) in boundsSites.enumerated() {
      text.append("x", number, ":\n")
      if let metadata { emitPlace(of: site.origin, metadata) } else { parts.insert(.panicEnd) }
      parts.insert(.panicBounds)
      text.append("  call void @mini_panic_bounds(i32 ", site.check.kind, ", i1 ")
      text.append(site.isUnsigned ? "true" : "false")
      for operand in site.operands {
        text.append(", i64 ")
        if operand == .nothing { text.append("0") } else { append(operand) }
      }
      text.append(", ")
      endPanic(ordinal: site.ordinal)
    }
  }

  /// Begins the call that makes a message, up to the arguments that all messages share.
  private mutating func beginCall(of panic: AIR.Panic) {
    switch panic {
    case .zero:
      parts.insert(.panicZero)
      text.append("  call void @mini_panic_zero(")
    case .overflow:
      parts.insert(.panicOverflow)
      text.append("  call void @mini_panic_overflow(")
    case .assertion:
      parts.insert(.panicAssertion)
      text.append("  call void @mini_panic_assertion(")
    case .long:
      parts.insert(.panicLong)
      text.append("  call void @mini_panic_long(")
    case .text(let address):
      parts.insert(.panicText)
      text.append("  call void @mini_panic_text(ptr ")
      append(address)
      text.append(", ")
    case .message(let string):
      parts.insert(.panicMessage)
      text.append("  call void @mini_panic_message(ptr ")
      appendBytes(of: Int(string))
      text.append(", ")
    case .shift(let amount, let type):
      parts.insert(.panicShift)
      let wide = emitWide(amount, type)
      text.append("  call void @mini_panic_shift(i64 ")
      if let wide { text.append("%", wide) } else { append(amount) }
      text.append(type.isSigned ? ", i1 true, " : ", i1 false, ")
    }
  }

  /// Extends an integer to 64 bits. Returns the value's number; `nil` if the operand already has
  /// them.
  private mutating func emitWide(_ operand: AIR.Operand, _ type: Scalar) -> UInt32? {
    if case .constant = operand { return nil }
    guard type.bits < 64 else { return nil }
    let wide = takeNumber()
    text.append("  %", wide, type.isSigned ? " = sext " : " = zext ")
    text.append(type.llvmName, " ")
    append(operand)
    text.append(" to i64")
    endLine()
    return wide
  }

  private mutating func emitPlace(of origin: UInt32, _ metadata: DebugMetadata) {
    parts.insert(.panicAt)
    attachment = metadata.attachment(of: origin)
    text.append("  call void @mini_panic_at(i64 ", metadata.moduleLength, ", ")
    text.append(metadata.panicLocation(of: origin), ")")
    endLine()
  }
}

extension AIR.BoundsCheck {
  /// The number by which the runtime knows the check.
  fileprivate var kind: UInt32 {
    switch self {
    case .index: 0
    case .end: 1
    case .slice: 2
    case .count: 3
    }
  }
}
