// The built-in functions that are operations on values.

extension ZIR {
  /// A built-in function, other than `print`, `write` and those that end the program. Its raw value
  /// is its name in the source.
  package enum Builtin: String, Hashable, Sendable, CaseIterable {
    case len, push, pop, insert, remove, truncate, append, reverse, sort, contains, find, bytes
    case min, max, abs, keys, entry

    /// The function with this number.
    package init?(number: UInt32) {
      guard number < Self.all.count else { return nil }
      self = Self.all[Int(number)]
    }

    /// The operand of an instruction: the function's position in the list above. It is part of the
    /// function key's bytes.
    package var number: UInt32 { UInt32(Self.all.firstIndex(of: self) ?? 0) }

    private static let all = allCases

    /// Whether its first argument is written with `&`.
    package var changesItsFirstArgument: Bool {
      switch self {
      case .push, .pop, .insert, .remove, .truncate, .append, .reverse, .sort, .entry: true
      case .len, .contains, .find, .bytes, .min, .max, .abs, .keys: false
      }
    }
  }
}
