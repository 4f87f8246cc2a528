// Emission for a debugger only: locations, and variables in memory.

import MiniFrontend

extension Emitter {
  /// Gives the following text the origin of the instruction at `index`.
  mutating func setOrigin(of index: Int, _ metadata: DebugMetadata) {
    guard function.origins[index] != origin || index == 0 else { return }
    origin = function.origins[index]
    attachment = metadata.attachment(of: origin)
  }

  /// Stores parameters in the first slots. The stores have no location, so that a debugger stops at
  /// the function's first line with its parameters set.
  mutating func emitParameters(_ metadata: DebugMetadata) {
    let offset = function.signature.parameters.count - metadata.parameterCount
    for number in 0..<metadata.parameterCount {
      let type = function.signature.parameters[number + offset]
      let slot = slotNumber(UInt32(number))
      text.append("  store ", AIR.llvmName(type), " %", number + offset)
      text.append(", ptr %", slot, "\n")
      emitVariable(
        metadata.parameter(number), "", slot, metadata.attachmentOfParameters,
        isAddress: type == nil)
    }
  }

  /// Allocates memory for the addresses of the variables other than scalars.
  ///
  /// An optimiser takes a variable apart, and gdb cannot follow the parts of one that is in pieces. Of
  /// one that is described by its address it says that it was optimised away.
  mutating func emitAddresses() {
    for case .variable(_, let slot) in function.code where isAggregate(slot) {
      text.append("  %a", slot, " = alloca ptr\n")
    }
  }

  private func isAggregate(_ slot: UInt32) -> Bool { function.slots[Int(slot)].scalar == nil }

  /// Declares the slot of a local variable.
  mutating func emitVariable(_ local: UInt32, slot: UInt32) {
    guard let metadata else { preconditionFailure("only a debugger's AIR declares variables") }
    let variable = metadata.variable(local, function.slots[Int(slot)].type, at: origin)
    guard isAggregate(slot) else {
      return emitVariable(variable, "", slotNumber(slot), attachment, isAddress: false)
    }
    text.append("  store ptr %", slotNumber(slot), ", ptr %a", slot, attachment)
    text.append("\n")
    emitVariable(variable, "a", slot, attachment, isAddress: true)
  }

  /// - Parameters:
  ///   - prefix: of the name of the slot, which a number follows.
  ///   - isAddress: whether the slot contains the variable's address.
  private mutating func emitVariable(
    _ variable: String, _ prefix: StaticString, _ number: UInt32, _ attachment: String,
    isAddress: Bool
  ) {
    parts.insert(.debugVariables)
    text.append("  call void @llvm.dbg.declare(metadata ptr %", prefix, number)
    text.append(", metadata ", variable)
    text.append(
      isAddress ? ", metadata !DIExpression(DW_OP_deref))" : ", metadata !DIExpression())",
      attachment)
    text.append("\n")
  }
}
