// The only entry point of the front end: from a file's text to ZIR, interface and line map.

/// The front end's result for one file.
///
/// A class, because it is passed on often and never changes: a copy would retain about twenty
/// tables one by one.
package final class FileAnalysis: Sendable {
  package let zir: ZIR
  package let interface: Interface
  /// For each of the ZIR's imports the names that the file uses of it, also in unreachable code:
  /// sorted, each once.
  package let usedNames: [[String]]
  package let lines: LineMap

  /// Lexes, parses and lowers one file. Cannot fail: errors are in `zir.diagnostics`.
  ///
  /// - Parameters:
  ///   - source: the file's bytes, as read.
  ///   - origin: where they come from.
  /// - Complexity: linear in `source.count`, in time and memory. `Parser.nestingMax` bounds the
  ///   recursion: 1.2 MiB of stack suffice for the worst case (3 MiB without optimisation),
  ///   measured under `ulimit -s`.
  package init(analyzing source: [UInt8], of origin: SourceOrigin = .project) {
    if let problem = Self.problem(withWhole: source) {
      // Report nothing else about such a file, and show none of its lines.
      lines = LineMap(Array(source.prefix(SourceBytes.byteOrderMarkLength(source))))
      interface = Interface(declarations: [], isComplete: false)
      usedNames = []
      zir = ZIR(imports: [], functions: [], diagnostics: [problem])
      return
    }
    lines = LineMap(source)
    var parser = Parser(source)
    if !lines.isASCII, let invalid = SourceBytes.firstInvalidUTF8(source) {
      parser.lexer.diagnostics.error(Self.notUTF8(source, at: invalid))
    }
    parser.parseFile()
    let isComplete = parser.syntaxErrorCount == 0
    if !isComplete || parser.ast.order.isEmpty,
      let problem = Self.endsLinesInReturns(source, lineCount: lines.count)
    {
      interface = Interface(declarations: [], isComplete: false)
      usedNames = []
      zir = ZIR(imports: [], functions: [], diagnostics: [problem])
      return
    }
    var generator = AstGen(parser, origin)
    let result = generator.run()
    zir = result.zir
    usedNames = result.usedNames
    interface = Interface(
      declarations: Self.declarations(zir), unusable: result.unusable, isComplete: isComplete)
  }

  private static func declarations(_ zir: ZIR) -> [Interface.Entry] {
    var entries: [Interface.Entry] = []
    entries.reserveCapacity(zir.functions.count + zir.types.count + zir.constants.count)
    for function in zir.functions {
      entries.append(Interface.Entry(name: function.name, form: .function(function.signature)))
    }
    for type in zir.types {
      let form: Interface.Form =
        switch type.shape {
        case .structure(let fields):
          .structure(
            fields.map { field in
              Interface.Field(
                name: field.name, type: field.type,
                defaultValue: field.defaultValue.map { Interface.ConstantForm(type: nil, $0) })
            })
        case .enumeration(let cases):
          .enumeration(cases.map { Interface.Case(name: $0.name, values: $0.values) })
        }
      entries.append(Interface.Entry(name: type.name, form: form))
    }
    for constant in zir.constants {
      let form = Interface.ConstantForm(type: constant.type, constant.body)
      entries.append(Interface.Entry(name: constant.name, form: .constant(form)))
    }
    return entries
  }

  /// The error in a file whose text is not analysed at all; `nil`: none.
  private static func problem(withWhole source: [UInt8]) -> RawDiagnostic? {
    let start = SourceRange(start: 0, end: 0)
    if source.count > SourceBytes.sizeMaxBytes {
      return RawDiagnostic(
        .fileTooLarge, "the file is too large: \(source.count) bytes", at: start,
        notes: [.init("a source file has at most \(SourceBytes.sizeMaxBytes) bytes")])
    }
    guard let encoding = SourceBytes.wideEncoding(source) else { return nil }
    return RawDiagnostic(
      .sourceNotUTF8, "the file is \(encoding), not UTF-8", at: start,
      notes: [.init("save it as UTF-8, or convert it: iconv -f \(encoding) -t UTF-8")])
  }

  /// The error for a file that does not parse or declares nothing, if its lines end in CR alone.
  private static func endsLinesInReturns(_ source: [UInt8], lineCount: Int) -> RawDiagnostic? {
    guard lineCount == 1, let offset = source.firstIndex(of: 0x0D) else { return nil }
    return RawDiagnostic(
      .unexpectedCharacter, "the file's lines end in carriage returns alone",
      at: SourceRange(start: UInt32(offset), end: UInt32(offset + 1)),
      notes: [.init("save it with LF or CRLF line ends, or convert it: tr '\\r' '\\n'")])
  }

  private static func notUTF8(_ source: [UInt8], at offset: Int) -> RawDiagnostic {
    let digits = String(source[offset], radix: 16, uppercase: true)
    return RawDiagnostic(
      .sourceNotUTF8, "the file is not UTF-8",
      at: SourceRange(start: UInt32(offset), end: UInt32(offset + 1)),
      label: "the byte 0x\(digits) belongs to no character")
  }
}
