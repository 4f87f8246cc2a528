// The types of random programs, and the texts that stand for names.

/// A type of a random program.
package indirect enum RandomType: Hashable, Sendable {
  /// One of the types with a keyword.
  case scalar(String)
  case array(RandomType)
  case map(RandomType, RandomType)
  case optional(RandomType)
  /// The struct or enum with this number.
  case named(Int)
  /// A function whose parameters are values.
  case function([RandomType], RandomType)
  /// A function that changes its argument.
  case change(RandomType, RandomType)

  static let i32 = RandomType.scalar("i32")
  static let text = RandomType.scalar("text")
  static let bool = RandomType.scalar("bool")
  static let f64 = RandomType.scalar("f64")

  /// As a program writes it; the names of declarations are references.
  var written: String {
    switch self {
    case .scalar(let name): name
    case .array(let element): "[\(element.written)]"
    case .map(let key, let value): "[\(key.written): \(value.written)]"
    case .optional(let wrapped): "?\(wrapped.written)"
    case .named(let number): Reference.name(number)
    case .function(let parameters, let result):
      "fn(\(parameters.map(\.written).joined(separator: ", "))) \(result.written)"
    case .change(let parameter, let result): "fn(&\(parameter.written)) \(result.written)"
    }
  }

  /// The numbers of the structs and enums in it.
  var names: Set<Int> {
    switch self {
    case .scalar: []
    case .array(let element): element.names
    case .map(let key, let value): key.names.union(value.names)
    case .optional(let wrapped): wrapped.names
    case .named(let number): [number]
    case .function(let parameters, let result):
      parameters.reduce(result.names) { $0.union($1.names) }
    case .change(let parameter, let result): parameter.names.union(result.names)
    }
  }

  /// The type with `i32` in the place of each struct and enum that is none any more.
  func without(_ gone: Set<Int>) -> RandomType {
    switch self {
    case .scalar: self
    case .array(let element): .array(element.without(gone))
    // Not every type is a key.
    case .map(let key, let value):
      .map(gone.isDisjoint(with: key.names) ? key : .i32, value.without(gone))
    case .optional(let wrapped): .optional(wrapped.without(gone))
    case .named(let number): gone.contains(number) ? .i32 : self
    case .function(let parameters, let result):
      .function(parameters.map { $0.without(gone) }, result.without(gone))
    case .change(let parameter, let result): .change(parameter.without(gone), result.without(gone))
    }
  }
}

/// What stands in a declaration's text for names that depend on the module in which it is written:
/// `§7§` for declaration 7, `§strings§` for the namespace of a standard module.
enum Reference {
  static let mark: Character = "§"

  static func name(_ number: Int) -> String { "§\(number)§" }

  /// The namespace of a standard module.
  static func module(_ name: String) -> String { "§\(name)§" }

  /// Nothing to read, for a use that names only a field or a case.
  static func use(_ number: Int) -> String { "§!\(number)§" }

  /// The declarations that a text uses.
  static func uses(in text: String) -> Set<Int> {
    Set(pieces(of: text).compactMap { $0.isReference ? Int($0.text.drop { $0 == "!" }) : nil })
  }

  /// A text's parts: plain ones, and what stands between two marks.
  static func pieces(of text: String) -> [(text: Substring, isReference: Bool)] {
    text.split(separator: mark, omittingEmptySubsequences: false).enumerated()
      .map { ($1, $0 % 2 == 1) }
  }
}
