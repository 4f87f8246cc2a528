// Fingerprints of declarations: digests of all that their users depend on.

import BuildCache
import MiniFrontend

/// Makes fingerprints. `|` joins parts that are hashed together:
///
///     function, struct, enum = kind | module | name | component
///     component   = { module | name | form } sorted by module and name,
///                   { module | name | fingerprint } of the declarations that these forms name, sorted
///     constant    = module | name | type | fingerprints of the structs and enums in the type | value
///
/// Forms name declarations by module and name, also those of the component.
enum Fingerprint {
  /// A declaration of a component.
  struct Member {
    let module: String
    let name: String
    /// With types that any file can name.
    let form: Interface.Form
    /// For each of the form's `expressions` the declarations that it names.
    let uses: [[DeclarationName]]
  }

  /// The digest of a component.
  ///
  /// - Parameters:
  ///   - members: in any order.
  ///   - outer: the declarations outside that the forms name, in any order, each once.
  static func component(_ members: [Member], outer: [Declaration]) -> Digest {
    var hasher = KeyHasher(kind: "component")
    hasher.count("members", members.count)
    for member in members.sorted(by: { ($0.module, $0.name) < ($1.module, $1.name) }) {
      hasher.field("module", text: member.module)
      hasher.field("name", text: member.name)
      feed(member, into: &hasher)
    }
    hasher.count("others", outer.count)
    for other in outer.sorted(by: { ($0.module, $0.name) < ($1.module, $1.name) }) {
      hasher.field("module", text: other.module)
      hasher.field("name", text: other.name)
      feed(other, into: &hasher)
    }
    return hasher.finalize()
  }

  /// The fingerprint of a function or a type.
  static func declaration(_ member: Member, component: Digest) -> [UInt8] {
    var hasher = KeyHasher(kind: "declaration")
    hasher.field("module", text: member.module)
    hasher.field("name", text: member.name)
    hasher.field("component", digest: component)
    return hasher.finalize().bytes
  }

  /// The fingerprint of a constant.
  ///
  /// - Parameter types: the structs and enums in the value's type, in any order, each once.
  static func constant(
    module: String, name: String, _ value: TypedValue, types: [Declaration]
  ) -> [UInt8] {
    var hasher = KeyHasher(kind: "constant")
    hasher.field("module", text: module)
    hasher.field("name", text: name)
    hasher.field("type", text: text(of: value.type))
    for type in types.sorted(by: { ($0.module, $0.name) < ($1.module, $1.name) }) {
      feed(type, into: &hasher)
    }
    hasher.field("value", digest: Digest(hashing: value.bytes))
    return hasher.finalize().bytes
  }

  private static func feed(_ other: Declaration, into hasher: inout KeyHasher) {
    guard let facts = other.facts else {
      hasher.field("form", text: other.text)
      return
    }
    hasher.field("fingerprint", digest: Digest(hashing: facts.fingerprint))
  }

  private static func feed(_ member: Member, into hasher: inout KeyHasher) {
    var expressions = member.uses[...]
    func feed(_ expression: Interface.ConstantForm?) {
      guard let expression, let uses = expressions.popFirst() else {
        hasher.count("expression", 0)
        return
      }
      hasher.count("expression", 1)
      hasher.field("body", digest: Digest(hashing: expression.body))
      hasher.count("uses", uses.count)
      for use in uses {
        hasher.field("module", text: use.module)
        hasher.field("name", text: use.name)
      }
    }
    switch member.form {
    case .function(let signature):
      hasher.field("function", text: text(of: signature.result))
      hasher.count("parameters", signature.parameters.count)
      for parameter in signature.parameters {
        hasher.field(parameter.isReference ? "reference" : "value", text: text(of: parameter.type))
      }
    case .structure(let fields):
      hasher.count("struct", fields.count)
      for field in fields {
        hasher.field("field", of: field.name, text: text(of: field.type))
        feed(field.defaultValue)
      }
    case .enumeration(let cases):
      hasher.count("enum", cases.count)
      for item in cases {
        hasher.field("case", text: item.name)
        hasher.count("values", item.values.count)
        for type in item.values { hasher.field("value", text: text(of: type)) }
      }
    case .constant(let constant):
      hasher.field("constant", text: constant.type.map(text) ?? "")
      feed(constant)
    }
  }

  /// A type with the modules of its names. No module's name contains a NUL.
  private static func text(of type: Type) -> String {
    type.renamed { named in
      guard case .module(let module) = named.origin else {
        preconditionFailure("the types of a fingerprint are resolved")
      }
      return TypeName(origin: named.origin, name: "\0" + module + "\0" + named.name)
    }.name
  }
}

/// A declaration by its module and its name.
struct DeclarationName: Hashable, Comparable, Sendable {
  let module: String
  let name: String

  static func < (left: DeclarationName, right: DeclarationName) -> Bool {
    (left.module, left.name) < (right.module, right.name)
  }
}
