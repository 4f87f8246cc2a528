// Calls of functions, and the built-in functions.

import MiniFrontend

extension Lowering {
  mutating func lowerCall(_ index: Int) {
    let instruction = function.code[index]
    let symbol: String
    let signature: Signature
    switch callees[Int(instruction.a)] {
    case .function(let known, let type): (symbol, signature) = (known, type)
    // Without arguments: all of the struct's fields have defaults.
    case .type: return lowerConstruct(index)
    case .constant, .undefined, .unavailable:
      preconditionFailure("a call of nothing passed the checker")
    }
    let callee = callee(instruction.a, symbol, signature)
    let type = AIR.FunctionType(signature)
    lowerCall(index, signature) { lowering, arguments in
      lowering.builder.call(callee, type, arguments: arguments)
    }
  }

  /// The index of a function among those that the code names.
  mutating func callee(_ number: UInt32, _ symbol: String, _ signature: Signature) -> UInt32 {
    if let known = calleeIndices[Int(number)] { return known }
    usedCallees.append(AIR.Callee(symbol: symbol, signature: AIR.FunctionType(signature)))
    calleeIndices[Int(number)] = UInt32(usedCallees.count - 1)
    return UInt32(usedCallees.count - 1)
  }

  /// Calls the function that is a value.
  mutating func lowerCallValue(_ index: Int) {
    let callee = function.code[index].a
    guard let shape = table.function(type(callee)) else {
      preconditionFailure("a sound callee is a function")
    }
    let signature = table.signature(shape)
    let type = AIR.FunctionType(signature)
    let number = calledTypes.firstIndex(of: type) ?? calledTypes.count
    if number == calledTypes.count { calledTypes.append(type) }
    lowerCall(index, signature) { lowering, arguments in
      let address = lowering.builder.appendValue(
        .loadAddress(lowering.operands[Int(callee)]))
      return lowering.builder.call(address, UInt32(number), type, arguments: arguments)
    }
  }

  /// Lowers the arguments and the result of a call.
  private mutating func lowerCall(
    _ index: Int, _ signature: Signature,
    _ call: (inout Lowering, [AIR.Operand]) -> AIR.Operand
  ) {
    var arguments: [AIR.Operand] = []
    let isByAddress = signature.result.scalar == nil
    var result: UInt32?
    if isByAddress {
      let slot = makeSlot(type(index))
      result = slot
      arguments.append(.slot(slot))
    }
    let values = function.run(at: function.code[index].b)
    for (value, parameter) in zip(values, signature.parameters) {
      if parameter.isReference {
        // Looked up below, after all values.
        arguments.append(.nothing)
      } else if parameter.type.scalar != nil {
        arguments.append(operands[Int(value)])
      } else {
        arguments.append(address(of: value))
      }
    }
    for (number, value) in values.enumerated() where signature.parameters[number].isReference {
      arguments[number + (isByAddress ? 1 : 0)] = reference(value).address
    }
    let operand = call(&self, arguments)
    if let slot = result {
      own(slot, type(index))
      set(index, to: .slot(slot), .temporary(slot: slot))
    } else {
      operands[index] = operand
    }
  }

  /// The place of a `&` argument.
  mutating func reference(_ value: UInt32) -> (address: AIR.Operand, type: TypeID) {
    lookUp(function.place(function.code[Int(value)].a))
  }

  // MARK: Built-in functions

  mutating func lowerBuiltin(_ index: Int) {
    let instruction = function.code[index]
    guard let builtin = ZIR.Builtin(number: instruction.a) else {
      preconditionFailure("no built-in function")
    }
    let arguments = Array(function.run(at: instruction.b))
    switch builtin {
    case .len:
      let length = length(of: arguments[0])
      operands[index] = builder.convert(from: .i64, to: .i32, length)
    case .keys:
      let map = builder.appendValue(.loadAddress(operands[Int(arguments[0])]))
      let slot = makeSlot(type(index))
      library(.mapKeys, .slot(slot), map, description(type(arguments[0])))
      own(slot, type(index))
      set(index, to: .slot(slot), .temporary(slot: slot))
    case .entry: lowerEntry(arguments)
    case .remove where table.isMap(type(arguments[0])): lowerRemoval(index, arguments)
    case .push, .pop, .insert, .remove, .truncate, .append, .reverse, .sort:
      lowerChange(builtin, index, arguments)
    case .contains, .find: lowerSearch(builtin, index, arguments)
    case .bytes:
      let slot = makeSlot(type(index))
      library(.textBytes, .slot(slot), operands[Int(arguments[0])])
      own(slot, type(index))
      set(index, to: .slot(slot), .temporary(slot: slot))
    case .min, .max:
      operands[index] = builder.extremum(
        builtin == .min ? .minimum : .maximum, scalar(UInt32(index)),
        operands[Int(arguments[0])], operands[Int(arguments[1])])
    case .abs:
      operands[index] = builder.absolute(scalar(UInt32(index)), operands[Int(arguments[0])])
    }
  }

  private mutating func lowerChange(
    _ builtin: ZIR.Builtin, _ index: Int, _ arguments: [UInt32]
  ) {
    // Values first, then the place.
    let value = builtin == .push ? movedAddress(of: arguments[1]) : nil
    let inserted = builtin == .insert ? movedAddress(of: arguments[2]) : nil
    let place = reference(arguments[0])
    guard let element = table.part(of: place.type) else { preconditionFailure("no array") }
    let array = place.address
    let description = description(element)
    switch builtin {
    case .push:
      builder.check(library(.arrayPush, array, value!, description), .long)
    case .insert:
      let position = wide(arguments[1])
      check(.end, position, arrayLength(array), of: arguments[1])
      builder.check(library(.arrayInsert, array, position, inserted!, description), .long)
    case .remove:
      let position = wide(arguments[1])
      check(.index, position, arrayLength(array), of: arguments[1])
      let slot = makeSlot(element)
      library(.arrayRemove, .slot(slot), array, position, description)
      setResult(index, in: slot)
    case .pop: lowerPop(index, array, element)
    case .truncate:
      let count = wide(arguments[1])
      check(.count, count, .nothing, of: arguments[1])
      library(.arrayTruncate, array, count, description)
    case .append:
      let tail = operands[Int(arguments[1])]
      builder.check(library(.arrayAppend, array, tail, description), .long)
    case .reverse: library(.arrayReverse, array, description)
    case .sort:
      var less = AIR.Operand.nothing
      if arguments.count == 2 {
        less = builder.appendValue(.loadAddress(operands[Int(arguments[1])]))
      }
      library(.arraySort, array, description, less)
    case .len, .contains, .find, .bytes, .min, .max, .abs, .keys, .entry:
      preconditionFailure("the built-in changes nothing")
    }
  }

  mutating func arrayLength(_ array: AIR.Operand) -> AIR.Operand {
    builder.arrayLength(array, offset: ValueLayout.arrayLength)
  }

  /// Makes an instruction's value of what a slot contains now.
  private mutating func setResult(_ index: Int, in slot: UInt32) {
    let type = type(index)
    if type.isScalar {
      operands[index] = load(type, at: .slot(slot))
    } else {
      own(slot, type)
      set(index, to: .slot(slot), .temporary(slot: slot))
    }
  }

  private mutating func lowerPop(_ index: Int, _ array: AIR.Operand, _ element: TypeID) {
    let slot = makeSlot(type(index))
    builder.append(.clear(.slot(slot), sizeBytes: table.layout(of: type(index)).size))
    let zero = AIR.Operand.constant(.integer(0, .i64))
    let isEmpty = builder.compare(.equal, .i64, arrayLength(array), zero)
    let some = builder.makeBlock()
    let end = builder.makeBlock()
    builder.close(with: .branch(isEmpty, then: end, else: some))
    builder.open(some)
    library(.arrayPop, .slot(slot), array, description(element))
    setPresence(of: .slot(slot), element, to: .constant(.bool(true)))
    builder.close(with: .jump(end))
    builder.open(end)
    own(slot, type(index))
    set(index, to: .slot(slot), .temporary(slot: slot))
  }

  private mutating func lowerSearch(
    _ builtin: ZIR.Builtin, _ index: Int, _ arguments: [UInt32]
  ) {
    let whole = operands[Int(arguments[0])]
    let part = address(of: arguments[1])
    let found: AIR.Operand
    if let element = table.part(of: type(arguments[0])) {
      found = library(.arrayFind, whole, part, description(element))
    } else {
      found = library(.textFind, whole, part)
    }
    let zero = AIR.Operand.constant(.integer(0, .i64))
    let isFound = builder.compare(.greaterOrEqual, .i64, found, zero)
    if builtin == .contains {
      operands[index] = isFound
      return
    }
    let slot = makeSlot(type(index))
    let position = builder.convert(from: .i64, to: .i32, found)
    builder.append(.storeAt(.i32, address: .slot(slot), value: position))
    setPresence(of: .slot(slot), .i32, to: isFound)
    set(index, to: .slot(slot), .outside)
  }
}
