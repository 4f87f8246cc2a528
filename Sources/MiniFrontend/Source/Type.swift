// The types of the language, and the signatures of functions.

/// A type of the Mini language.
///
/// - SeeAlso: LanguageReference, "Values and types"
package enum Type: Hashable, Sendable {
  // Types without parts own no memory.
  case scalar(Scalar)
  case text
  indirect case array(Type)
  indirect case map(key: Type, value: Type)
  indirect case optional(Type)
  /// A reference to a function.
  indirect case function(Signature)
  /// A struct or an enum.
  indirect case named(TypeName)

  package static var void: Type { .scalar(.void) }
  package static var bool: Type { .scalar(.bool) }
  package static var u8: Type { .scalar(.u8) }
  package static var i32: Type { .scalar(.i32) }
  package static var u32: Type { .scalar(.u32) }
  package static var i64: Type { .scalar(.i64) }
  package static var u64: Type { .scalar(.u64) }
  package static var f64: Type { .scalar(.f64) }

  /// Types nest at most this deep: with everything around them, in a source, and alone, in bytes.
  package static let nestingMax = 256

  /// `nil` for types with parts and `text`.
  package var scalar: Scalar? {
    if case .scalar(let scalar) = self { scalar } else { nil }
  }

  /// As the source spells it, without namespaces.
  package var name: String {
    switch self {
    case .scalar(let scalar): scalar.name
    case .text: "text"
    case .array(let element): "[" + element.name + "]"
    case .map(let key, let value): "[" + key.name + ": " + value.name + "]"
    case .optional(let value): "?" + value.name
    case .function(let signature):
      "fn" + signature.parameterText
        + (signature.result == .void ? "" : " " + signature.result.name)
    case .named(let named): named.name
    }
  }

  /// Whether it names a struct or an enum, at any depth.
  package var hasNames: Bool {
    switch self {
    case .scalar, .text: false
    case .array(let part), .optional(let part): part.hasNames
    case .map(let key, let value): key.hasNames || value.hasNames
    case .function(let signature): signature.hasNames
    case .named: true
    }
  }

  /// The structs and enums that it names, at any depth, in the order in which ``renamed(_:)`` meets
  /// them; one that is named twice is twice among them.
  package var typeNames: [TypeName] {
    guard hasNames else { return [] }
    var found: [TypeName] = []
    _ = renamed { name in
      found.append(name)
      return name
    }
    return found
  }

  /// The type with other names in the place of those in it: of a map's key before its value's, of a
  /// function's result before its parameters'.
  package func renamed(_ rename: (TypeName) -> TypeName) -> Type {
    switch self {
    case .scalar, .text: self
    case .array(let element): .array(element.renamed(rename))
    case .map(let key, let value): .map(key: key.renamed(rename), value: value.renamed(rename))
    case .optional(let value): .optional(value.renamed(rename))
    case .function(let signature): .function(signature.renamed(rename))
    case .named(let named): .named(rename(named))
    }
  }
}

/// A parameter as a caller of its function must know it.
package struct Parameter: Hashable, Sendable {
  package let type: Type
  /// Whether it is declared with `&`: the argument is a variable, which the function may change.
  package let isReference: Bool

  package init(_ type: Type, isReference: Bool = false) {
    self.type = type
    self.isReference = isReference
  }

  /// As the source spells it: `&[text]`.
  package var name: String { (isReference ? "&" : "") + type.name }

  /// The parameter with other names in the place of those in its type.
  package func renamed(_ rename: (TypeName) -> TypeName) -> Parameter {
    Parameter(type.renamed(rename), isReference: isReference)
  }
}

/// The types that a caller of a function must know: its parameters', in order, and its result's.
package struct Signature: Hashable, Sendable {
  package let parameters: [Parameter]
  package let result: Type

  package init(parameters: [Parameter], result: Type) {
    self.parameters = parameters
    self.result = result
  }

  /// The signature in words: `(i32, &[text]) bool`. Keys contain it.
  package var text: String { parameterText + " " + result.name }

  /// The parameters in words: `(i32, &[text])`.
  fileprivate var parameterText: String {
    var text = "("
    for (number, parameter) in parameters.enumerated() {
      if number > 0 { text += ", " }
      text += parameter.name
    }
    return text + ")"
  }

  /// Whether one of its types names a struct or an enum.
  package var hasNames: Bool { result.hasNames || parameters.contains { $0.type.hasNames } }

  /// The signature with other names in the place of those in its types, the result's first.
  package func renamed(_ rename: (TypeName) -> TypeName) -> Signature {
    let result = result.renamed(rename)
    return Signature(parameters: parameters.map { $0.renamed(rename) }, result: result)
  }
}
