// The files of a project as the graph of declarations asks for them.

import MiniFrontend

/// A file as the graph of declarations sees it.
struct DeclaringFile: Sendable {
  /// The name of its module.
  let module: String
  let interface: Interface
  /// The names of the modules that it imports, one per import.
  let imports: [String]
  /// The files that it imports; `nil`: the import failed.
  let targets: [Int?]
}

/// The files of a project, for a graph of declarations. Files are numbers.
protocol DeclarationSource {
  /// A file; `nil` if it cannot be read, or has not been read yet: see ``isUnread(_:)``.
  mutating func declaringFile(_ file: Int) throws(Restart) -> DeclaringFile?
  /// Whether the file will be read later.
  func isUnread(_ file: Int) -> Bool
  /// The facts about a declaration, if it is known that they are those of an earlier build.
  mutating func storedFacts(of name: String, in file: Int) throws(Restart) -> StoredFacts
  /// The parsed text of a file. Only for files that can be read.
  mutating func analysis(of file: Int) throws(Restart) -> FileAnalysis
  /// The value of a constant expression, or `nil` and the errors in it.
  func evaluate(
    _ expression: ConstantExpression
  ) -> (value: TypedValue?, diagnostics: [RawDiagnostic])
}

/// The knowledge of an earlier build about a declaration.
enum StoredFacts: Sendable {
  /// The declaration must be looked at.
  case unknown
  /// - Parameter facts: `nil`: its form says all.
  case known(DeclarationFacts?)
}

/// A constant expression and all that its value depends on.
struct ConstantExpression {
  /// As the front end made it.
  let body: ZIR.Function
  /// The type of the constant or of the field; `nil`: that of the value.
  let wanted: Type?
  /// One for each of the body's `callees`.
  let callees: [NameMeaning]
  let scope: FileScope
}

/// The meaning of a declaration's name in a file.
enum NameMeaning: Sendable {
  case usable(Declaration)
  /// The module has no such declaration; `candidates` are those that it has.
  case undefined(module: String, candidates: [String])
  /// In error, and reported.
  case unavailable
}

/// The surroundings of a file's text: its module, and the types that it can meet.
struct FileScope: Sendable {
  let module: String
  /// The names of the modules that it imports, one per import.
  let imports: [String]
  /// The structs and enums that the declarations it names reach, each once.
  let types: [Declaration]
}
