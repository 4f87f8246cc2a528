// The facts of one file's text: everything that need not be parsed again while the text is the
// same.

/// An import as written in the file.
package struct ImportFact: Hashable, Sendable {
  /// The path as written, relative to the importing file.
  package let path: String
  /// The name by which the importing file refers to it.
  package let namespace: String

  package init(path: String, namespace: String) {
    self.path = path
    self.namespace = namespace
  }
}

/// The facts of one file's text. Fields of bytes are opaque here, because only the front end knows
/// the language.
package struct FileFacts: Hashable, Sendable {
  /// The functions that the file offers, encoded by the front end.
  package let interface: [UInt8]
  package let interfaceID: InterfaceID
  /// The file's imports in source order.
  package let imports: [ImportFact]
  /// The file's warnings, encoded by the front end; empty if it has none.
  package let diagnostics: [UInt8]
  package let functionCount: UInt32

  package init(
    interface: [UInt8], interfaceID: InterfaceID, imports: [ImportFact], diagnostics: [UInt8],
    functionCount: UInt32
  ) {
    self.interface = interface
    self.interfaceID = interfaceID
    self.imports = imports
    self.diagnostics = diagnostics
    self.functionCount = functionCount
  }
}
