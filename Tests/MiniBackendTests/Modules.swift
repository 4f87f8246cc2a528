// Mini programs given as texts, brought through both ends of the compiler as the driver does it.

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

  func analysis(of module: String) -> FileAnalysis? {
    analyses.first { $0.module == module }?.analysis
  }

  /// All errors of a file, from both ends, by place.
  func errors(of module: String) -> [RawDiagnostic] {
    guard let analysis = analysis(of: module) else { return [] }
    let semantic = functions(of: module).flatMap {
      analyze($0.function, symbol: $0.symbol, callees: $0.callees).diagnostics
    }
    return (analysis.zir.diagnostics + semantic).filter { $0.code.severity == .error }
      .sorted { ($0.range.start, $0.code.rawValue) < ($1.range.start, $1.code.rawValue) }
  }

  /// What the back end is given for each function of a file.
  func functions(of module: String) -> [(
    function: ZIR.Function, symbol: String, callees: [CalleeResolution]
  )] {
    guard let zir = analysis(of: module)?.zir else { return [] }
    return zir.functions.map { function in
      (
        function, functionSymbol(module: module, function: function.name),
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
        symbol: functionSymbol(module: target, function: callee.name), signature: signature)
    }
    if callee.importIndex == nil || interface.isUnusable(callee.name) { return .unavailable }
    return .undefined(moduleName: target, candidates: interface.names)
  }

  /// The IR of one file's functions; `nil` if there are errors.
  func section(of module: String) -> CompiledFunction? {
    var ir: [UInt8] = []
    var parts: RuntimeParts = []
    for (function, symbol, callees) in functions(of: module) {
      guard let compiled = compile(function, symbol: symbol, callees: callees).compiled else {
        return nil
      }
      ir += compiled.ir
      parts.formUnion(compiled.runtimeParts)
    }
    return CompiledFunction(ir: ir, runtimeParts: parts)
  }

  /// The whole program's IR; `nil` if there are errors.
  func program() -> [UInt8]? {
    var sections: [UInt8] = []
    var parts: RuntimeParts = []
    for (module, _) in analyses {
      guard errors(of: module).isEmpty, let section = section(of: module) else { return nil }
      sections += section.ir
      parts.formUnion(section.runtimeParts)
    }
    guard let main = analysis(of: root)?.interface.lookup("main") else { return nil }
    return programHeader(rootModule: root, mainResult: main.result, parts: parts) + sections
  }
}
