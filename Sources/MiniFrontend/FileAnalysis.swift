// The front end's one entry point: a file's text in, ZIR, interface and line map out.

/// All that the front end makes of one file's text.
///
/// A class, because it is handed on many times and never changed: a copy would retain each of some
/// twenty tables.
package final class FileAnalysis: Sendable {
  package let zir: ZIR
  package let interface: Interface
  package let lines: LineMap

  /// Lexes, parses and lowers one file. Cannot fail: errors are in `zir.diagnostics`.
  ///
  /// - Parameter source: the file's bytes, as read.
  /// - Complexity: linear in `source.count`, in time and memory. Recursion is bounded by
  ///   `Parser.nestingMax`, not by the source: 512 KiB of stack hold the worst case (2 MiB without
  ///   optimisation), found by running it under `ulimit -s`.
  package init(analyzing source: [UInt8]) {
    guard source.count <= sourceSizeMaxBytes else {
      lines = LineMap([])
      interface = Interface(functions: [])
      zir = ZIR(imports: [], functions: [], diagnostics: [Self.tooLarge(source.count)])
      return
    }
    lines = LineMap(source)
    var parser = Parser(source)
    if !lines.isASCII, let invalid = firstInvalidUTF8(source) {
      parser.lexer.diagnostics.error(Self.notUTF8(source, at: invalid))
    }
    parser.parseFile()
    var lowering = Lowering(parser)
    let result = lowering.run()
    zir = result.zir
    interface = Interface(
      functions: zir.functions.indices.map { [zir] in
        // Not the function itself: a copy would retain each of its tables.
        Interface.Entry(name: zir.functions[$0].name, signature: zir.functions[$0].signature)
      },
      unusable: result.unusable)
  }

  private static func tooLarge(_ sizeBytes: Int) -> RawDiagnostic {
    RawDiagnostic(
      .fileTooLarge, "the file is too large: \(sizeBytes) bytes",
      at: SourceRange(start: 0, end: 0),
      notes: [.init("a source file has at most \(sourceSizeMaxBytes) bytes")])
  }

  private static func notUTF8(_ source: [UInt8], at offset: Int) -> RawDiagnostic {
    let digits = String(source[offset], radix: 16, uppercase: true)
    return RawDiagnostic(
      .sourceNotUTF8, "the file is not UTF-8",
      at: SourceRange(start: UInt32(offset), end: UInt32(offset + 1)),
      label: "the byte 0x\(digits) belongs to no character")
  }
}
