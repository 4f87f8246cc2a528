// AIR as text, for `mini emit --air` and for goldens.

import MiniFrontend

extension AIR.Function {
  /// The function as text: `%5` is the result of the instruction at index 5, `%p0` a parameter.
  package func dump() -> String {
    var text = "fn \(symbol)\(signature) {\n"
    for (number, slot) in slots.enumerated() { text += "  slot \(number): \(slot.type.name)\n" }
    for (number, callee) in callees.enumerated() {
      text += "  callee \(number): \(callee.symbol)\(callee.signature)\n"
    }
    for (number, bytes) in strings.enumerated() {
      text += "  string \(number): \"\(escaped(bytes))\"\n"
    }
    for (number, global) in globals.enumerated() {
      text += "  global \(number): \(global.symbol): \(global.type.name)\n"
    }
    for (index, instruction) in code.enumerated() { text += dump(instruction, at: index) + "\n" }
    return text + "}\n"
  }

  private func dump(_ instruction: AIR.Instruction, at index: Int) -> String {
    let result = "  %\(index) = "
    switch instruction {
    case .arithmetic(let operation, let type, let left, let right):
      return result + "\(operation) \(type.name) \(left), \(right)"
    case .division(let division, let type, let left, let right, let checks, let ordinal):
      let text = "\(division) \(type.name) \(left), \(right)"
      return result + text + (checks.isEmpty ? "" : "\(checks.text) #\(ordinal)")
    case .extremum(let extremum, let type, let left, let right):
      return result + "\(extremum) \(type.name) \(left), \(right)"
    case .absolute(let type, let operand): return result + "absolute \(type.name) \(operand)"
    case .negate(let type, let operand): return result + "negate \(type.name) \(operand)"
    case .not(let operand): return result + "not \(operand)"
    case .compare(let comparison, let type, let left, let right):
      return result + "\(comparison) \(type.name) \(left), \(right)"
    case .logic(let logic, let left, let right): return result + "\(logic) \(left), \(right)"
    case .convert(let from, let to, let operand):
      return result + "convert \(from.name) to \(to.name) \(operand)"
    case .merge(let constant, let from, let operand, let operandFrom):
      return result + "merge \(constant) from \(from), \(operand) from \(operandFrom)"
    case .call(let callee, let first, let count):
      let list = arguments[Int(first)..<Int(first + count)].map(\.description)
      let isVoid = callees[Int(callee)].signature.result == .void
      return (isVoid ? "  " : result) + "call \(callee)(\(list.joined(separator: ", ")))"
    case .callValue(let value, let type, let first, let count):
      let list = arguments[Int(first)..<Int(first + count)].map(\.description)
      let isVoid = calledTypes[Int(type)].result == .void
      return (isVoid ? "  " : result)
        + "call \(value)\(calledTypes[Int(type)])(\(list.joined(separator: ", ")))"
    case .load(let slot): return result + "load \(slot)"
    case .check(let operand, let panic, let ordinal):
      return "  check \(operand), \(panic) #\(ordinal)"
    case .store(let slot, let operand): return "  store \(slot), \(operand)"
    case .variable(let local, let slot): return "  variable \(local) in \(slot)"
    case .write(let type, let operand): return "  write \(type.name) \(operand)"
    case .writeString(let string): return "  writeString \(string)"
    case .writeLine: return "  writeLine"
    case .show: return "  show"
    case .loadAt, .loadLength, .loadAddress, .isNothing, .offset, .element, .library, .storeAt,
      .copy, .clear,
      .retain, .release, .own, .bounds:
      return dump(memory: instruction, at: index)
    case .block, .jump, .branch, .returnValue, .returnVoid, .panic, .exit, .unreachable:
      return dump(blockEdge: instruction)
    }
  }

  private func dump(memory instruction: AIR.Instruction, at index: Int) -> String {
    let result = "  %\(index) = "
    switch instruction {
    case .loadAt(let type, let address): return result + "load \(type.name) at \(address)"
    case .loadLength(let address): return result + "load length at \(address)"
    case .loadAddress(let address): return result + "load address at \(address)"
    case .isNothing(let address): return result + "is nothing \(address)"
    case .offset(let address, let bytes): return result + "\(address) + \(bytes)"
    case .element(let address, let position, let size):
      return result + "element \(position) of \(size) at \(address)"
    case .library(let callee, let first, let count):
      let list = arguments[Int(first)..<Int(first + count)].map(\.description)
      return (callee.result == .void ? "  " : result)
        + "\(callee)(\(list.joined(separator: ", ")))"
    case .storeAt(let type, let address, let value):
      return "  store \(type.name) at \(address), \(value)"
    case .copy(let to, let from, let size): return "  copy \(size) to \(to) from \(from)"
    case .clear(let address, let size): return "  clear \(size) at \(address)"
    case .retain(let type, let address): return "  retain type \(type) at \(address)"
    case .release(let type, let address): return "  release type \(type) at \(address)"
    case .own(let type, let address): return "  own type \(type) at \(address)"
    case .bounds(let check, let a, let b, let c, _, let ordinal):
      return "  bounds \(check) \(a), \(b), \(c) #\(ordinal)"
    case .arithmetic, .division, .extremum, .negate, .absolute, .not, .compare, .logic, .convert,
      .merge, .call, .callValue, .load, .check, .store, .variable, .write, .writeString, .writeLine,
      .show,
      .block, .jump, .branch, .returnValue, .returnVoid, .panic, .exit, .unreachable:
      preconditionFailure("the instruction uses no memory")
    }
  }

  private func dump(blockEdge instruction: AIR.Instruction) -> String {
    switch instruction {
    case .block(let block): "\(block):"
    case .jump(let target): "  jump \(target)"
    case .branch(let condition, let then, let otherwise):
      "  branch \(condition), \(then), \(otherwise)"
    case .returnValue(let operand): "  return \(operand)"
    case .returnVoid: "  return"
    case .panic(let panic, let ordinal): "  panic \(panic) #\(ordinal)"
    case .exit(let operand): "  exit \(operand)"
    case .unreachable: "  unreachable"
    case .arithmetic, .division, .extremum, .negate, .absolute, .not, .compare, .logic, .convert,
      .merge, .call, .callValue, .load, .loadAt, .loadLength, .loadAddress, .isNothing, .offset,
      .element,
      .library, .storeAt, .copy, .clear, .retain, .release, .own, .bounds, .check, .store,
      .variable, .write, .writeString, .writeLine, .show:
      preconditionFailure("the instruction opens and closes no block")
    }
  }
}

/// Printable ASCII as it is, every other byte as `\HH`, as in LLVM IR (`IRText`, in a folder above).
/// Unlike the text of a dump of ZIR, a string can contain any bytes.
private func escaped(_ bytes: [UInt8]) -> String {
  bytes.reduce(into: "") { text, byte in
    let isPlain =
      (0x20..<0x7F).contains(byte) && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    let digits = String(byte, radix: 16, uppercase: true)
    text += isPlain ? String(UnicodeScalar(byte)) : "\\" + (byte < 16 ? "0" : "") + digits
  }
}

extension AIR.Block: CustomStringConvertible {
  package var description: String { "b\(index)" }
}

extension AIR.Panic: CustomStringConvertible {
  package var description: String {
    switch self {
    case .zero: "zero"
    case .overflow: "overflow"
    case .assertion: "assertion"
    case .long: "long"
    case .text(let address): "text at \(address)"
    case .shift(let amount, let type): "shift by \(type.name) \(amount)"
    case .message(let string): "message \(string)"
    }
  }
}

extension AIR.Operand: CustomStringConvertible {
  package var description: String {
    switch self {
    case .constant(.bool(let value)): "\(value)"
    case .constant(.integer(let value, let type)):
      type.isSigned ? "\(Int64(bitPattern: value))" : "\(value)"
    case .constant(.f64(let bits)): "\(Double(bitPattern: bits))"
    case .parameter(let number): "%p\(number)"
    case .result(let index): "%\(index)"
    case .slot(let slot): "&\(slot)"
    case .text(let string): "text \(string)"
    case .global(let global): "global \(global)"
    case .function(let callee): "function \(callee)"
    case .type(let type): "type \(type)"
    case .nothing: "-"
    }
  }
}

extension AIR.DivisionChecks {
  fileprivate var text: String {
    (contains(.zero) ? " checking zero" : "") + (contains(.overflow) ? " checking overflow" : "")
  }
}

extension AIR.FunctionType: CustomStringConvertible {
  package var description: String {
    let list = parameters.map { $0?.name ?? "address" }.joined(separator: ", ")
    return "(\(list)) \(result.name)"
  }
}
