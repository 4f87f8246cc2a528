// Places: variables and parts of them, which assignments and `&` arguments change.

import MiniFrontend

/// A call that is given a variable with `&`.
struct Change {
  /// The call's index.
  let index: Int
  let root: ZIR.Place.Root
}

extension Lowering {
  // MARK: Variables that a statement changes

  /// Finds out which variables the calls of a statement change.
  mutating func prepare(_ range: ClosedRange<Int>) {
    appending = nil
    if givesVariables {
      changes.removeAll(keepingCapacity: true)
      findChanges(range)
      if !changes.isEmpty { findUsers(range) }
    }
    if function.code[range.upperBound].tag.isAssignment { findAppending(range) }
  }

  private mutating func findChanges(_ range: ClosedRange<Int>) {
    for index in range {
      let instruction = function.code[index]
      guard [.call, .callValue, .builtin].contains(instruction.tag) else { continue }
      for argument in function.run(at: instruction.b)
      where function.code[Int(argument)].tag == .reference {
        let place = function.place(function.code[Int(argument)].a)
        changes.append(Change(index: index, root: place.root))
      }
    }
  }

  /// Whether a call that runs after the instruction, and not after its user, changes a variable.
  func isChanged(_ root: ZIR.Place.Root, after index: Int) -> Bool {
    guard !changes.isEmpty else { return false }
    let user = users[index - userOffset]
    return changes.contains { $0.root == root && $0.index > index && $0.index <= user }
  }

  private mutating func findUsers(_ range: ClosedRange<Int>) {
    userOffset = range.lowerBound
    users = Array(repeating: range.upperBound, count: range.count)
    for index in range {
      for operand in function.valueOperands(of: function.code[index]) {
        if Int(operand) >= range.lowerBound { users[Int(operand) - userOffset] = index }
      }
    }
  }

  /// `s = s + t` and `s += t` append in place, unless the right side changes `s` first.
  private mutating func findAppending(_ range: ClosedRange<Int>) {
    let end = function.code[range.upperBound]
    guard types[Int(end.b)] == .text else { return }
    let sum = function.code[Int(end.b)]
    guard sum.tag == .add else { return }
    let left = function.code[Int(sum.a)]
    let isSame: Bool
    let root: ZIR.Place.Root
    if end.tag == .assign {
      isSame = left.tag == .local && left.a == end.a
      root = .local(end.a)
    } else {
      isSame =
        left.tag == .placeRead && function.place(left.a) == function.place(end.a)
      root = function.place(end.a).root
    }
    if isSame, !changes.contains(where: { $0.root == root }) { appending = Int(end.b) }
  }

  /// Whether the code of a region changes a variable.
  func changes(_ root: ZIR.Place.Root, in range: Swift.Range<Int>) -> Bool {
    range.contains { function.changedVariable(function.code[$0]) == root }
  }

  // MARK: Looking places up

  /// The address and the type of a variable.
  func variable(_ root: ZIR.Place.Root) -> (address: AIR.Operand, type: TypeID) {
    switch root {
    case .local(let slot):
      switch locals[Int(slot)] {
      case .memory(let memory): return (.slot(memory), slotTypes[Int(slot)])
      case .aggregate(let address, _): return (address, slotTypes[Int(slot)])
      case .value, .changing: preconditionFailure("the variable is not in memory")
      }
    case .parameter(let number):
      return (.parameter(number + parameterOffset), parameterType(number))
    }
  }

  /// The address and the type of a place, whose index values are lowered already. The place will
  /// change: the variable becomes the only owner of what it passes through.
  mutating func lookUp(_ place: ZIR.Place) -> (address: AIR.Operand, type: TypeID) {
    lookUp(place.root, place.steps[...])
  }

  mutating func lookUp(
    _ root: ZIR.Place.Root, _ steps: ArraySlice<ZIR.Place.Step>
  ) -> (address: AIR.Operand, type: TypeID) {
    var (address, type) = variable(root)
    for step in steps {
      switch step {
      case .index(let index):
        if let map = table.map(type) {
          address = entry(of: address, index, type)
          type = map.value
          continue
        }
        guard let element = table.part(of: type) else { preconditionFailure("no array") }
        address = self.element(of: address, index, element, isChanged: true)
        type = element
      case .field(let name):
        guard let nominal = table.nominal(type),
          let field = nominal.index(of: function.names[Int(name)]),
          let part = nominal.members[0][field].type
        else { preconditionFailure("no struct") }
        address = offset(address, nominal.members[0][field].offset)
        type = part
      }
    }
    return (address, type)
  }

  /// The type of a place.
  func type(of root: ZIR.Place.Root, _ steps: ArraySlice<ZIR.Place.Step>) -> TypeID {
    steps.reduce(variable(root).type) { whole, step in
      switch step {
      case .index:
        return table.pair(of: whole)?.value ?? table.part(of: whole) ?? .void
      case .field(let name):
        let nominal = table.nominal(whole)
        let field = nominal?.index(of: function.names[Int(name)])
        return field.flatMap { nominal?.members[0][$0].type } ?? .void
      }
    }
  }

  /// The address of an array's element, after a check of the index.
  ///
  /// - Parameter isChanged: whether the element will change.
  mutating func element(
    of array: AIR.Operand, _ index: UInt32, _ element: TypeID, isChanged: Bool = false
  ) -> AIR.Operand {
    let position = wide(index)
    check(.index, position, arrayLength(array), of: index)
    if isChanged { builder.own(array, type: described(element)) }
    return self.element(at: position, of: array, element)
  }

  /// The address of an array's element that exists.
  mutating func element(
    at position: AIR.Operand, of array: AIR.Operand, _ element: TypeID
  ) -> AIR.Operand {
    builder.element(
      of: array, at: position, sizeBytes: table.layout(of: element).size,
      head: ValueLayout.objectHead)
  }

  /// Checks a position, whose type is that of the value `index`.
  mutating func check(
    _ check: AIR.BoundsCheck, _ position: AIR.Operand, _ length: AIR.Operand, of index: UInt32
  ) {
    let isUnsigned = scalar(index) == .u64
    if check == .index { return builder.checkIndex(position, length, isUnsigned: isUnsigned) }
    builder.append(
      .bounds(
        check, position, length, .nothing, isUnsigned: isUnsigned, ordinal: builder.ordinal))
  }
}
