// Facts about arrays that hold to the end of the open block, so that nothing is loaded, counted or
// checked twice.

/// The lengths and buffers of arrays, and checks that have been made.
///
/// Nothing else than the instructions that ``AIRBuilder`` reports here can change an array: there are
/// no shared variables, and a call changes those alone that it is given.
struct KnownValues {
  enum Fact: Hashable {
    /// The length of the array at an address.
    case length(of: AIR.Operand)
    /// The address that the array at an address contains.
    case buffer(of: AIR.Operand)
    /// The address of an element.
    case element(of: AIR.Operand, at: AIR.Operand)
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

  subscript(fact: Fact) -> AIR.Operand? {
    get { facts.last { $0.fact == fact }?.value }
    set {
      guard let newValue else { return }
      if facts.count == Self.countMax { facts.removeFirst() }
      facts.append((fact, newValue))
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

  /// An array gets a buffer of its own.
  mutating func addOwner(_ array: AIR.Operand) {
    facts.removeAll { fact, _ in
      switch fact {
      case .buffer(let other), .element(let other, _): Self.canBeSame(array, other)
      case .length, .wide: false
      }
    }
    if owners.count == Self.countMax { owners.removeFirst() }
    owners.append(array)
  }

  /// A value is copied: its buffers have one more owner.
  mutating func removeOwners() { owners.removeAll() }

  /// Memory changes.
  mutating func removeAll() {
    facts.removeAll {
      if case .wide = $0.fact { false } else { true }
    }
    owners.removeAll()
  }

  /// A block opens, or code is taken back.
  mutating func forget() { self = KnownValues() }

  /// Whether two addresses can be those of one array, or of arrays one in another.
  private static func canBeSame(_ left: AIR.Operand, _ right: AIR.Operand) -> Bool {
    switch (left, right) {
    case (.parameter, .parameter), (.slot, .slot): left == right
    case (.parameter, .slot), (.slot, .parameter): false
    default: true
    }
  }
}
