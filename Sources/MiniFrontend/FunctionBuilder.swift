// The tables of one function while it is lowered.

/// Grows one ``ZIR/Function``'s code and tables.
struct FunctionBuilder {
  private(set) var code: [ZIR.Instruction] = []
  private(set) var places: [SourceRange] = []
  private(set) var memberPlaces: [ZIR.MemberPlace] = []
  private(set) var extra: [UInt32] = []
  var callees: [ZIR.Callee] = []
  private(set) var integers: [ZIR.IntegerLiteral] = []
  private(set) var floats: [UInt64] = []
  private(set) var strings: [[UInt8]] = []
  var locals: [Local] = []
  var blocks: [ZIR.Block] = []

  /// A local variable; its index is its slot.
  struct Local {
    let name: Name
    let range: SourceRange
    let isConstant: Bool
    /// Its block, as a number that grows inwards.
    let depth: Int
    var isRead = false
    var isAssigned = false
    /// Something about it is in error: that it is not read is no news.
    var isExcused = false
  }

  /// Empties all tables for the next function; their memory stays.
  mutating func reset() {
    code.clear()
    places.clear()
    memberPlaces.clear()
    extra.clear()
    callees.clear()
    integers.clear()
    floats.clear()
    strings.clear()
    locals.clear()
    blocks.clear()
  }

  /// Appends an instruction and gives its index.
  @discardableResult
  mutating func emit(
    _ tag: ZIR.Tag, _ a: UInt32 = 0, _ b: UInt32 = 0, at place: SourceRange
  ) -> UInt32 {
    code.append(ZIR.Instruction(tag, a, b))
    places.append(place)
    return UInt32(code.count - 1)
  }

  /// Notes where the function's name stands in the call that was emitted last.
  mutating func noteMember(startingAt start: UInt32) {
    memberPlaces.append(.init(call: UInt32(code.count - 1), start: start))
  }

  /// Appends a list and gives its index.
  mutating func list(_ items: some Sequence<UInt32>) -> UInt32 {
    let index = UInt32(extra.count)
    extra.append(contentsOf: items)
    return index
  }

  mutating func integer(_ literal: ZIR.IntegerLiteral) -> UInt32 {
    integers.append(literal)
    return UInt32(integers.count - 1)
  }

  mutating func float(_ bits: UInt64) -> UInt32 {
    floats.append(bits)
    return UInt32(floats.count - 1)
  }

  mutating func string(_ bytes: [UInt8]) -> UInt32 {
    strings.append(bytes)
    return UInt32(strings.count - 1)
  }

  /// Takes back all instructions from `mark` on: an erroneous construct was looked through for
  /// its names, and no one uses its values.
  mutating func discard(from mark: Int) {
    code.removeLast(code.count - mark)
    places.removeLast(places.count - mark)
    while let last = memberPlaces.last, last.call >= mark { memberPlaces.removeLast() }
  }
}

extension Array {
  /// Empties it; its memory stays. What is empty is left alone: it may have no memory yet.
  fileprivate mutating func clear() {
    if !isEmpty { removeAll(keepingCapacity: true) }
  }

  /// The same in memory of its own, and no more than it needs: what is kept of a table that grew.
  var fitted: [Element] { withUnsafeBufferPointer { Array($0) } }
}
