// The names of a file as editors see them: the things that they are declared for, and each place that
// mentions one.

/// A thing with a name that a file declares.
package struct SourceSymbol: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    /// The namespace of an import.
    case namespace
    case function
    case structure
    case enumeration
    /// A constant of the file.
    case constant
    case test
    case field
    /// A case of an enum.
    case enumCase
    case parameter
    /// A local variable declared with `var`.
    case variable
    /// A local name that is not assigned to: of a `const`, a loop, a condition or a pattern.
    case value
  }

  package let kind: Kind
  /// A test's name is as ``ZIR/testName(_:)`` makes it.
  package let name: String
  /// The name in the source. Of an import without `as` it is the path, quotes included, and of a test
  /// the string.
  package let nameRange: SourceRange
  /// The whole declaration, without its doc comment. Of a name that a loop, a condition or a pattern
  /// binds it is the name.
  package let range: SourceRange
  /// Where the name can be used. Members are visible wherever their owner is.
  package let scope: SourceRange
  /// The index of the symbol that contains it: a member's type, a local's function or test.
  package let owner: Int?
  /// The statement or the pattern that binds a local name, and its number among the names bound there.
  package let binder: Binder?
  /// Whether its type is written.
  package let hasWrittenType: Bool

  package struct Binder: Hashable, Sendable {
    package let start: UInt32
    /// Of a loop, the element is 0 and the counter 1.
    package let number: Int

    package init(start: UInt32, number: Int) {
      self.start = start
      self.number = number
    }
  }

  /// Whether it is visible only in a part of its file.
  package var isLocal: Bool { kind == .parameter || kind == .variable || kind == .value }

  /// Whether it is a field or a case.
  package var isMember: Bool { kind == .field || kind == .enumCase }
}

/// A place in a file that mentions a name.
package struct NameOccurrence: Hashable, Sendable {
  /// The meaning of a name, as far as the text of one file decides it.
  package enum Target: Hashable, Sendable {
    /// The symbol of the file with this index.
    case symbol(Int)
    /// The path of the import whose namespace has this index.
    case path(Int)
    /// A declaration of the import whose namespace has this index.
    case imported(Int, name: String)
    /// A field or a case. Types decide whose it is.
    case member(String)
    case builtin(String)
    /// Nothing of this name is visible.
    case unknown(String)
  }

  package enum Role: Hashable, Sendable {
    case declaration
    case read
    /// It is assigned to or given with `&`, as a whole or in part.
    case write
    case call
    /// In the place of a type.
    case type
    /// A field's name before the `:` of an argument.
    case label
    /// The name of a case in a pattern.
    case pattern
  }

  package let range: SourceRange
  package let target: Target
  package let role: Role
  /// Of a label the start of the name that is called; of a case after the name of an enum the start
  /// of that name.
  package let ownerStart: UInt32?

  package init(range: SourceRange, target: Target, role: Role, ownerStart: UInt32? = nil) {
    self.range = range
    self.target = target
    self.role = role
    self.ownerStart = ownerStart
  }
}
