// The values that an instruction uses, and the variable that it changes.

import MiniFrontend

extension ZIR.Function {
  /// The values that an instruction uses, in no order.
  func valueOperands(of instruction: ZIR.Instruction) -> [UInt32] {
    let (a, b) = (instruction.a, instruction.b)
    switch instruction.tag {
    case .integer, .float, .string, .bool, .parameter, .local, .poison, .none, .leaveBreak,
      .leaveContinue, .returnVoid, .elseBegin, .ifEnd, .loopBegin, .loopEnd, .breakLoop,
      .continueLoop, .unreachableBegin, .unreachableEnd, .scopeEnd, .global,
      .casePattern, .branchBegin, .elseBranch, .branchEnd, .switchEnd:
      return []
    case .negate, .not, .complement, .logicalBegin, .convert, .orelseBegin, .convertText, .evaluate,
      .returnValue, .ifBegin, .loopCondition, .ifConstBegin, .loopConstCondition, .eachBegin,
      .field, .switchBegin, .valuePattern, .constantValue:
      return [a]
    case .add, .subtract, .multiply, .divide, .remainder, .bitAnd, .bitOr, .bitXor, .shiftLeft,
      .shiftRight, .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .arrayRepeat,
      .index:
      return [a, b]
    case .logicalEnd, .declare, .assign: return [b]
    case .orelseEnd: return [b].filter { $0 != ZIR.noValue }
    case .leaveReturn: return [a].filter { $0 != ZIR.noValue }
    case .call, .builtin: return Array(run(at: b))
    case .callValue: return [a] + run(at: b)
    case .mapLiteral:
      let (keys, values) = pairs(ofMap: a)
      return keys + values
    case .arrayLiteral, .print, .write, .assert, .panic, .exit, .leavePanic, .leaveExit:
      return Array(run(at: a))
    case .slice:
      return [a, extra[Int(b)], extra[Int(b) + 1]].filter { $0 != ZIR.noValue }
    case .reference, .placeRead: return indices(of: place(a))
    case .assignPlace: return indices(of: place(a)) + [b]
    case .enumCase: return [a].filter { $0 != ZIR.noValue } + run(at: b + 2)
    case .construct:
      return (0..<Int(extra[Int(b)])).map { extra[Int(b) + 2 + 2 * $0] }
    case .declareTyped: return [extra[Int(b)]]
    case .rangeBegin, .rangePattern: return [a, extra[Int(b)]]
    }
  }

  /// The variable that an instruction changes, or lets a call change; `nil`: none.
  func changedVariable(_ instruction: ZIR.Instruction) -> ZIR.Place.Root? {
    if instruction.tag == .assign { return .local(instruction.a) }
    return instruction.tag == .assignPlace || instruction.tag == .reference
      ? place(instruction.a).root : nil
  }

  private func indices(of place: ZIR.Place) -> [UInt32] {
    place.steps.compactMap { step in
      switch step {
      case .index(let value): value
      case .field: nil
      }
    }
  }
}
