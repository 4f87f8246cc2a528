// Byte offsets to lines and columns.

/// The lines of one source file.
package struct LineMap: Sendable {
  package let source: [UInt8]

  /// Gives a diagnostic its places.
  package func locate(_ diagnostic: RawDiagnostic) -> Diagnostic {
    fatalError("R1 writes this")
  }
}
