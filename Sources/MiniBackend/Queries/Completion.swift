// Proposals for the name that is being written.

package import MiniFrontend

/// A name that an editor proposes.
package struct Completion: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    case function
    case structure
    case enumeration
    case enumCase
    case field
    case constant
    case parameter
    case variable
    case namespace
    case module
    case keyword
  }

  /// An argument that a call needs.
  package struct Argument: Hashable, Sendable {
    /// `x: ` of a field, `&` of a parameter that is changed; else empty.
    package let prefix: String
    /// The parameter's name, or a type.
    package let hint: String
  }

  package let name: String
  package let kind: Kind
  /// The declaration in a line, or the type.
  package let detail: String?
  /// Whose documentation describes it; `nil`: of nothing.
  package let entity: Entity?
  /// The arguments to write after the name; `nil`: it is not called.
  package let arguments: [Argument]?
  /// The edits that make the name visible: an import.
  package let edits: [TextEdit]
  /// Its place among others: lower ones come first.
  package let rank: Int

  init(
    _ name: String, _ kind: Kind, detail: String? = nil, entity: Entity? = nil,
    arguments: [Argument]? = nil, edits: [TextEdit] = [], rank: Int
  ) {
    self.name = name
    self.kind = kind
    self.detail = detail
    self.entity = entity
    self.arguments = arguments
    self.edits = edits
    self.rank = rank
  }
}

/// The proposals at a place.
package struct Completions: Hashable, Sendable {
  /// The text that a proposal replaces.
  package let range: SourceRange
  package let items: [Completion]
}
