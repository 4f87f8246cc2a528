// A declaration as its users depend on it: its form, and what that form needs of others.

import BuildCache
import MiniFrontend
import ObjectStore

/// A declaration that can be used.
///
/// A class, because many files refer to it, and a copy would retain all its tables.
final class Declaration: Sendable {
  /// The name of the module that declares it.
  let module: String
  let name: String
  /// With types that any file can name.
  let form: Interface.Form
  /// `nil`: the form says all.
  let facts: DeclarationFacts?
  /// All that users of the declaration depend on, as keys contain it: see ``FormText``.
  let text: String

  /// - Parameter form: with types that any file can name.
  init(module: String, name: String, form: Interface.Form, facts: DeclarationFacts?) {
    self.module = module
    self.name = name
    self.form = form
    self.facts = facts
    text = FormText.text(of: form, facts)
  }

  /// Whether it is a struct or an enum.
  var isType: Bool { form.isType }
}

/// The result for a declaration that its file offers.
enum DeclarationState: Sendable {
  case usable(Declaration)
  /// Its text is in error, or something that it needs is in error or absent. That has been reported,
  /// and users of the declaration report nothing about it.
  case inError

  var declaration: Declaration? {
    if case .usable(let declaration) = self { declaration } else { nil }
  }
}

/// The states of names that one file uses of another, or of all that it declares.
struct DeclaredNames: Sendable {
  /// Sorted, each once.
  let names: [String]
  /// One for each of `names`; `nil`: there is no declaration of this name.
  let states: [DeclarationState?]

  subscript(name: String) -> DeclarationState? {
    let index = names.indices.partitionPoint { names[$0] < name }
    return index < names.count && names[index] == name ? states[index] : nil
  }

  var declarations: [Declaration] { states.compactMap { $0?.declaration } }

  /// Whether one of them cannot be used because it is in error.
  var hasErrors: Bool {
    states.contains { if case .inError = $0 { true } else { false } }
  }
}

extension Interface.Form {
  /// Whether it is that of a struct or an enum.
  var isType: Bool {
    switch self {
    case .function, .constant: false
    case .structure, .enumeration: true
    }
  }

  /// The types that it states.
  var types: [Type] {
    switch self {
    case .function(let signature): signature.parameters.map(\.type) + [signature.result]
    case .structure(let fields): fields.map(\.type)
    case .enumeration(let cases): cases.flatMap(\.values)
    case .constant(let constant): constant.type.map { [$0] } ?? []
    }
  }

  /// The constant expressions in it: the value of a constant, the defaults of a struct.
  var expressions: [Interface.ConstantForm] {
    switch self {
    case .function, .enumeration: []
    case .structure(let fields): fields.compactMap(\.defaultValue)
    case .constant(let constant): [constant]
    }
  }
}
