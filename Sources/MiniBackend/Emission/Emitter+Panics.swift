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
      if let metadata { emitPlace(of: site, metadata) } else { parts.insert(.panicEnd) }
      beginCall(of: site.panic)
      text.append("ptr ")
      text.append(constantOf: function.symbol, function.strings.count)
      text.append(", i64 ", function.symbol.utf8.count, ", i32 ", site.ordinal, ")")
      endLine()
      emitUnreachable()
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
    case .message(let string):
      parts.insert(.panicMessage)
      text.append("  call void @mini_panic_message(ptr ")
      text.append(constantOf: function.symbol, Int(string))
      text.append(", i64 ", function.strings[Int(string)].count, ", ")
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
  private mutating func emitWide(_ operand: AIR.Operand, _ type: Type) -> UInt32? {
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

  private mutating func emitPlace(of site: PanicSite, _ metadata: DebugMetadata) {
    parts.insert(.panicAt)
    attachment = metadata.attachment(of: site.origin)
    text.append("  call void @mini_panic_at(i64 ", metadata.moduleLength, ", ")
    text.append(metadata.panicLocation(of: site.origin), ")")
    endLine()
  }
}
