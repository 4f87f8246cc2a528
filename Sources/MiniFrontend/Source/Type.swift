// The types of the language, and the signatures of functions.

/// A type of the Mini language.
///
/// - SeeAlso: LanguageReference, "Values and types"
package enum Type: Hashable, Sendable {
  // Types without parts own no memory.
  case scalar(Scalar)
  case text
  indirect case array(Type)
  indirect case optional(Type)
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
    case .optional(let value): "?" + value.name
    case .named(let named): named.name
    }
  }

  /// The struct or enum that it names, inside arrays and optionals too; `nil`: none.
  package var typeName: TypeName? {
    switch self {
    case .scalar, .text: nil
    case .array(let part), .optional(let part): part.typeName
    case .named(let named): named
    }
  }

  /// The type with another name in the place of the one in it.
  package func renamed(_ rename: (TypeName) -> TypeName) -> Type {
    switch self {
    case .scalar, .text: self
    case .array(let element): .array(element.renamed(rename))
    case .optional(let value): .optional(value.renamed(rename))
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
  package var text: String {
    var text = "("
    for (number, parameter) in parameters.enumerated() {
      if number > 0 { text += ", " }
      text += parameter.name
    }
    text += ") "
    text += result.name
    return text
  }

  /// The signature with other names in the place of those in its types.
  package func renamed(_ rename: (TypeName) -> TypeName) -> Signature {
    Signature(parameters: parameters.map { $0.renamed(rename) }, result: result.renamed(rename))
  }
}
