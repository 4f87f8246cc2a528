// The built-in functions that are operations on values.

extension ZIR {
  /// A built-in function, other than `print`, `write` and those that end the program.
  ///
  /// The raw values are part of the function key's bytes.
  package enum Builtin: UInt32, Hashable, Sendable, CaseIterable {
    case len = 0
    case push = 1
    case pop = 2
    case insert = 3
    case remove = 4
    case truncate = 5
    case append = 6
    case reverse = 7
    case sort = 8
    case contains = 9
    case find = 10
    case bytes = 11
    case min = 12
    case max = 13
    case abs = 14

    /// As the source spells it.
    package var name: String {
      switch self {
      case .len: "len"
      case .push: "push"
      case .pop: "pop"
      case .insert: "insert"
      case .remove: "remove"
      case .truncate: "truncate"
      case .append: "append"
      case .reverse: "reverse"
      case .sort: "sort"
      case .contains: "contains"
      case .find: "find"
      case .bytes: "bytes"
      case .min: "min"
      case .max: "max"
      case .abs: "abs"
      }
    }

    /// Whether its first argument is written with `&`.
    package var changesItsFirstArgument: Bool {
      switch self {
      case .push, .pop, .insert, .remove, .truncate, .append, .reverse, .sort: true
      case .len, .contains, .find, .bytes, .min, .max, .abs: false
      }
    }
  }
}
