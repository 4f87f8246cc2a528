// The front end's one entry point: a file's text in, ZIR, interface and line map out.

/// All that the front end makes of one file's text.
package struct FileAnalysis: Sendable {
  package let zir: ZIR
  package let interface: Interface
  package let lines: LineMap

  /// Lexes, parses and lowers one file. Cannot fail: errors are in `zir.diagnostics`.
  ///
  /// - Parameter source: the file's bytes, as read.
  /// - Complexity: linear in `source.count`, in time and memory.
  package init(analyzing source: [UInt8]) {
    fatalError("R1 writes this")
  }
}
