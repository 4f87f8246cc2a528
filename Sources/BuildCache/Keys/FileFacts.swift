// The facts of one file's text: everything that need not be parsed again while the text is the
// same.

/// An import as written in the file, and the names that the file uses of it.
package struct ImportFact: Hashable, Sendable {
  /// The path as written, relative to the importing file.
  package let path: String
  /// The name by which the importing file refers to it.
  package let namespace: String
  /// The names that the file uses of it, sorted, each once.
  package let names: [String]
  /// Whether a declared form of the file names something of it.
  package let isInForms: Bool

  package init(path: String, namespace: String, names: [String], isInForms: Bool = false) {
    self.path = path
    self.namespace = namespace
    self.names = names
    self.isInForms = isInForms
  }
}

/// The facts of one file's text. Fields of bytes are opaque here, because only the front end knows
/// the language.
package struct FileFacts: Hashable, Sendable {
  /// The declared forms: what importers can know of the file's declarations. Encoded by the front
  /// end.
  package let forms: [UInt8]
  /// The file's imports in source order.
  package let imports: [ImportFact]
  /// The file's warnings, encoded by the front end; empty if it has none.
  package let diagnostics: [UInt8]
  package let functionCount: UInt32

  package init(
    forms: [UInt8], imports: [ImportFact], diagnostics: [UInt8], functionCount: UInt32
  ) {
    self.forms = forms
    self.imports = imports
    self.diagnostics = diagnostics
    self.functionCount = functionCount
  }
}
