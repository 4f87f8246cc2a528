// Mini programs given as texts, compiled by both ends of the compiler like in the driver.

import MiniBackend
import MiniFrontend

/// The files of a program by module name.
struct Modules {
  let root: String
  private let analyses: [(module: String, analysis: FileAnalysis)]

  init(_ sources: [String: String], root: String = "main") {
    self.root = root
    analyses = sources.sorted { $0.key < $1.key }.map {
      ($0.key, FileAnalysis(analyzing: Array($0.value.utf8)))
    }
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
      analyze($0.function, symbol: $0.symbol, callees: $0.callees).diagnostics
    }
    return (analysis.zir.diagnostics + semantic).filter { $0.code.severity == .error }
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
        function.callees.map { resolve($0, in: module, zir) }
      )
    }
  }

  private func resolve(
    _ callee: ZIR.Callee, in module: String, _ zir: ZIR
  ) -> CalleeResolution {
    let target = callee.importIndex.map { String(zir.imports[Int($0)].path.dropLast(5)) } ?? module
    guard let interface = analysis(of: target)?.interface else { return .unavailable }
    if let signature = interface.lookup(callee.name) {
      return .function(
        symbol: FunctionSymbol.raw(module: target, function: callee.name), signature: signature)
    }
    if callee.importIndex == nil || interface.isInError(callee.name) { return .unavailable }
    return .undefined(moduleName: target, candidates: interface.names)
  }

  /// The IR of one file's functions; `nil` if there are errors.
  func section(of module: String, debugInfo: DebugInfo = .none) -> CompiledFunction? {
    guard let analysis = analysis(of: module) else { return nil }
    var made: [(ir: [UInt8], line: UInt32)] = []
    var parts: RuntimeParts = []
    for (function, symbol, callees) in functions(of: module) {
      let locations = FunctionLocations(function, lines: analysis.lines)
      let source = DebugSource(path: module + ".mini", locations: locations)
      let compilation = compile(
        function, symbol: symbol, callees: callees, debugSource: debugInfo == .full ? source : nil)
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
    guard let main = analysis(of: root)?.interface.lookup("main") else { return nil }
    let header = ProgramHeader.text(
      rootModule: root, mainResult: main.result.scalar ?? .void, parts: parts, debugInfo: debugInfo)
    return header + sections.joined()
  }
}
