// The declarations in a syntax tree.

extension AST {
  struct Import {
    /// The string, quotes included; `nil` where it is missing or wrong (reported).
    var path: SourceRange?
    /// The name after `as`.
    var alias: Identifier?
    var range: SourceRange
  }

  struct Identifier {
    let name: Name
    let range: SourceRange
  }

  struct TypeSyntax {
    /// `nil`: a type is required, and the text in its place has been reported.
    var type: Type?
    var range: SourceRange
  }

  struct Parameter {
    var identifier: Identifier
    var type: TypeSyntax
    /// Whether it is declared with `&`.
    var isReference = false
  }

  struct Function {
    /// `nil` where the name is missing (reported).
    var identifier: Identifier?
    var parameters: [Parameter] = []
    /// `nil`: no result type is written.
    var result: TypeSyntax?
    /// Whether the parameters or the result type are not known for certain.
    var isHeaderWrong = false
    /// `nil` where it is missing (reported).
    var body: NodeID?
    /// Whether tokens were skipped in the body: a statement that seems missing may be among them.
    var hasSyntaxError = false
  }

  /// The name of a struct or an enum in a type. In the syntax tree, the origin of a ``TypeName`` is the
  /// number of one of these, as if that were an import.
  struct NamedType {
    /// The name before the `.`.
    var namespace: Identifier?
    var identifier: Identifier
    /// Whether it is the type of a map's keys.
    var isKey = false
  }

  /// A struct or an enum.
  struct TypeDeclaration {
    enum Kind {
      case structure
      case enumeration
    }

    let kind: Kind
    /// `nil` where the name is missing (reported).
    var identifier: Identifier?
    var members: [Member] = []
    /// Whether its members are not known for certain.
    var isWrong = false
  }

  /// A field of a struct, which has one type, or a case of an enum.
  struct Member {
    var identifier: Identifier
    var types: [TypeSyntax] = []
    var defaultValue: NodeID?
  }

  struct Constant {
    /// `nil` where the name is missing (reported).
    var identifier: Identifier?
    /// `nil`: no type is written.
    var type: TypeSyntax?
    var value: NodeID
    /// Whether tokens of it were skipped.
    var isWrong = false
  }

  /// A declaration's index in the list of its kind.
  enum Declaration {
    case function(Int)
    case type(Int)
    case constant(Int)
    case test(Int)
  }

  struct Test {
    /// The string, quotes included; `nil` where it is missing or wrong (reported).
    var name: SourceRange?
    /// Without a name, parameters and a result.
    var function: Function
  }

  /// The name that a declaration declares; `nil` if it is a test, or has none (reported).
  func identifier(of declaration: Declaration) -> Identifier? {
    switch declaration {
    case .function(let index): functions[index].identifier
    case .type(let index): typeDeclarations[index].identifier
    case .constant(let index): constants[index].identifier
    case .test: nil
    }
  }

  /// Code in the doc comment of a declaration, which is a test.
  struct Example {
    /// The index in `order` of the declaration.
    var declaration: Int
    /// Its number among the declaration's examples, from 1.
    var number: Int
    /// The line that opens it.
    var fence: SourceRange
    /// Without a name, parameters and a result.
    var function: Function

    /// The test's name, without quotes.
    func title(of declaration: String) -> [UInt8] {
      Array("example\(number == 1 ? "" : " \(number)") of \(declaration)".utf8)
    }
  }
}
