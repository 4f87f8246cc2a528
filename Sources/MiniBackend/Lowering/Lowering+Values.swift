// Makes the code of single expressions.

import MiniFrontend

extension Lowering {
  /// Makes an expression's value.
  mutating func lowerValue(_ index: Int) {
    let instruction = function.code[index]
    switch instruction.tag {
    case .integer:
      let integer = function.integers[Int(instruction.a)]
      operands[index] = .constant(integer.constant(scalar(UInt32(index))))
    case .float: operands[index] = .constant(.f64(function.floats[Int(instruction.a)]))
    case .bool: operands[index] = .constant(.bool(instruction.a != 0))
    case .negate: lowerNegation(index)
    case .not: operands[index] = builder.not(operands[Int(instruction.a)])
    case .complement: lowerComplement(index)
    case .convert: lowerConversion(index)
    case .add:
      if type(index).isScalar { lowerArithmetic(.add, index) } else { join(index) }
    case .subtract: lowerArithmetic(.subtract, index)
    case .multiply: lowerArithmetic(.multiply, index)
    case .divide: lowerDivision(.quotient, index)
    case .remainder: lowerDivision(.remainder, index)
    case .bitAnd: lowerArithmetic(.bitAnd, index)
    case .bitOr: lowerArithmetic(.bitOr, index)
    case .bitXor: lowerArithmetic(.bitXor, index)
    case .shiftLeft: lowerShift(.shiftLeft, index)
    case .shiftRight: lowerShift(.shiftRight, index)
    case .equal: lowerComparison(.equal, index)
    case .notEqual: lowerComparison(.notEqual, index)
    case .less: lowerComparison(.less, index)
    case .lessOrEqual: lowerComparison(.lessOrEqual, index)
    case .greater: lowerComparison(.greater, index)
    case .greaterOrEqual: lowerComparison(.greaterOrEqual, index)
    case .string:
      set(index, to: .text(string(function.strings[Int(instruction.a)])), .outside)
    case .parameter: lowerParameter(index)
    case .local: lowerLocal(index)
    case .none:
      let slot = makeSlot(type(index))
      builder.append(.clear(.slot(slot), sizeBytes: table.layout(of: type(index)).size))
      set(index, to: .slot(slot), .outside)
    case .arrayLiteral: lowerArrayLiteral(index)
    case .mapLiteral: lowerMapLiteral(index)
    case .arrayRepeat: lowerArrayRepeat(index)
    case .index: lowerIndex(index)
    case .slice: lowerSlice(index)
    case .convertText: lowerConversionToText(index)
    case .placeRead: lowerPlaceRead(index)
    case .call: lowerCall(index)
    case .callValue: lowerCallValue(index)
    case .builtin: lowerBuiltin(index)
    case .leaveReturn:
      returnValue(instruction.a == ZIR.noValue ? nil : instruction.a)
    case .leavePanic: lowerPanic(instruction)
    case .leaveExit: lowerExit(instruction)
    case .leaveBreak: leave(toExit: true)
    case .leaveContinue: leave(toExit: false)
    case .global: lowerGlobal(index)
    case .field: lowerField(index)
    case .enumCase: lowerEnumCase(index)
    case .construct: lowerConstruct(index)
    case .reference, .poison: break  // the call looks the place up
    case .logicalBegin: beginLogical(index)
    case .logicalEnd: operands[index] = endLogical(instruction)
    case .orelseBegin: beginOrElse(index)
    case .orelseEnd: endOrElse(instruction, at: index)
    case .declare, .declareTyped, .assign, .evaluate, .print, .write, .returnValue, .returnVoid,
      .ifBegin, .elseBegin, .ifEnd, .loopBegin, .loopCondition, .loopEnd, .rangeBegin, .breakLoop,
      .continueLoop, .unreachableBegin, .unreachableEnd, .assignPlace, .ifConstBegin,
      .loopConstCondition, .eachBegin, .scopeEnd, .assert, .panic, .exit, .switchBegin,
      .casePattern, .valuePattern, .rangePattern, .branchBegin, .elseBranch, .branchEnd,
      .switchEnd, .constantValue:
      preconditionFailure("the instruction is no value")
    }
  }

  // MARK: Variables

  private mutating func lowerParameter(_ index: Int) {
    let number = function.code[index].a
    let operand = AIR.Operand.parameter(number + parameterOffset)
    if !function.signature.parameters[Int(number)].isReference {
      if type(index).isScalar {
        operands[index] = operand
      } else {
        set(index, to: operand, .outside)
      }
      return
    }
    if type(index).isScalar {
      operands[index] = load(type(index), at: operand)
    } else {
      set(index, to: operand, .variable(.parameter(number)))
    }
  }

  private mutating func lowerLocal(_ index: Int) {
    switch locals[Int(function.code[index].a)] {
    case .value(let operand): operands[index] = operand
    case .memory(let slot): operands[index] = builder.load(slot)
    case .aggregate(let address, let owner): set(index, to: address, owner)
    case .changing: preconditionFailure("ZIR reads a variable that is not declared")
    }
  }

  // MARK: Scalars

  private mutating func lowerNegation(_ index: Int) {
    let operand = function.code[index].a
    operands[index] = builder.negate(scalar(operand), operands[Int(operand)])
  }

  private mutating func lowerComplement(_ index: Int) {
    let operand = function.code[index].a
    let type = scalar(operand)
    let ones = AIR.Constant.integer(type.extended(.max), type)
    operands[index] = builder.arithmetic(.bitXor, type, operands[Int(operand)], .constant(ones))
  }

  private mutating func lowerConversion(_ index: Int) {
    let operand = function.code[index].a
    operands[index] = builder.convert(
      from: scalar(operand), to: scalar(UInt32(index)), operands[Int(operand)])
  }

  private mutating func lowerArithmetic(_ operation: AIR.Arithmetic, _ index: Int) {
    let instruction = function.code[index]
    operands[index] = builder.arithmetic(
      operation, scalar(UInt32(index)), operands[Int(instruction.a)],
      operands[Int(instruction.b)])
  }

  private mutating func lowerDivision(_ division: AIR.Division, _ index: Int) {
    let type = scalar(UInt32(index))
    if type == .f64 { return lowerArithmetic(.divide, index) }
    let instruction = function.code[index]
    operands[index] = builder.divide(
      division, type, operands[Int(instruction.a)], operands[Int(instruction.b)])
  }

  private mutating func lowerShift(_ operation: AIR.Arithmetic, _ index: Int) {
    let instruction = function.code[index]
    operands[index] = builder.shift(
      operation, scalar(instruction.a), operands[Int(instruction.a)],
      by: operands[Int(instruction.b)], scalar(instruction.b))
  }

  private mutating func lowerComparison(_ comparison: AIR.Comparison, _ index: Int) {
    operands[index] = compare(comparison, function.code[index])
  }

  private mutating func compare(
    _ comparison: AIR.Comparison, _ instruction: ZIR.Instruction
  ) -> AIR.Operand {
    let used = usedType(instruction.a)
    if let scalar = used.scalar {
      return builder.compare(
        comparison, scalar, operands[Int(instruction.a)], operands[Int(instruction.b)])
    }
    let left = address(of: instruction.a)
    let right = address(of: instruction.b)
    let layout = table.layout(of: used)
    if layout.isPlain, layout.size == 1 {
      // An enum without values, or a struct around one.
      return builder.compare(comparison, .u8, load(.u8, at: left), load(.u8, at: right))
    }
    if comparison == .equal || comparison == .notEqual {
      let isEqual = library(.equal, left, right, description(used))
      return comparison == .equal ? isEqual : builder.not(isEqual)
    }
    let order = library(.textCompare, left, right)
    return builder.compare(comparison, .i32, order, .constant(.integer(0, .i32)))
  }

  // MARK: Texts and arrays

  private mutating func join(_ index: Int) {
    if appending == index { return }
    let instruction = function.code[index]
    let (left, right) = (operands[Int(instruction.a)], operands[Int(instruction.b)])
    let slot = makeSlot(.text)
    let fits = library(.textJoin, .slot(slot), left, right)
    builder.check(fits, .long)
    own(slot, .text)
    set(index, to: .slot(slot), .temporary(slot: slot))
  }

  private mutating func lowerArrayLiteral(_ index: Int) {
    let values = function.run(at: function.code[index].a)
    guard let element = table.part(of: type(index)) else { preconditionFailure("no array") }
    let slot = makeSlot(type(index))
    let count = AIR.Operand.constant(.integer(UInt64(values.count), .i64))
    library(.arrayMake, .slot(slot), count, description(element))
    if !values.isEmpty {
      let object = builder.appendValue(.loadAddress(.slot(slot)))
      let size = table.layout(of: element).size
      for (number, value) in values.enumerated() {
        put(value, at: offset(object, ValueLayout.objectHead + UInt32(number) * size))
      }
    }
    own(slot, type(index))
    set(index, to: .slot(slot), .temporary(slot: slot))
  }

  private mutating func lowerArrayRepeat(_ index: Int) {
    let instruction = function.code[index]
    guard let element = table.part(of: type(index)) else { preconditionFailure("no array") }
    let count = wide(instruction.b)
    check(.count, count, .nothing, of: instruction.b)
    if ![.u8, .i32].contains(scalar(instruction.b)) {
      let most = AIR.Operand.constant(.integer(UInt64(Int32.max), .i64))
      let fits = builder.compare(.lessOrEqual, .i64, count, most)
      if fits != .constant(.bool(true)) { builder.check(fits, .long) }
      guard builder.isReachable else { return }
    }
    let value = movedAddress(of: instruction.a)
    let slot = makeSlot(type(index))
    library(.arrayFill, .slot(slot), value, count, description(element))
    own(slot, type(index))
    set(index, to: .slot(slot), .temporary(slot: slot))
  }

  /// The number of elements or bytes as an `i64`.
  mutating func length(of value: UInt32) -> AIR.Operand {
    let address = operands[Int(value)]
    if table.isMap(type(value)) {
      return library(.mapLength, builder.appendValue(.loadAddress(address)))
    }
    if type(value) == .text {
      let length = builder.appendValue(
        .loadAt(.u32, offset(address, ValueLayout.textLength)))
      return builder.convert(from: .u32, to: .i64, length)
    }
    return arrayLength(address)
  }

  private mutating func lowerIndex(_ index: Int) {
    let instruction = function.code[index]
    if let map = table.map(type(instruction.a)) { return lowerLookup(index, map) }
    guard let element = table.part(of: type(instruction.a)) else {
      let position = wide(instruction.b)
      check(.index, position, length(of: instruction.a), of: instruction.b)
      operands[index] = byte(at: position, of: operands[Int(instruction.a)])
      return
    }
    let address = self.element(of: operands[Int(instruction.a)], instruction.b, element)
    setPart(index, at: address, of: Int(instruction.a), element)
  }

  /// The byte of a text at a position that exists.
  mutating func byte(at position: AIR.Operand, of text: AIR.Operand) -> AIR.Operand {
    let object = builder.appendValue(.loadAddress(text))
    let start = builder.appendValue(.loadAt(.u32, offset(text, ValueLayout.textStart)))
    let first = builder.appendValue(
      .element(
        offset(object, ValueLayout.objectHead), index: builder.convert(from: .u32, to: .i64, start),
        sizeBytes: 1))
    let address = builder.appendValue(.element(first, index: position, sizeBytes: 1))
    return builder.appendValue(.loadAt(.u8, address))
  }

  /// Makes an instruction's value of a part of another value.
  mutating func setPart(_ index: Int, at address: AIR.Operand, of whole: Int, _ type: TypeID) {
    if type.isScalar {
      operands[index] = load(type, at: address)
      return
    }
    switch owner(of: whole) {
    case .temporary, .part: set(index, to: address, .part)
    case .variable(let root): set(index, to: address, .variable(root))
    case .outside: set(index, to: address, .outside)
    }
  }

  private mutating func lowerSlice(_ index: Int) {
    let instruction = function.code[index]
    let value = instruction.a
    let (from, to) = (function.extra[Int(instruction.b)], function.extra[Int(instruction.b) + 1])
    let length = length(of: value)
    let start = from == ZIR.noValue ? .constant(.integer(0, .i64)) : wide(from)
    let end = to == ZIR.noValue ? length : wide(to)
    let isUnsigned = [from, to].contains { $0 != ZIR.noValue && scalar($0) == .u64 }
    builder.append(
      .bounds(
        .slice, start, end, length, isUnsigned: isUnsigned, ordinal: builder.ordinal))
    let slot = makeSlot(type(index))
    if let element = table.part(of: type(value)) {
      library(.arraySlice, .slot(slot), operands[Int(value)], start, end, description(element))
    } else {
      library(.textSlice, .slot(slot), operands[Int(value)], start, end)
    }
    own(slot, type(index))
    set(index, to: .slot(slot), .temporary(slot: slot))
  }

  private mutating func lowerConversionToText(_ index: Int) {
    let value = function.code[index].a
    if type(value) == .text {
      return setPart(index, at: operands[Int(value)], of: Int(value), .text)
    }
    let address = address(of: value)
    let slot = makeSlot(.text)
    if table.part(of: type(value)) == .u8, table.isArray(type(value)) {
      library(.textOfBytes, .slot(slot), address)
    } else {
      let fits = library(.textOf, .slot(slot), address, description(type(value)))
      builder.check(fits, .long)
    }
    own(slot, .text)
    set(index, to: .slot(slot), .temporary(slot: slot))
  }

  private mutating func lowerPlaceRead(_ index: Int) {
    let place = function.place(function.code[index].a)
    if let appending, function.code[appending].a == index { return }
    let (address, type) = lookUp(place)
    if type.isScalar {
      operands[index] = load(type, at: address)
    } else {
      set(index, to: address, .variable(place.root))
    }
  }
}
