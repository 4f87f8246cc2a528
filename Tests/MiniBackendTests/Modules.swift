// Mini programs given as texts, compiled by both ends of the compiler like in the driver.

import Foundation
import MiniBackend
import MiniFrontend
import TestSupport

/// The files of a program by module name, with the standard modules among them.
struct Modules {
  let root: String
  private let analyses: [(module: String, analysis: FileAnalysis)]
  let declarations: ModuleDeclarations

  init(_ sources: [String: String], root: String = "main") {
    self.root = root
    analyses = sources.sorted { $0.key < $1.key }.map {
      let isStandard = StandardModule(path: $0.key) != nil
      return (
        $0.key,
        FileAnalysis(
          analyzing: Array($0.value.utf8),
          of: isStandard ? .standardModule : .project)
      )
    }
    declarations = ModuleDeclarations(analyses)
  }

  /// A program and the standard modules that it can import.
  init(_ program: RandomModules) throws {
    var sources: [String: String] = [:]
    for (path, text) in program.texts { sources[String(path.dropLast(".mini".count))] = text }
    for module in [StandardModule.math, .random, .strings]
    where program.texts.values.contains(where: { $0.contains("\"\(module.path)\"") }) {
      let file = fixture("../Sources/StandardModules/\(module.rawValue).mini")
      sources[module.path] = try String(contentsOf: file, encoding: .utf8)
    }
    self.init(sources)
  }

  init(main: String) {
    self.init(["main": main])
  }

  var names: [String] { analyses.map(\.module) }

  func analysis(of module: String) -> FileAnalysis? {
    analyses.first { $0.module == module }?.analysis
  }

  /// All errors of a file, from both ends, sorted by place.
  func errors(of module: String) -> [RawDiagnostic] {
    guard let analysis = analysis(of: module) else { return [] }
    let semantic = functions(of: module).flatMap {
      analyze(
        $0.function, symbol: $0.symbol, callees: $0.callees, scope: declarations.scope(of: module)
      ).diagnostics
    }
    let own = analysis.zir.diagnostics + (declarations.diagnostics[module] ?? [])
    return (own + semantic).filter { $0.code.severity == .error }
      .sorted { ($0.range.start, $0.code.rawValue) < ($1.range.start, $1.code.rawValue) }
  }

  /// The back end's arguments for each function of a file.
  func functions(of module: String) -> [(
    function: ZIR.Function, symbol: String, callees: [CalleeResolution]
  )] {
    guard let zir = analysis(of: module)?.zir else { return [] }
    return zir.functions.map { function in
      (
        function, FunctionSymbol.raw(module: module, function: function.name),
        function.callees.map { declarations.resolve($0, in: module) }
      )
    }
  }

  /// The IR of one file; `nil` if there are errors.
  func section(of module: String, debugInfo: DebugInfo = .none) -> CompiledFunction? {
    guard let analysis = analysis(of: module) else { return nil }
    let scope = declarations.scope(of: module)
    let declared = emitDeclarations(
      types: analysis.zir.types.map(\.name),
      constants: declarations.constants(of: module, analysis.zir), scope: scope,
      debugInfo: debugInfo)
    var made: [(ir: [UInt8], line: UInt32)] = [(declared.ir, 0)]
    var parts = declared.runtimeParts
    for (function, symbol, callees) in functions(of: module) {
      let locations = FunctionLocations(function, lines: analysis.lines)
      let source = DebugSource(path: module + ".mini", locations: locations)
      let compilation = compile(
        function, symbol: symbol, callees: callees, scope: scope,
        debugSource: debugInfo == .full ? source : nil)
      guard let compiled = compilation.compiled else { return nil }
      made.append((compiled.ir, locations.line))
      parts.formUnion(compiled.runtimeParts)
    }
    let ir = debugInfo == .full ? DebugFields.joined(made) : made.flatMap(\.ir)
    return CompiledFunction(ir: ir, runtimeParts: parts)
  }

  /// The whole program's IR; `nil` if there are errors.
  func program(debugInfo: DebugInfo = .none) -> [UInt8]? {
    var sections: [[UInt8]] = []
    var parts: RuntimeParts = []
    for (module, _) in analyses {
      guard errors(of: module).isEmpty, let section = section(of: module, debugInfo: debugInfo)
      else { return nil }
      sections.append(section.ir)
      parts.formUnion(section.runtimeParts)
    }
    if debugInfo == .full {
      let bases = DebugFields.bases(ofLengths: sections.map { UInt64($0.count) })
      sections = zip(sections, bases).map { DebugFields.rebased($0, from: 0, to: $1) }
    }
    guard let main = analysis(of: root)?.interface.signature(of: "main") else { return nil }
    let header = ProgramHeader.text(
      rootModule: root, mainResult: main.result.scalar ?? .void, parts: parts, debugInfo: debugInfo)
    return header + sections.joined()
  }
}
