// Facts about variables, arrays and maps that hold to the end of the open block, so that nothing is
// loaded, counted, checked or looked up twice.

/// The values of variables, the lengths and buffers of arrays, the entries of maps, and checks that
/// have been made.
///
/// Only instructions that ``AIRBuilder`` reports here can change them: there are no shared variables,
/// and a call changes only what it is given.
struct KnownValues {
  enum Fact: Hashable {
    /// The length of the array at an address.
    case length(of: AIR.Operand)
    /// The address that the array at an address contains.
    case buffer(of: AIR.Operand)
    /// The address of an element.
    case element(of: AIR.Operand, at: AIR.Operand)
    /// The address of the value of a key in the map at an address, which is the only owner of its
    /// buffer.
    case entry(of: AIR.Operand, key: AIR.Operand)
    /// An `i32` as an `i64`.
    case wide(AIR.Operand)
  }

  /// The most facts of each kind of list: looking for one takes this many comparisons.
  private static let countMax = 16

  private var facts: [(fact: Fact, value: AIR.Operand)] = []
  /// Arrays that are the only owners of their buffers.
  private var owners: [AIR.Operand] = []
  /// Positions that are less than lengths.
  private var checks: [(position: AIR.Operand, length: AIR.Operand)] = []
  /// The values of variables that are scalars in memory.
  private var variables: [(slot: UInt32, value: AIR.Operand)] = []

  subscript(fact: Fact) -> AIR.Operand? {
    get { facts.last { $0.fact == fact }?.value }
    set {
      guard let newValue else { return }
      if facts.count == Self.countMax { facts.removeFirst() }
      facts.append((fact, newValue))
    }
  }

  /// The value of a variable. A constant is not noted: what the program computes at run time is not
  /// folded.
  subscript(variable slot: UInt32) -> AIR.Operand? {
    get { variables.first { $0.slot == slot }?.value }
    set {
      let known = variables.firstIndex { $0.slot == slot }
      if let known { variables.remove(at: known) }
      guard let newValue else { return }
      if case .constant = newValue { return }
      if variables.count == Self.countMax { variables.removeFirst() }
      variables.append((slot, newValue))
    }
  }

  func isOwner(_ array: AIR.Operand) -> Bool { owners.contains(array) }

  func isChecked(_ position: AIR.Operand, _ length: AIR.Operand) -> Bool {
    checks.contains { $0.position == position && $0.length == length }
  }

  mutating func addCheck(_ position: AIR.Operand, _ length: AIR.Operand) {
    if checks.count == Self.countMax { checks.removeFirst() }
    checks.append((position, length))
  }

  /// Adds an array to the owners, and removes facts about the buffer that it had.
  mutating func addOwner(_ array: AIR.Operand) {
    facts.removeAll { fact, _ in
      switch fact {
      case .buffer(let other), .element(let other, _), .entry(let other, _):
        Self.canBeSame(array, other)
      case .length, .wide: false
      }
    }
    if owners.count == Self.countMax { owners.removeFirst() }
    owners.append(array)
  }

  /// Removes everything that a copy of a value makes untrue: its buffers have one more owner.
  mutating func removeOwners() {
    owners.removeAll()
    facts.removeAll {
      if case .entry = $0.fact { true } else { false }
    }
  }

  /// Removes everything that depends on memory, but for variables that are scalars.
  mutating func removeMemory() {
    facts.removeAll {
      if case .wide = $0.fact { false } else { true }
    }
    owners.removeAll()
  }

  /// Removes the values of variables whose addresses a call is given: it can change them.
  mutating func removeVariables(_ operands: [AIR.Operand]) {
    guard !variables.isEmpty else { return }
    for case .slot(let slot) in operands { self[variable: slot] = nil }
  }

  /// Removes everything, as for the start of a block.
  mutating func removeAll() {
    // Most blocks have noted little, and many use the same memory for it.
    if !facts.isEmpty { facts.removeAll(keepingCapacity: true) }
    if !owners.isEmpty { owners.removeAll(keepingCapacity: true) }
    if !checks.isEmpty { checks.removeAll(keepingCapacity: true) }
    if !variables.isEmpty { variables.removeAll(keepingCapacity: true) }
  }

  /// Whether two addresses can be those of one array, or of arrays one in another.
  private static func canBeSame(_ left: AIR.Operand, _ right: AIR.Operand) -> Bool {
    switch (left, right) {
    case (.parameter, .parameter), (.slot, .slot): left == right
    case (.parameter, .slot), (.slot, .parameter): false
    default: true
    }
  }
}
