// The types in one function, found by places in its text.

import MiniFrontend

/// The types of a function's expressions and variables. Of a function with errors those that are known.
struct FunctionTypes {
  let function: ZIR.Function
  let table: TypeTable
  private let checker: TypeChecker
  private let callees: [CalleeResolution]

  init(_ function: ZIR.Function, in module: QueriedModule, _ resolver: ModuleResolver) {
    self.function = function
    callees = function.callees.map { resolver.resolution(of: $0, in: module) }
    table = TypeTable(resolver.scope(of: function, callees, in: module))
    var checker = TypeChecker(function, callees: callees, table: table)
    var start = 0
    for end in function.code.indices where function.code[end].tag.isStatement {
      checker.checkStatement(start...end)
      start = end + 1
    }
    self.checker = checker
  }

  /// The types of local names, by the statement or the pattern that binds them.
  func types(ofBinder start: UInt32) -> [TypeID?] {
    for (index, instruction) in function.code.enumerated()
    where function.ranges[index].start == start {
      if let slots = slots(boundBy: instruction) {
        return slots.map { $0 == ZIR.noSlot ? nil : checker.slotTypes[Int($0)] }
      }
    }
    return []
  }

  /// The slots that an instruction declares; `nil`: it declares none.
  private func slots(boundBy instruction: ZIR.Instruction) -> [UInt32]? {
    let tag = instruction.tag
    if tag == .declare || tag == .declareTyped { return [instruction.a] }
    if tag == .ifConstBegin { return [instruction.b] }
    if tag == .loopConstCondition { return [function.extra[Int(instruction.b) + 1]] }
    if tag == .eachBegin { return Array(function.extra[Int(instruction.b)...].prefix(2)) }
    if tag == .rangeBegin { return Array(function.extra[(Int(instruction.b) + 2)...].prefix(2)) }
    guard tag == .casePattern else { return nil }
    let list = instruction.a + 1
    return function.extra[Int(list)] == ZIR.noValue ? [] : Array(function.run(at: list))
  }

  func type(ofParameter number: Int) -> TypeID? {
    number < checker.parameterTypes.count ? checker.parameterTypes[number] : nil
  }

  /// The type whose field or case the name at an offset is, or would be; `nil`: not known.
  func owner(ofMemberAt start: UInt32) -> TypeID? {
    for member in function.memberStarts where member.start == start {
      let index = Int(member.instruction)
      if let owner = owner(ofMemberAt: start, index) { return owner }
    }
    return nil
  }

  private func owner(ofMemberAt start: UInt32, _ index: Int) -> TypeID? {
    let instruction = function.code[index]
    let tag = instruction.tag
    if tag == .field { return owner(of: instruction.a) }
    if tag == .enumCase {
      return instruction.a == ZIR.noValue ? expected(index) : owner(of: instruction.a)
    }
    if tag == .casePattern {
      return checker.types[Int(function.code[Int(instruction.b)].a)]
    }
    if tag == .construct { return checker.constructedType(of: instruction) }
    guard tag == .reference || tag == .placeRead || tag == .assignPlace else { return nil }
    let starts = function.memberStarts(in: UInt32(index))
    guard let position = starts.firstIndex(where: { $0.start == start }) else { return nil }
    return owner(ofStep: position - starts.startIndex, in: function.place(instruction.a))
  }

  /// The type of a value, or the one that a name stands for.
  private func owner(of value: UInt32) -> TypeID? {
    if case .typeName(let type) = checker.naturals[Int(value)].kind { return type }
    return checker.types[Int(value)] ?? checker.settled(value)
  }

  /// The type whose field a step of a place is.
  ///
  /// - Parameter number: of the step among those that are fields.
  private func owner(ofStep number: Int, in place: ZIR.Place) -> TypeID? {
    var fields = 0
    var type: TypeID? =
      switch place.root {
      case .local(let slot): checker.slotTypes[Int(slot)]
      case .parameter(let number): checker.parameterTypes[Int(number)]
      }
    for step in place.steps {
      guard let whole = type else { return nil }
      switch step {
      case .index:
        type = table.pair(of: whole)?.value ?? checker.element(of: whole)
      case .field(let name):
        if fields == number { return whole }
        fields += 1
        let nominal = table.nominal(whole)
        type = nominal?.index(of: function.names[Int(name)]).flatMap {
          nominal?.isEnumeration ?? true ? nil : nominal?.members[0][$0].type
        }
      }
    }
    return nil
  }

  /// The type that the user of an instruction's value expects, without a `?` around it.
  private func expected(_ index: Int) -> TypeID? { checker.wanted(index)?.type }

  /// The type that is expected of the value that starts at an offset; `nil`: none, or not known.
  func expectedType(at start: UInt32) -> TypeID? {
    let index = function.code.indices.first {
      function.ranges[$0].start == start && function.code[$0].tag.isValue
    }
    guard let index else { return nil }
    if let expected = expected(index) { return expected }
    return nil
  }

  /// The type of the longest value that ends at an offset; `nil`: not known.
  func type(ofValueEndingAt end: UInt32) -> TypeID? {
    let index = function.code.indices.last {
      function.ranges[$0].end == end && function.code[$0].tag.isValue
    }
    return index.flatMap { checker.types[$0] ?? checker.settled(UInt32($0)) }
  }

  /// The patterns of the values that a `switch` does not cover, and the place of the `switch`; `nil`:
  /// there is none there, or it covers all.
  func missingPatterns(ofSwitchAt start: UInt32) -> (patterns: [String], range: SourceRange)? {
    let begin = function.code.indices.first {
      function.code[$0].tag == .switchBegin && function.ranges[$0].start == start
    }
    guard let begin, let type = checker.types[Int(function.code[begin].a)] else { return nil }
    var given: Set<String> = []
    var hasElse = false
    for instruction in function.code {
      if instruction.tag == .casePattern, Int(instruction.b) == begin {
        given.insert(function.names[Int(function.extra[Int(instruction.a)])])
      }
      if instruction.tag == .valuePattern, Int(instruction.b) == begin {
        let literal = function.code[Int(instruction.a)]
        if literal.tag == .bool { given.insert(literal.a == 0 ? "false" : "true") }
      }
      if instruction.tag == .elseBranch, Int(instruction.a) == begin { hasElse = true }
    }
    guard !hasElse else { return nil }
    let range = function.ranges[begin]
    var missing = ["else"]
    if type == .bool { missing = ["true", "false"].filter { !given.contains($0) } }
    if let nominal = table.nominal(type) {
      missing = nominal.declaration.names.filter { !given.contains($0) }.map { "." + $0 }
    }
    return missing.isEmpty ? nil : (missing, range)
  }
}
