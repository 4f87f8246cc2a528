// LLVM IR text of one function, from its AIR.
//
// LLVM 15 is the oldest version that must accept it. Blocks have names (`b0`, and `d0` for a block
// that a division's check splits off). Values are unnamed and therefore numbered in the order of
// the text, as LLVM demands. With `-g` each instruction carries its location in the source (see
// DebugMetadata).

import MiniFrontend

/// String literals in this file are bytes in the executable, which cost nothing to append.
private typealias StringLiteralType = StaticString

/// Writes one function as LLVM IR.
struct Emitter: ~Copyable {
  let function: AIR.Function
  let table: TypeTable
  let metadata: DebugMetadata?
  var text: IRText
  var parts: RuntimeParts = []
  /// The number of each instruction's value.
  private var numbers: [UInt32]
  private var nextNumber: UInt32
  /// Number of the part from which control leaves each block: the last one that a division split
  /// off.
  /// `noTail`, or beyond the end of the array: control leaves from the block itself.
  var tails: [UInt32] = []
  static let noTail = UInt32.max
  var current = AIR.Block(index: 0)
  var splitCount: UInt32 = 0
  /// The blocks in which the function panics.
  var panicSites: [PanicSite] = []
  /// For each string whether it is needed as bytes, and whether as a text. Not sets: runtime note 1.
  private var isBytes: [Bool]
  private(set) var isText: [Bool]
  /// For each callee whether the code refers to it as a value.
  var isValue: [Bool]
  /// The types that are described.
  var descriptions: TypeDescriptions
  /// The checks of positions that fail in blocks of their own.
  var boundsSites: [BoundsSite] = []
  /// With `-g`, the origin of the instruction that is being emitted, and its attachment.
  var origin = AIR.endOrigin
  var attachment: String = ""

  /// Writes a function as LLVM IR: its private constants, its definition, and an empty line.
  ///
  /// - Parameters:
  ///   - table: knows the types of the function.
  ///   - metadata: with `-g`. The AIR must then be for a debugger.
  static func emit(
    _ function: AIR.Function, _ table: TypeTable, _ metadata: DebugMetadata? = nil
  ) -> CompiledFunction {
    var emitter = Emitter(function, table, metadata)
    emitter.emit()
    let constants = emitter.constants()
    if emitter.descriptions.needsRuntime { emitter.parts.insert(.types) }
    return CompiledFunction(
      ir: constants.isEmpty ? emitter.text.bytes : constants + emitter.text.bytes,
      runtimeParts: emitter.parts)
  }

  private init(_ function: AIR.Function, _ table: TypeTable, _ metadata: DebugMetadata?) {
    self.function = function
    self.table = table
    descriptions = TypeDescriptions(of: function.symbol)
    self.metadata = metadata
    // The size of most instructions, and of the first line: the text is seldom reallocated.
    text = IRText(
      capacity: 128 + (metadata == nil ? 32 : 128) * function.code.count,
      debugInfo: metadata == nil ? .none : .full)
    isBytes = Array(repeating: false, count: function.strings.count)
    isText = isBytes
    isValue = Array(repeating: false, count: function.callees.count)
    numbers = Array(filledWith: 0, count: function.code.count)
    nextNumber = UInt32(function.signature.parameters.count + function.slots.count)
  }

  private mutating func emit() {
    text.append("define ")
    text.append(function.signature.result.llvmName, " ")
    text.append(symbol: function.symbol)
    text.append("(")
    for (number, type) in function.signature.parameters.enumerated() {
      text.append(number == 0 ? "" : ", ")
      text.append(type?.llvmName ?? "ptr noalias", " %", number)
    }
    text.append(")")
    if !function.hasSmallFrame {
      requireStack()
      text.append(" \"probe-stack\"=\"inline-asm\"")
    }
    if let metadata { text.append(metadata.definitionAttachment) }
    text.append(" {\n")
    for index in function.code.indices {
      if let metadata { setOrigin(of: index, metadata) }
      emit(function.code[index], at: index)
      if index == 0 {
        emitSlots()
        if let metadata {
          emitAddresses()
          emitParameters(metadata)
        }
      }
    }
    emitPanicSites()
    text.append("}\n")
    if let metadata { text.append(metadata.definitions()) }
    text.append("\n")
  }

  /// The type of a scalar's slot. LLVM gives an i1 a byte of memory.
  private func slotType(_ slot: UInt32) -> StaticString {
    guard let scalar = function.slots[Int(slot)].scalar else {
      preconditionFailure("the slot's value is no scalar")
    }
    return scalar.llvmName
  }

  /// Ends an instruction.
  mutating func endLine() {
    if metadata != nil { text.append(attachment) }
    text.append("\n")
  }

  private mutating func emitSlots() {
    for (number, slot) in function.slots.enumerated() {
      text.append("  %", slotNumber(UInt32(number)), " = alloca ")
      if let scalar = slot.scalar {
        text.append(scalar.llvmName)
      } else {
        text.append("[", slot.sizeBytes, " x i8], align ", slot.alignment)
      }
      text.append("\n")
    }
  }

  func slotNumber(_ slot: UInt32) -> UInt32 {
    UInt32(function.signature.parameters.count) + slot
  }

  /// The strings that are written or are messages, and the function's name if it can panic; texts;
  /// descriptions.
  private mutating func constants() -> [UInt8] {
    let isNamed = !panicSites.isEmpty || !boundsSites.isEmpty
    guard
      isNamed || !function.strings.isEmpty || !descriptions.isEmpty || !function.globals.isEmpty
        || isValue.contains(true)
    else { return [] }
    var text = IRText(debugInfo: metadata == nil ? .none : .full)
    let names = isNamed ? [Array(function.symbol.utf8)] : []
    for (number, bytes) in (function.strings + names).enumerated()
    where number == isBytes.count || isBytes[number] {
      text.append(constantOf: function.symbol, number)
      text.append(" = private unnamed_addr constant [", bytes.count, " x i8] c\"")
      text.append(escaped: bytes)
      text.append("\"\n")
    }
    appendTexts(to: &text)
    appendGlobals(to: &text)
    appendFunctionValues(to: &text)
    descriptions.appendConstants(to: &text, table)
    return text.bytes
  }

  // MARK: Instructions

  private mutating func emit(_ instruction: AIR.Instruction, at index: Int) {
    switch instruction {
    case .arithmetic(let operation, let type, let left, let right):
      beginValue(at: index)
      text.append(operation.llvmName(type), " ", type.llvmName, " ")
      appendPair(left, right)
    case .division(let division, let type, let left, let right, let checks, let ordinal):
      emitDivision(division, type, left, right, checks, ordinal: ordinal, at: index)
    case .negate(let type, let operand):
      beginValue(at: index)
      if type == .f64 {
        text.append("fneg double ")
      } else {
        text.append("sub ", type.llvmName, " 0, ")
      }
      append(operand)
      endLine()
    case .extremum(let extremum, let type, let left, let right):
      emitExtremum(extremum, type, left, right, at: index)
    case .absolute(let type, let operand): emitAbsolute(type, operand, at: index)
    case .not(let operand):
      beginValue(at: index)
      text.append("xor i1 ")
      append(operand)
      text.append(", true")
      endLine()
    case .compare(let comparison, let type, let left, let right):
      beginValue(at: index)
      text.append(comparison.llvmName(type), " ", type.llvmName, " ")
      appendPair(left, right)
    case .logic(let logic, let left, let right):
      beginValue(at: index)
      text.append(logic.rawValue, " i1 ")
      appendPair(left, right)
    case .convert(let from, let to, let operand):
      emitConversion(from: from, to: to, operand, at: index)
    case .merge(let constant, let constantFrom, let operand, let operandFrom):
      beginValue(at: index)
      text.append("phi i1 [ ", constant ? "true" : "false", ", %")
      append(tailOf: constantFrom)
      text.append(" ], [ ")
      append(operand)
      text.append(", %")
      append(tailOf: operandFrom)
      text.append(" ]")
      endLine()
    case .call(let callee, let first, _):
      emitCall(function.callees[Int(callee)], first: first, at: index)
    case .callValue(let value, let type, let first, _):
      emitCall(value, function.calledTypes[Int(type)], first: first, at: index)
    case .load(let slot):
      beginValue(at: index)
      text.append("load ", slotType(slot), ", ptr %", slotNumber(slot))
      endLine()
    case .loadAt, .loadLength, .loadAddress, .isNothing, .offset, .element, .library, .storeAt,
      .copy, .clear,
      .retain, .release, .own, .bounds:
      emitMemory(instruction, at: index)
    case .check(let operand, let panic, let ordinal): emitCheck(operand, panic, ordinal)
    case .store(let slot, let operand):
      text.append("  store ", slotType(slot), " ")
      append(operand)
      text.append(", ptr %", slotNumber(slot))
      endLine()
    case .variable(let local, let slot): emitVariable(local, slot: slot)
    case .write(let type, let operand): emitWrite(type, operand)
    case .writeString(let string): emitWriteString(Int(string))
    case .writeLine:
      parts.insert(.writeLine)
      text.append("  call void @mini_write_line()")
      endLine()
    case .show:
      parts.insert(.show)
      text.append("  call void @mini_show()")
      endLine()
    case .block, .jump, .branch, .returnValue, .returnVoid, .panic, .exit, .unreachable:
      emitBlockEdge(instruction)
    }
  }

  private mutating func emitBlockEdge(_ instruction: AIR.Instruction) {
    switch instruction {
    case .block(let block):
      current = block
      text.append("b", block.index, ":\n")
    case .jump(let target):
      text.append("  br label %b", target.index)
      endLine()
    case .branch(let condition, let then, let otherwise):
      text.append("  br i1 ")
      append(condition)
      text.append(", label %b", then.index, ", label %b", otherwise.index)
      endLine()
    case .returnValue(let operand):
      text.append("  ret ", function.signature.result.llvmName, " ")
      append(operand)
      endLine()
    case .returnVoid:
      text.append("  ret void")
      endLine()
    case .panic(let panic, let ordinal):
      text.append("  br label %")
      append(labelOf: panic, ordinal: ordinal)
      endLine()
    case .exit(let operand):
      parts.insert(.exit)
      text.append("  call void @mini_exit(i32 ")
      append(operand)
      text.append(")")
      endLine()
      emitUnreachable()
    case .unreachable: emitUnreachable()
    case .arithmetic, .division, .extremum, .negate, .absolute, .not, .compare, .logic, .convert,
      .merge, .call, .callValue, .load, .loadAt, .loadLength, .loadAddress, .isNothing, .offset,
      .element,
      .library, .storeAt, .copy, .clear, .retain, .release, .own, .bounds, .check, .store,
      .variable, .write, .writeString, .writeLine, .show:
      preconditionFailure("the instruction opens and closes no block")
    }
  }

  mutating func requireStack() {
    parts.insert(metadata == nil ? .stackPanic : .stackPanicAt)
  }

  mutating func emitUnreachable() {
    text.append("  unreachable")
    endLine()
  }

  private mutating func emitConversion(
    from: Scalar, to: Scalar, _ operand: AIR.Operand, at index: Int
  ) {
    beginValue(at: index)
    if from == .f64 {
      let width = to.bits
      parts.insert(.conversion(to: to))
      text.append("call ", to.llvmName, to.isSigned ? " @llvm.fptosi.sat.i" : " @llvm.fptoui.sat.i")
      text.append(width, ".f64(double ")
      append(operand)
      text.append(")")
      return endLine()
    }
    if to == .f64 {
      text.append(from.isSigned ? "sitofp " : "uitofp ")
    } else {
      text.append(from.bits > to.bits ? "trunc " : from.isSigned ? "sext " : "zext ")
    }
    text.append(from.llvmName, " ")
    append(operand)
    text.append(" to ", to.llvmName)
    endLine()
  }

  private mutating func emitWrite(_ type: Scalar, _ operand: AIR.Operand) {
    switch type {
    case .bool: parts.insert(.writeBool)
    case .i32: parts.insert(.writeI32)
    case .i64, .u64: parts.insert(.writeI64)
    case .f64: parts.insert(.writeF64)
    case .u8, .u32, .void: preconditionFailure("the lowering writes no \(type.name)")
    }
    text.append("  call void @mini_write_", type.name, "(", type.llvmName, " ")
    append(operand)
    text.append(")")
    endLine()
  }

  private mutating func emitWriteString(_ string: Int) {
    parts.insert(.writeBytes)
    text.append("  call void @mini_write_bytes(ptr ")
    appendBytes(of: string)
    text.append(")")
    endLine()
  }

  /// Appends the address and the length of a string's bytes.
  mutating func appendBytes(of string: Int) {
    isBytes[string] = true
    text.append(constantOf: function.symbol, string)
    text.append(", i64 ", function.strings[string].count)
  }

  // MARK: Values

  mutating func takeNumber() -> UInt32 {
    defer { nextNumber += 1 }
    return nextNumber
  }

  mutating func beginValue(at index: Int) {
    numbers[index] = takeNumber()
    text.append("  %", numbers[index], " = ")
  }

  mutating func append(_ operand: AIR.Operand) {
    switch operand {
    case .constant(let constant): text.append(constant)
    case .parameter(let number): text.append("%", number)
    case .result(let index): text.append("%", numbers[Int(index)])
    case .slot(let slot): text.append("%", slotNumber(slot))
    case .text(let string):
      isText[Int(string)] = true
      text.append("@\"")
      text.append(quotedSymbol: function.symbol)
      text.append(":t", string, "\"")
    case .global(let number): appendGlobal(number)
    case .function(let callee): appendFunctionValue(callee)
    case .type(let type): descriptions.append(function.types[Int(type)], to: &text)
    case .nothing: text.append("null")
    }
  }

  mutating func appendPair(_ left: AIR.Operand, _ right: AIR.Operand) {
    append(left)
    text.append(", ")
    append(right)
    endLine()
  }

  private mutating func append(tailOf block: AIR.Block) {
    let index = Int(block.index)
    if index < tails.count, tails[index] != Self.noTail {
      text.append("d", tails[index])
    } else {
      text.append("b", block.index)
    }
  }
}
