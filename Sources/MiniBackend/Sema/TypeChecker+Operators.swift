// Operators and conversions: the contexts of their operands.

import MiniFrontend

extension TypeChecker {
  // MARK: Arithmetic

  mutating func resolveArithmetic(_ index: Int) -> TypeID? {
    let instruction = function.code[index]
    let (tag, natural) = (instruction.tag, naturals[index])
    let operands = function.operands(of: instruction)
    if let (wanted, root) = wanted(index) {
      if !tag.isDefined(on: wanted) {
        // The operator yields no such type: the fault is in the whole, and the operands set their
        // own type.
        let found = settled(natural)
        if let found { _ = fit(index, found) }
        checkOperands(operands, of: tag, expecting: found, root: index)
        return nil
      }
      if tag.isOfIntegers, wanted == .f64, let found = settled(natural) {
        if found != .f64 && natural != .integer { _ = fit(index, found) }
        checkOperands(
          operands, of: tag, expecting: natural == .integer ? .f64 : found, root: index)
        return nil
      }
      for operand in operands { expect(wanted, of: operand, root: root) }
      return fit(index, wanted)
    }
    if case .unknown = contexts[index], natural == .integer || natural == .byte {
      for operand in operands { expect(nil, of: operand) }
      return nil
    }
    return checkOperands(operands, of: tag, expecting: settled(natural), root: index)
  }

  /// Gives the operands of an arithmetic operator their context where the operator has none.
  ///
  /// - Returns: the operator's type; `nil` if it is not defined on its operands.
  @discardableResult
  private mutating func checkOperands(
    _ operands: Operands, of tag: ZIR.Tag, expecting type: TypeID?, root: Int
  ) -> TypeID? {
    if tag.isOfIntegers, type == .f64 {
      let fault = operands.first { naturals[Int($0)] == .type(.f64) } ?? operands[0]
      reportOperand(fault, of: tag, .type(.f64))
      for operand in operands { expect(nil, of: operand) }
      return nil
    }
    guard let type else {
      isSound = false
      if let fault = operands.first(where: { isMisplaced($0, in: tag) }) {
        reportOperand(fault, of: tag, naturals[Int(fault)])
      }
      for operand in operands { expect(nil, of: operand) }
      return nil
    }
    for operand in operands { expect(type, of: operand, root: root) }
    return type
  }

  /// Whether an operand has a type on which an arithmetic operator is not defined.
  private func isMisplaced(_ operand: UInt32, in tag: ZIR.Tag) -> Bool {
    let natural = naturals[Int(operand)]
    return natural != .unknown && natural != .type(.void) && natural.operand(of: tag) == .unknown
  }

  private mutating func reportOperand(_ operand: UInt32, of tag: ZIR.Tag, _ natural: NaturalType) {
    let name = name(of: natural)
    report(
      .invalidOperand, "'\(tag.symbol)' is not defined on \(name)", at: Int(operand),
      label: "this is \(name)", notes: notes(on: natural, operand, of: tag))
  }

  // MARK: Comparisons

  mutating func resolveComparisonOperands(_ index: Int) {
    let instruction = function.code[index]
    let operands = Operands(instruction, count: 2)
    if instruction.tag == .equal || instruction.tag == .notEqual {
      let natural = compared(instruction)
      guard let type = settled(natural), table.holdsFunctions(type) else {
        return expect(natural, of: operands, root: index)
      }
      reportCompared(type, at: operands.first { settled($0) == type } ?? operands[0])
      for operand in operands { expect(nil, of: operand) }
      return
    }
    let natural = combined(instruction)
    guard !isOrdered(natural) else { return expect(natural, of: operands, root: index) }
    let fault = operands.first { !isOrdered(naturals[Int($0)]) } ?? operands[0]
    reportOperand(fault, of: instruction.tag, naturals[Int(fault)])
    for operand in operands { expect(nil, of: operand) }
  }

  /// Reports a value that is compared and can contain functions.
  mutating func reportCompared(_ type: TypeID, at value: UInt32) {
    report(
      .invalidOperand, "functions are not compared", at: Int(value),
      label: "this is \(table.name(of: type))")
  }

  /// Reports a value that is written and can contain functions.
  mutating func checkPrinted(_ value: UInt32) {
    contexts[Int(value)] = .free
    guard let type = settled(value), table.holdsFunctions(type) else { return }
    report(
      .invalidOperand, "functions are not printed", at: Int(value),
      label: "this is \(table.name(of: type))")
  }

  /// The natural type of two operands of `==`: of a `T` and a `?T`, it is `?T`.
  private func compared(_ instruction: ZIR.Instruction) -> NaturalType {
    let (left, right) = (naturals[Int(instruction.a)], naturals[Int(instruction.b)])
    if case .type(let value) = left.kind, left.depth == 0, case .type(let optional) = right.kind,
      table.value(ofOptional: optional) == value
    {
      return right
    }
    return left.combined(with: right)
  }

  /// Whether `<` and its kind are defined on a type.
  private func isOrdered(_ natural: NaturalType) -> Bool {
    switch natural.kind {
    case .unknown: true
    case .integer, .byte, .float: natural.depth == 0
    case .none, .enumCase, .empty, .map, .typeName: false
    case .type(let type):
      natural.depth == 0 && (isNumber(type) || type == .text || type == .void)
    }
  }

  // MARK: Conversions

  mutating func resolveConversion(_ index: Int) -> TypeID? {
    let operand = function.code[index].a
    guard let target = settled(naturals[index]) else { return nil }
    let natural = naturals[Int(operand)]
    contexts[Int(operand)] = .free
    if natural == .unknown { expect(nil, of: operand) }
    if natural == .integer || natural == .byte && isInteger(target) { expect(target, of: operand) }
    if let type = settled(natural), type != .void, !isNumber(type) {
      let name = table.name(of: type)
      report(
        .invalidOperand, "cannot convert \(name) to \(table.name(of: target))", at: Int(operand),
        label: "this is \(name)",
        notes: type == .text ? Self.notes(onParsing: target) : notesOnOptional(type, operand))
    }
    return fit(index, target)
  }

  mutating func resolveConversionToText(_ index: Int) -> TypeID? {
    checkPrinted(function.code[index].a)
    return fit(index, .text)
  }
}
