// ZIR as text, for `mini emit --zir` and for goldens. Stable: change it and the goldens change.

extension ZIR {
  /// One line per import, instruction and diagnostic; instructions follow their function's header,
  /// and doc comments precede it.
  package func dump() -> String {
    var comments: [String: String] = [:]
    for item in documentation { comments[item.declaration] = item.text }
    var text = ""
    for item in imports { text += "import \(QuotedText.escaped(item.path)) as \(item.namespace)\n" }
    func add(_ name: String, _ dump: String) {
      if !text.isEmpty { text += "\n" }
      for line in comments[name]?.split(separator: "\n", omittingEmptySubsequences: false) ?? [] {
        text += line.isEmpty ? "///\n" : "/// \(line)\n"
      }
      text += dump
    }
    for type in types { add(type.name, type.dump(in: self)) }
    for constant in constants {
      let type = constant.type.map { ": " + $0.text(in: self) } ?? ""
      add(
        constant.name,
        "const \(constant.name)\(type)\n" + constant.body.codeDump(in: self))
    }
    for function in functions + tests { add(function.name, function.dump(in: self)) }
    for diagnostic in diagnostics {
      text += "\n\(diagnostic.code.text) \(diagnostic.range.start)..<\(diagnostic.range.end) "
      text += "\(diagnostic.message)\n"
    }
    return text
  }
}

extension ZIR.Function {
  fileprivate func dump(in file: ZIR) -> String {
    if name.hasPrefix("test ") { return name + "\n" + codeDump(in: file) }
    let parameters = zip(parameterNames, signature.parameters).map {
      "\($0): \($1.isReference ? "&" : "")\($1.type.text(in: file))"
    }
    let result = signature.result.text(in: file)
    return "fn \(name)(\(parameters.joined(separator: ", "))) \(result)\n" + codeDump(in: file)
  }

  fileprivate func codeDump(in file: ZIR) -> String {
    var text = ""
    for (index, instruction) in code.enumerated() {
      text += "  %\(index) \(instruction.tag)\(operands(of: instruction, in: file))\n"
    }
    return text
  }

  private func operands(of instruction: ZIR.Instruction, in file: ZIR) -> String {
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
    case .call: return " \(callees[Int(a)].text(in: file))(\(list(b)))"
    case .global: return " \(callees[Int(a)].text(in: file))"
    case .field: return " %\(a), .\(names[Int(b)])"
    case .enumCase:
      let values = extra[Int(b) + 1] == 0 ? "" : "(\(list(b + 2)))"
      return "\(a == ZIR.noValue ? "" : " %\(a),") .\(names[Int(extra[Int(b)])])\(values)"
    case .construct: return " \(callees[Int(a)].text(in: file))(\(labelled(b)))"
    case .callValue: return " %\(a)(\(list(b)))"
    case .mapLiteral: return " (\(pairs(a)))"
    case .convert: return " %\(a) to \(Scalar(rawValue: UInt8(truncatingIfNeeded: b))?.name ?? "?")"
    case .poison, .none, .returnVoid, .loopBegin, .unreachableBegin: return ""
    case .declare, .assign: return " $\(a) \(localNames[Int(a)]), %\(b)"
    case .declareTyped:
      let type = types[Int(extra[Int(b) + 1])]
      return " $\(a) \(localNames[Int(a)]): \(type.text(in: file)), %\(extra[Int(b)])"
    case .print, .write, .assert, .panic, .exit, .arrayLiteral, .leavePanic, .leaveExit:
      return " (\(list(a)))"
    case .builtin: return " \(ZIR.Builtin(number: a)?.rawValue ?? "?")(\(list(b)))"
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
    case .eachBegin:
      let names = [1, 0].suffix(Int(extra[Int(b) + 2])).map { extra[Int(b) + $0] }
      let shown = names.map { $0 == ZIR.noSlot ? " _," : " $\($0) \(localNames[Int($0)])," }
      return "\(shown.joined()) %\(a)"
    case .casePattern: return " .\(names[Int(extra[Int(a)])])\(bindings(a + 1)), %\(b)"
    case .rangePattern:
      let dots = extra[Int(b) + 1] == 0 ? ".." : "..="
      return " %\(a) \(dots) %\(extra[Int(b)]), %\(extra[Int(b) + 2])"
    case .constantValue:
      return (b == ZIR.noValue ? "" : " \(types[Int(b)].text(in: file)),") + " %\(a)"
    case .negate, .not, .complement, .evaluate, .returnValue, .ifBegin, .elseBegin, .ifEnd,
      .loopEnd, .breakLoop, .continueLoop, .unreachableEnd, .convertText, .orelseBegin, .leaveBreak,
      .leaveContinue, .switchBegin, .branchBegin, .elseBranch, .branchEnd, .switchEnd:
      return " %\(a)"
    case .valuePattern, .add, .subtract, .multiply, .divide, .remainder, .bitAnd, .bitOr, .bitXor,
      .shiftLeft,
      .shiftRight, .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .arrayRepeat,
      .index:
      return " %\(a), %\(b)"
    }
  }

  /// The arguments of a `construct`.
  private func labelled(_ list: UInt32) -> String {
    (0..<Int(extra[Int(list)])).map { position in
      let label = extra[Int(list) + 1 + 2 * position]
      let value = extra[Int(list) + 2 + 2 * position]
      return (label == ZIR.noValue ? "" : names[Int(label)] + ": ") + "%\(value)"
    }.joined(separator: ", ")
  }

  /// The names that a pattern binds.
  private func bindings(_ list: UInt32) -> String {
    guard extra[Int(list)] != ZIR.noValue else { return "" }
    let slots = values(list).map { $0 == ZIR.noSlot ? "_" : "$\($0) \(localNames[Int($0)])" }
    return "(\(slots.joined(separator: ", ")))"
  }

  /// The pairs of a `mapLiteral`.
  private func pairs(_ list: UInt32) -> String {
    (0..<Int(extra[Int(list)])).map { pair in
      "%\(extra[Int(list) + 1 + 2 * pair]): %\(extra[Int(list) + 2 + 2 * pair])"
    }.joined(separator: ", ")
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
      case .field(let name): text += "." + function.names[Int(name)]
      }
    }
  }
}

extension ZIR.TypeDeclaration {
  fileprivate func dump(in file: ZIR) -> String {
    switch shape {
    case .structure(let fields):
      return fields.reduce("struct \(name)\n") { text, field in
        text + "  \(field.name): \(field.type.text(in: file))\n"
          + (field.defaultValue.map { $0.codeDump(in: file).indented } ?? "")
      }
    case .enumeration(let cases):
      return cases.reduce("enum \(name)\n") { text, item in
        let values = item.values.map { $0.text(in: file) }.joined(separator: ", ")
        return text + "  \(item.name)" + (values.isEmpty ? "" : "(\(values))") + "\n"
      }
    }
  }
}

extension String {
  /// Each line two columns to the right.
  fileprivate var indented: String {
    split(separator: "\n").map { "  \($0)\n" }.joined()
  }
}

extension ZIR.Callee {
  fileprivate func text(in file: ZIR) -> String {
    (importIndex.map { file.imports[Int($0)].namespace + "." } ?? "") + name
  }
}

extension Type {
  /// With the namespaces of the file that names it.
  fileprivate func text(in file: ZIR) -> String {
    guard hasNames else { return name }
    return renamed { named in
      let text = ZIR.Callee(named).map { $0.text(in: file) } ?? named.name
      return TypeName(origin: named.origin, name: text)
    }.name
  }
}
