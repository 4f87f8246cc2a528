// What one file's text says, on its own: what need not be parsed again while the text is the same.

/// An import as the file's text has it.
package struct ImportFact: Hashable, Sendable {
  /// The path as written, relative to the importing file.
  package let path: String
  /// The name the importing file calls it by.
  package let namespace: String

  package init(path: String, namespace: String) {
    self.path = path
    self.namespace = namespace
  }
}

/// What one file's text says. Bytes are opaque where reading them would take the language.
package struct FileFacts: Hashable, Sendable {
  /// The functions the file offers, as the front end encodes them.
  package let interface: [UInt8]
  package let interfaceID: InterfaceID
  /// The file's imports in source order.
  package let imports: [ImportFact]
  /// The file's warnings as the front end encodes them; empty: none.
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
