// ZIR as text, for `mini emit --zir` and for goldens. Stable: change it and the goldens change.

extension ZIR {
  /// One line per import, instruction and diagnostic; instructions follow their function's header.
  package func dump() -> String {
    var text = ""
    for item in imports { text += "import \(QuotedText.escaped(item.path)) as \(item.namespace)\n" }
    for function in functions + tests {
      if !text.isEmpty { text += "\n" }
      text += function.dump()
    }
    for diagnostic in diagnostics {
      text += "\n\(diagnostic.code.text) \(diagnostic.range.start)..<\(diagnostic.range.end) "
      text += "\(diagnostic.message)\n"
    }
    return text
  }
}

extension ZIR.Function {
  fileprivate func dump() -> String {
    let parameters = zip(parameterNames, signature.parameters).map { "\($0): \($1.name)" }
    let signature = "(\(parameters.joined(separator: ", "))) \(signature.result.name)"
    var text = name.hasPrefix("test ") ? name + "\n" : "fn \(name)\(signature)\n"
    for (index, instruction) in code.enumerated() {
      text += "  %\(index) \(instruction.tag)\(operands(of: instruction))\n"
    }
    return text
  }

  private func operands(of instruction: ZIR.Instruction) -> String {
    let (a, b) = (instruction.a, instruction.b)
    switch instruction.tag {
    case .integer:
      let literal = integers[Int(a)]
      let double = literal.overflows ? " (\(Double(bitPattern: literal.doubleBits)))" : ""
      let byte = literal.isByte ? " byte" : ""
      return " \(literal.isNegative ? "-" : "")\(literal.magnitude)\(double)\(byte)"
    case .float: return " \(Double(bitPattern: floats[Int(a)]))"
    case .string: return " " + QuotedText.escaped(String(decoding: strings[Int(a)], as: UTF8.self))
    case .bool: return a == 0 ? " false" : " true"
    case .parameter: return " \(parameterNames[Int(a)])"
    case .local: return " $\(a) \(localNames[Int(a)])"
    case .logicalBegin: return " %\(a) \(b == 0 ? "and" : "or")"
    case .logicalEnd: return " %\(a), %\(b)"
    case .call: return " \(callee(a))(\(list(b)))"
    case .convert: return " %\(a) to \(Scalar(rawValue: UInt8(truncatingIfNeeded: b))?.name ?? "?")"
    case .poison, .none, .returnVoid, .loopBegin, .unreachableBegin: return ""
    case .declare, .assign: return " $\(a) \(localNames[Int(a)]), %\(b)"
    case .declareTyped:
      let type = types[Int(extra[Int(b) + 1])]
      return " $\(a) \(localNames[Int(a)]): \(type.name), %\(extra[Int(b)])"
    case .print, .write, .assert, .panic, .exit, .arrayLiteral, .leavePanic, .leaveExit:
      return " (\(list(a)))"
    case .builtin: return " \(ZIR.Builtin(rawValue: a)?.name ?? "?")(\(list(b)))"
    case .slice:
      let ends = [0, 1].map { extra[Int(b) + $0] }.map { $0 == ZIR.noValue ? "" : "%\($0)" }
      return " %\(a), \(ends[0])..\(ends[1])"
    case .orelseEnd: return b == ZIR.noValue ? " %\(a)" : " %\(a), %\(b)"
    case .leaveReturn: return a == ZIR.noValue ? "" : " %\(a)"
    case .reference, .placeRead: return " \(place(a).text(in: self))"
    case .assignPlace: return " \(place(a).text(in: self)), %\(b)"
    case .ifConstBegin: return " $\(b) \(localNames[Int(b)]), %\(a)"
    case .loopConstCondition:
      let slot = extra[Int(b) + 1]
      return " $\(slot) \(localNames[Int(slot)]), %\(a), %\(extra[Int(b)])"
    case .scopeEnd: return " $\(a)..<$\(b)"
    case .loopCondition: return " %\(a), %\(b)"
    case .rangeBegin:
      let dots = extra[Int(b) + 1] == 0 ? ".." : "..="
      return "\(slots([3, 2], b)) %\(a) \(dots) %\(extra[Int(b)])"
    case .eachBegin: return "\(slots([1, 0], b)) %\(a)"
    case .negate, .not, .complement, .evaluate, .returnValue, .ifBegin, .elseBegin, .ifEnd,
      .loopEnd, .breakLoop, .continueLoop, .unreachableEnd, .convertText, .orelseBegin, .leaveBreak,
      .leaveContinue:
      return " %\(a)"
    case .add, .subtract, .multiply, .divide, .remainder, .bitAnd, .bitOr, .bitXor, .shiftLeft,
      .shiftRight, .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .arrayRepeat,
      .index:
      return " %\(a), %\(b)"
    }
  }

  private func callee(_ index: UInt32) -> String {
    let callee = callees[Int(index)]
    return (callee.importIndex.map { "import \($0)." } ?? "") + callee.name
  }

  private func list(_ index: UInt32) -> String {
    values(index).map { "%\($0)" }.joined(separator: ", ")
  }

  /// The names of the slots at some positions of a list.
  private func slots(_ positions: [Int], _ list: UInt32) -> String {
    positions.map { extra[Int(list) + $0] }.filter { $0 != ZIR.noSlot }
      .map { " $\($0) \(localNames[Int($0)])," }.joined()
  }
}

extension ZIR.Place {
  fileprivate func text(in function: ZIR.Function) -> String {
    let start =
      switch root {
      case .local(let slot): "$\(slot) \(function.localNames[Int(slot)])"
      case .parameter(let number): function.parameterNames[Int(number)]
      }
    return steps.reduce(into: start) { text, step in
      switch step {
      case .index(let value): text += "[%\(value)]"
      }
    }
  }
}
