// The first half of analysis: gives every expression of a function its type, or reports an error.
//
// It walks a statement's instructions twice, without recursion. Forward, each gets its *natural*
// type, the one it has by itself; literals are still undecided. Backward, users before operands,
// each gets the type that its context *expects*, which decides the literals. A mismatch is reported
// at the operand, once for each context. An expression with an error has no type and fits anywhere,
// so that one mistake gives one message.

import MiniFrontend

struct TypeChecker {
  /// The type of each instruction that yields a value; `nil`: unknown, reported already. An
  /// `orelseBegin` has the type of its `orelseEnd`.
  private(set) var types: [TypeID?]
  /// For each instruction that yields a value whether its user wants an optional of its type.
  private(set) var isWrapped: [Bool]
  /// Whether AIR can be made: the checker has found no error, and the code contains none reported
  /// before.
  var isSound = true

  let function: ZIR.Function
  let callees: [CalleeResolution]
  let table: TypeTable
  /// `nil` where a type is in error, which has been reported.
  let parameterTypes: [TypeID?]
  let resultType: TypeID?
  /// Whether the function is the body of a constant.
  let isConstant: Bool
  private(set) var naturals: [NaturalType]
  var contexts: [Context]
  /// The types of the local variables; `nil`: unknown.
  var slotTypes: [TypeID?]
  /// Bounded like the front end's: a function can be as long as a file.
  var diagnostics = DiagnosticList()
  var mismatches: [Mismatch] = []
  /// Of the body of a constant: its type; `nil`: not known.
  var constantType: TypeID?
  /// The open `switch` statements, the innermost last.
  var switches: [OpenSwitch] = []

  init(_ function: ZIR.Function, callees: [CalleeResolution], table: TypeTable) {
    self.function = function
    self.callees = callees
    self.table = table
    parameterTypes = function.signature.parameters.map { table.id(of: $0.type) }
    resultType = table.id(of: function.signature.result)
    isConstant = function.code.last?.tag == .constantValue
    types = Array(filledWith: nil, count: function.code.count)
    isWrapped = Array(filledWith: false, count: function.code.count)
    naturals = Array(filledWith: .unknown, count: function.code.count)
    contexts = Array(filledWith: .free, count: function.code.count)
    slotTypes = Array(filledWith: nil, count: Int(function.localCount))
  }

  /// Checks the instructions of one statement, the last of which is the statement's own.
  mutating func checkStatement(_ range: ClosedRange<Int>) {
    for index in range.dropLast() {
      naturals[index] = naturalType(of: index)
    }
    setContexts(ofStatement: range.upperBound)
    for index in range.dropLast().reversed() {
      types[index] = resolve(index)
    }
    reportMismatches()
    declareSlots(ofStatement: range.upperBound)
  }

  /// Gives away the types and the wraps, or takes them back: arrays with two owners would be copied.
  mutating func exchangeResults(_ types: inout [TypeID?], _ isWrapped: inout [Bool]) {
    swap(&self.types, &types)
    swap(&self.isWrapped, &isWrapped)
  }

  // MARK: Contexts, which users set for their operands

  /// The type that a value's user expects.
  enum Context {
    /// Any type but void.
    case free
    /// A type that an error hides: no value is reported as a mismatch.
    case unknown
    /// This type. `root` is the instruction where the expectation arose.
    case expects(TypeID, root: UInt32)
    /// Any type, or void.
    case dropped
    /// The name of a type, whose case is taken.
    case typeName
    /// A function, which is called.
    case callee
  }

  /// - Parameter type: `nil` where an error hides it.
  mutating func expect(_ type: TypeID?, of value: UInt32, root: Int? = nil) {
    contexts[Int(value)] =
      type.map { .expects($0, root: root.map(UInt32.init) ?? value) } ?? .unknown
  }

  /// Expects the common type of several operands. If it is that of literals which have no type by
  /// themselves, the first of these is reported.
  mutating func expect(
    _ natural: NaturalType, of operands: some Sequence<UInt32>, root: Int
  ) {
    let type = settled(natural)
    var isReported = !natural.isUntyped
    for operand in operands {
      if !isReported, naturals[Int(operand)].isUntyped {
        contexts[Int(operand)] = .free
        isReported = true
      } else {
        expect(type, of: operand, root: root)
      }
    }
  }

  /// Compares a value's own type with its context, and records a mismatch.
  mutating func fit(_ index: Int, _ type: TypeID) -> TypeID? {
    switch contexts[index] {
    case .expects(let expected, let root) where type != .void && expected != type:
      if table.value(ofOptional: expected) == type {
        isWrapped[index] = true
        return type
      }
      mismatch(index, .type(type), expected: expected, root: root)
      return nil
    case .dropped:
      return type
    case .free, .unknown, .expects, .typeName, .callee:
      if type != .void { return type }
      reportVoid(index)
      return nil
    }
  }

  mutating func setType(ofOrElse begin: UInt32, _ type: TypeID?) { types[Int(begin)] = type }

  /// The type that the context expects of an expression that is not an optional by itself.
  func wanted(_ index: Int) -> (type: TypeID, root: Int)? {
    guard case .expects(let expected, let root) = contexts[index] else { return nil }
    return (table.value(ofOptional: expected) ?? expected, Int(root))
  }

  // MARK: Types

  func isInteger(_ type: TypeID) -> Bool { type.scalar?.isInteger ?? false }

  func isNumber(_ type: TypeID) -> Bool { type.scalar?.isNumber ?? false }

  /// The type that a value has if its context expects none; `nil` if there is none, or it is not
  /// known.
  func settled(_ natural: NaturalType) -> TypeID? { natural.settled(in: table) }

  func settled(_ value: UInt32) -> TypeID? { settled(naturals[Int(value)]) }

  /// The type of what an array or a text consists of; `nil` for other types.
  func element(of type: TypeID) -> TypeID? {
    if type == .text { return .u8 }
    return table.isArray(type) ? table.part(of: type) : nil
  }

  /// Whether a value's user expects this type.
  func isExpected(_ type: TypeID, of value: Int) -> Bool {
    if case .expects(type, _) = contexts[value] { true } else { false }
  }
}
