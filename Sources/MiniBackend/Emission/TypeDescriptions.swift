// Descriptions of types for the run-time library: see `mini_type` there.

import MiniFrontend

/// String literals in this file are bytes in the executable, which cost nothing to append.
private typealias StringLiteralType = StaticString

/// The descriptions that one function, or the description of one struct or enum, refers to. Those of
/// arrays and optionals are its own private constants.
struct TypeDescriptions {
  /// Kinds of types with parts, as `mini_kind` of the run-time library numbers them.
  enum Kind: UInt32 {
    case optional = 9
    case structure, enumeration, array, map
  }

  /// The symbol to which the private constants belong.
  let symbol: String
  private var made: [Type] = []
  /// Types without parts, whose descriptions are the runtime's.
  private var scalars: [Type] = []
  /// Symbols of structs, enums and constants.
  private var symbols: [String] = []
  private var knownSymbols: Set<String> = []

  init(of symbol: String) {
    self.symbol = symbol
  }

  var isEmpty: Bool { made.isEmpty && scalars.isEmpty && symbols.isEmpty }
  /// Whether it needs descriptions of the runtime.
  var needsRuntime: Bool { !scalars.isEmpty }

  /// Appends the name of a type's description.
  mutating func append(_ type: Type, to text: inout IRText) {
    switch type {
    case .scalar, .text:
      if !scalars.contains(type) { scalars.append(type) }
      text.append("@mini_type_", type.name)
    case .function:
      text.append("@mini_type_function")
      if !scalars.contains(Self.function) { scalars.append(Self.function) }
    case .array, .optional, .map:
      let number = describe(type)
      text.append("@\"")
      text.append(quotedSymbol: symbol)
      text.append(":d", number, "\"")
    case .named(let name):
      refer(to: name.descriptionSymbol)
      text.append(symbol: name.descriptionSymbol)
    }
  }

  /// Notes that a symbol of some file's section is needed.
  mutating func refer(to symbol: String) {
    if knownSymbols.insert(symbol).inserted { symbols.append(symbol) }
  }

  private mutating func describe(_ type: Type) -> Int {
    if let known = made.firstIndex(of: type) { return known }
    made.append(type)
    return made.count - 1
  }

  /// Appends the private constants, and a line for each symbol that other sections define.
  mutating func appendConstants(to text: inout IRText, _ table: TypeTable) {
    var number = 0
    while number < made.count {
      let type = made[number]
      let id = table.id(of: type)
      let layout = id.map(table.layout) ?? .unknown
      let map = id.flatMap(table.map)
      text.append("@\"")
      text.append(quotedSymbol: symbol)
      text.append(":d", number, "\" = private unnamed_addr constant ", Self.llvmType)
      text.append(" { i8 ", type.kind.rawValue, ", i8 ", layout.traits)
      text.append(", i16 0, i32 ", layout.size, ", i32 ", map?.entrySize ?? 0)
      text.append(", i32 ", map?.valueOffset ?? layout.presenceOffset, ", ptr null, ptr ")
      append(type.part, to: &text)
      text.append(", ptr ")
      if case .map(let key, _) = type { append(key, to: &text) } else { text.append("null") }
      text.append(", ptr null }\n")
      number += 1
    }
    for type in scalars {
      text.append("; refers @mini_type_")
      text.append(type == Self.function ? "function" : type.name)
      text.append(" = external constant i8\n")
    }
    for symbol in symbols {
      text.append("; refers ")
      text.append(symbol: symbol)
      text.append(" = external hidden constant i8\n")
    }
  }

  /// All function types have one description.
  private static var function: Type {
    .function(Signature(parameters: [], result: .void))
  }

  static var llvmType: StaticString { "{ i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }" }
}

extension TypeName {
  /// The symbol of the description.
  fileprivate var descriptionSymbol: String {
    guard case .module(let module) = origin else { preconditionFailure("AIR names modules") }
    return FunctionSymbol.raw(module: module, function: name) + "$type"
  }
}

extension Type {
  /// Of an array, a map or an optional.
  fileprivate var kind: TypeDescriptions.Kind {
    switch self {
    case .array: .array
    case .map: .map
    case .optional: .optional
    case .scalar, .text, .function, .named: preconditionFailure("the type has no part")
    }
  }

  /// The type of the elements of an array, or of the value of an optional or a map.
  fileprivate var part: Type {
    switch self {
    case .array(let part), .optional(let part), .map(_, let part): part
    case .scalar, .text, .function, .named: preconditionFailure("the type has no part")
    }
  }
}

extension TypeLayout {
  /// `MINI_COUNTED` and `MINI_PLAIN` of the run-time library.
  var traits: UInt32 { (isCounted ? 1 : 0) | (isPlain ? 2 : 0) }
}
