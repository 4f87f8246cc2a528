// Private constants of a function: texts, and descriptions of types for the run-time library.

import MiniFrontend

/// String literals in this file are bytes in the executable, which cost nothing to append.
private typealias StringLiteralType = StaticString

extension Emitter {
  /// Appends the name of a type's description: the runtime's own for types without parts.
  mutating func appendDescription(of type: Type) {
    switch type {
    case .scalar, .text:
      refer(to: type)
      text.append("@mini_type_", type.name)
    case .array, .optional:
      let number = describe(type)
      appendName(ofDescription: number)
    }
  }

  /// Notes that the constants need the runtime's description of a type.
  private mutating func refer(to type: Type) {
    parts.insert(.types)
    if !referredTypes.contains(type) { referredTypes.append(type) }
  }

  private mutating func appendName(ofDescription number: Int) {
    text.append("@\"")
    text.append(quotedSymbol: function.symbol)
    text.append(":d", number, "\"")
  }

  /// The number of a type's description among the function's.
  private mutating func describe(_ type: Type) -> Int {
    if let known = descriptions.firstIndex(of: type) { return known }
    switch type {
    case .array(let part), .optional(let part):
      switch part {
      case .scalar, .text: refer(to: part)
      case .array, .optional: _ = describe(part)
      }
    case .scalar, .text: break
    }
    descriptions.append(type)
    return descriptions.count - 1
  }

  private func appendName(ofDescription number: Int, to text: inout IRText) {
    text.append("@\"")
    text.append(quotedSymbol: function.symbol)
    text.append(":d", number, "\"")
  }

  private func appendDescription(of type: Type, to text: inout IRText) {
    switch type {
    case .scalar, .text: text.append("@mini_type_", type.name)
    case .array, .optional:
      guard let number = descriptions.firstIndex(of: type) else {
        preconditionFailure("a part is described before the whole")
      }
      appendName(ofDescription: number, to: &text)
    }
  }

  /// Appends the descriptions: see `mini_type` in the run-time library.
  func appendDescriptions(to text: inout IRText) {
    for type in referredTypes {
      text.append("; refers @mini_type_", type.name, " = external constant i8\n")
    }
    let table = TypeTable()
    for (number, type) in descriptions.enumerated() {
      let layout = table.layout(of: table.id(of: type))
      let (kind, part): (UInt32, Type)
      switch type {
      case .array(let element): (kind, part) = (12, element)
      case .optional(let value): (kind, part) = (9, value)
      case .scalar, .text: preconditionFailure("the runtime describes the type")
      }
      appendName(ofDescription: number, to: &text)
      text.append(" = private unnamed_addr constant ")
      text.append("{ i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr } { i8 ", kind, ", i8 ")
      text.append(layout.traits, ", i16 0, i32 ", layout.size, ", i32 0, i32 ")
      text.append(layout.presenceOffset, ", ptr null, ptr ")
      appendDescription(of: part, to: &text)
      text.append(", ptr null, ptr null }\n")
    }
  }

  /// Appends the texts: a buffer that is never freed, and a value that shares it.
  func appendTexts(to text: inout IRText) {
    for string in isText.indices where isText[string] {
      let bytes = function.strings[Int(string)]
      text.append("@\"")
      text.append(quotedSymbol: function.symbol)
      text.append(":t", string, "\" = private unnamed_addr constant { ptr, i32, i32 } ")
      if bytes.isEmpty {
        text.append("zeroinitializer\n")
        continue
      }
      text.append("{ ptr @\"")
      text.append(quotedSymbol: function.symbol)
      text.append(":b", string, "\", i32 0, i32 ", bytes.count, " }\n@\"")
      text.append(quotedSymbol: function.symbol)
      text.append(":b", string, "\" = private unnamed_addr global { i64, i64, i64, [")
      text.append(bytes.count, " x i8] } { i64 4611686018427387904, i64 ")
      text.append(bytes.count, ", i64 ", bytes.count, ", [", bytes.count)
      text.append(" x i8] c\"")
      text.append(escaped: bytes)
      text.append("\" }\n")
    }
  }
}

extension TypeLayout {
  /// `MINI_COUNTED` and `MINI_PLAIN` of the run-time library.
  fileprivate var traits: UInt32 { (isCounted ? 1 : 0) | (isPlain ? 2 : 0) }
}
