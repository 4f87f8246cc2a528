// The tables of one function while it is lowered.

/// Builds the code and the tables of one ``ZIR/Function``.
struct FunctionBuilder {
  private(set) var code: [ZIR.Instruction] = []
  private(set) var ranges: [SourceRange] = []
  private(set) var memberStarts: [ZIR.MemberStart] = []
  private(set) var extra: [UInt32] = []
  var callees: [ZIR.Callee] = []
  private(set) var types: [Type] = []
  private(set) var integers: [ZIR.IntegerLiteral] = []
  private(set) var floats: [UInt64] = []
  private(set) var strings: [[UInt8]] = []
  private(set) var names: [String] = []
  var locals: [Local] = []
  var blocks: [ZIR.Block] = []
  /// Divisions by a literal 0, the first ones.
  private(set) var zeroDivisions: [UInt32] = []

  /// A local variable; its index is its slot.
  struct Local {
    let name: Name
    let range: SourceRange
    let isConstant: Bool
    /// As written, or as the value shows, if it is a scalar; `nil`: not known.
    var scalar: Scalar?
    /// The kind of statement that binds it.
    var origin = Origin.declaration
    /// Nesting depth of its block; inner blocks have greater depths.
    let depth: Int
    var isRead = false
    var isAssigned = false
    /// The last call to which it was given with `&`, and the argument.
    var given: (call: Int, value: UInt32) = (0, 0)
    /// Whether something about it is in error: then there is no warning that it is never read.
    var isExcused = false
  }

  /// The statements that give a local variable its value.
  enum Origin {
    case declaration
    case loop
    /// `if const`, `while const`.
    case condition
    /// A pattern of a `switch`.
    case pattern
  }

  /// Empties all tables for the next function, and keeps their memory.
  mutating func reset() {
    code.clear()
    ranges.clear()
    memberStarts.clear()
    extra.clear()
    callees.clear()
    types.clear()
    integers.clear()
    floats.clear()
    strings.clear()
    names.clear()
    locals.clear()
    blocks.clear()
    zeroDivisions.clear()
  }

  /// Appends an instruction and returns its index.
  @discardableResult
  mutating func emit(
    _ tag: ZIR.Tag, _ a: UInt32 = 0, _ b: UInt32 = 0, at range: SourceRange
  ) -> UInt32 {
    code.append(ZIR.Instruction(tag, a, b))
    ranges.append(range)
    return UInt32(code.count - 1)
  }

  /// Records the last instruction if it is a division by a literal 0.
  mutating func noteDivision() {
    let last = code[code.count - 1]
    let divisor = code[Int(last.b)]
    guard divisor.tag == .integer, integers[Int(divisor.a)].magnitude == 0,
      !integers[Int(divisor.a)].overflows, zeroDivisions.count < Self.zeroDivisionsMax
    else { return }
    zeroDivisions.append(UInt32(code.count - 1))
  }

  /// Bounds the work, because each recorded division costs a search.
  private static let zeroDivisionsMax = 20

  /// Records where a name starts in the instruction that was emitted last.
  mutating func noteMember(startingAt start: UInt32) {
    memberStarts.append(.init(instruction: UInt32(code.count - 1), start: start))
  }

  /// Records where several names start in the instruction that was emitted last.
  mutating func noteMembers(startingAt starts: [UInt32]) {
    for start in starts { noteMember(startingAt: start) }
  }

  /// Appends a list and returns its index.
  mutating func list(_ items: some Sequence<UInt32>) -> UInt32 {
    let index = UInt32(extra.count)
    extra.append(contentsOf: items)
    return index
  }

  /// The index of a type that the function states. Few types are stated in one function, and mostly
  /// the same ones.
  mutating func type(_ type: Type) -> UInt32 {
    if let known = types.suffix(8).lastIndex(of: type) { return UInt32(known) }
    types.append(type)
    return UInt32(types.count - 1)
  }

  mutating func integer(_ literal: ZIR.IntegerLiteral) -> UInt32 {
    integers.append(literal)
    return UInt32(integers.count - 1)
  }

  mutating func float(_ bits: UInt64) -> UInt32 {
    floats.append(bits)
    return UInt32(floats.count - 1)
  }

  mutating func name(_ name: String) -> UInt32 {
    names.append(name)
    return UInt32(names.count - 1)
  }

  mutating func string(_ bytes: [UInt8]) -> UInt32 {
    strings.append(bytes)
    return UInt32(strings.count - 1)
  }

  /// Removes all instructions from `mark` on: an erroneous construct was lowered only for its
  /// names, and nothing uses its values.
  mutating func discard(from mark: Int) {
    code.removeLast(code.count - mark)
    ranges.removeLast(ranges.count - mark)
    while let last = memberStarts.last, last.instruction >= mark { memberStarts.removeLast() }
    while let last = zeroDivisions.last, last >= mark { zeroDivisions.removeLast() }
  }
}

extension Array {
  /// Empties the array and keeps its memory. Leaves an empty array alone: it may have no memory
  /// yet.
  fileprivate mutating func clear() {
    if !isEmpty { removeAll(keepingCapacity: true) }
  }

  /// A copy of exactly the size needed, to keep after the table has grown.
  var fitted: [Element] { withUnsafeBufferPointer { Array($0) } }
}
