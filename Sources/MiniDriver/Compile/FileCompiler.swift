// Compiles one file: takes each function from the AirCache or the back end, and joins them to the
// file's IR.

import BuildCache
import MiniBackend
import MiniFrontend
import ObjectStore

/// The result for a file that the ZirCache did not contain.
struct FileCompilation: Sendable {
  /// The file's section; meaningless if `hasErrors`.
  var ir: [UInt8] = []
  /// The section's object; `nil` if `hasErrors`.
  var irID: ObjectID?
  /// Not `[]`: runtime note 1.
  var runtimeParts = RuntimeParts(rawValue: 0)
  /// The back end's; the front end's are in the file's facts.
  var diagnostics: [Diagnostic] = []
  var hasErrors = false
  /// Filled if details are wanted.
  var functions: [BuildReport.Function] = []
  /// The number of functions that were not in the cache.
  var functionsCompiled = 0
  /// The results to store, except the file's own entry.
  var additions = FileAdditions()
  var nanoseconds: UInt64 = 0
}

/// Compiles the functions of one file. It is pure except for the cache.
struct FileCompiler: Sendable {
  let context: BuildContext
  let path: ModulePath
  let analysis: FileAnalysis
  /// One per import.
  let imported: [ImportedModule]
  private let callees: CalleeResolver
  private let module: String

  init(
    context: BuildContext, path: ModulePath, analysis: FileAnalysis,
    imported: [ImportedModule]
  ) {
    self.context = context
    self.path = path
    self.analysis = analysis
    self.imported = imported
    module = path.module
    callees = CalleeResolver(
      module: module, interface: analysis.interface, imported: imported)
  }

  /// One function's IR and its origin.
  private struct FunctionIR {
    var bytes: [UInt8]
    var parts: RuntimeParts
    /// The line of the function's name; with `-g`.
    var line: UInt32 = 0
    var report: BuildReport.Function
    /// Set if the back end made the IR.
    var inputs: FunctionInputs?
  }

  /// Compiles the functions, and checks the tests.
  func compile() -> FileCompilation {
    compile(analysis.zir.functions, checking: analysis.zir.tests)
  }

  /// Compiles the tests, which are a section of their own.
  func compileTests() -> FileCompilation {
    compile(analysis.zir.tests, checking: [])
  }

  private func compile(
    _ functions: [ZIR.Function], checking tests: [ZIR.Function]
  ) -> FileCompilation {
    var result = FileCompilation()
    let start = ContinuousClock.now
    result.hasErrors = analysis.hasErrors || imported.contains { $0.interface == nil }
    var made: [FunctionIR] = []
    var found = DiagnosticList()
    var groups = FunctionGroups(context.options.trace)
    made.reserveCapacity(functions.count)
    for function in functions {
      // Further errors would not be shown, and "did you mean" costs a search for each.
      guard found.errorCount <= DiagnosticList.errorsMax else { break }
      let (ir, diagnostics) = compile(function)
      groups.add(function.name, ir?.report)
      for diagnostic in diagnostics { found.error(diagnostic) }
      guard let ir else {
        result.hasErrors = true
        continue
      }
      if ir.report.missReason != nil { result.functionsCompiled += 1 }
      if context.details == .files { result.functions.append(ir.report) }
      made.append(ir)
    }
    groups.finish()
    for test in tests where found.errorCount <= DiagnosticList.errorsMax {
      let (air, diagnostics) = analyze(
        test, symbol: FunctionSymbol.raw(module: module, function: test.name),
        callees: test.callees.map(callees.resolve))
      for diagnostic in diagnostics { found.error(diagnostic) }
      if air == nil { result.hasErrors = true }
    }
    result.diagnostics = found.sorted().map { analysis.lines.locate($0) }
    if !result.hasErrors { join(made, into: &result) }
    result.nanoseconds = (ContinuousClock.now - start).nanoseconds
    return result
  }

  /// Joins the functions' IR to the file's, and collects new results to store.
  private func join(_ functions: [FunctionIR], into result: inout FileCompilation) {
    result.ir = joined(functions)
    // Reserves exactly, because there may be tens of thousands of files.
    let madeCount = functions.count { $0.inputs != nil }
    result.additions.functionEntries.reserveCapacity(madeCount)
    result.additions.functions.reserveCapacity(madeCount)
    for function in functions {
      result.runtimeParts.formUnion(function.parts)
      guard let inputs = function.inputs else { continue }
      // Done here, where files are compiled in parallel, because hashing and deflating are slow.
      let object = context.cache.prepareFunctionIR(function.bytes)
      if let object { result.additions.functions.append(object) }
      result.additions.functionEntries.append(
        AirEntry(
          path: path.path, function: function.report.name, inputs: inputs,
          key: function.report.key, irID: object?.id ?? ObjectID(type: .blob, body: function.bytes),
          irSize: UInt64(function.bytes.count), runtimeParts: function.parts.rawValue,
          costNanoseconds: function.report.compileNanoseconds, usedDay: context.cache.today))
    }
    result.additions.file = context.cache.prepareFileIR(result.ir)
    result.irID = result.additions.file?.id ?? ObjectID(type: .blob, body: result.ir)
  }

  private func joined(_ functions: [FunctionIR]) -> [UInt8] {
    guard context.options.debugInfo == .none else {
      return DebugFields.joined(functions.map { ($0.bytes, $0.line) })
    }
    var ir: [UInt8] = []
    ir.reserveCapacity(functions.reduce(0) { $0 + $1.bytes.count })
    for function in functions { ir += function.bytes }
    return ir
  }

  private func compile(
    _ function: ZIR.Function
  ) -> (FunctionIR?, diagnostics: [RawDiagnostic]) {
    let symbol = FunctionSymbol.raw(module: module, function: function.name)
    let callees = function.callees.map(self.callees.resolve)
    let locations =
      context.options.debugInfo == .full ? FunctionLocations(function, lines: analysis.lines) : nil
    let inputs = inputs(of: function, locations, symbol: symbol, callees: callees)
    var missReason: MissReason?
    var cached: (entry: AirEntry, ir: [UInt8])?
    let key = inputs?.key
    if let inputs, let key {
      switch context.cache.function(
        inputs, key: key, path: path.path, function: function.name)
      {
      case .hit(let hit): cached = hit
      case .miss(let reason): missReason = reason
      }
    }
    if let cached, context.options.changeDetection == .stamps {
      let report = BuildReport.Function(
        name: function.name, missReason: nil, key: cached.entry.key, compileNanoseconds: 0)
      let parts = RuntimeParts(rawValue: cached.entry.runtimeParts)
      let ir = FunctionIR(
        bytes: cached.ir, parts: parts, line: locations?.line ?? 0, report: report)
      return (ir, [])
    }
    let start = ContinuousClock.now
    let compilation = MiniBackend.compile(
      function, symbol: symbol, callees: callees,
      debugSource: locations.map { DebugSource(path: path.path, locations: $0) })
    guard let compiled = compilation.compiled, let inputs, let key else {
      return (nil, compilation.diagnostics)
    }
    if let cached {
      missReason = recheck(cached, against: compiled, of: function.name)
    }
    let report = BuildReport.Function(
      name: function.name, missReason: missReason, key: key,
      compileNanoseconds: (ContinuousClock.now - start).nanoseconds)
    return (
      FunctionIR(
        bytes: compiled.ir, parts: compiled.runtimeParts, line: locations?.line ?? 0,
        report: report,
        inputs: missReason == nil ? nil : inputs),
      compilation.diagnostics
    )
  }

  /// `--recheck`: compares a hit with the compiler's current output.
  ///
  /// - Returns: `nil` if they agree.
  private func recheck(
    _ cached: (entry: AirEntry, ir: [UInt8]), against compiled: CompiledFunction, of name: String
  ) -> MissReason? {
    if cached.ir == compiled.ir, cached.entry.runtimeParts == compiled.runtimeParts.rawValue {
      return nil
    }
    context.cache.report(
      BuildReport.recheckPrefix + "the cached IR of \(context.names.shown(path.path)):\(name)"
        + " is not what the compiler makes; it was compiled again")
    return .contradicted
  }

  /// The inputs of the function's key; `nil` if a callee does not resolve, which is an error.
  ///
  /// - Parameter locations: with `-g`, the locations that show in the IR.
  private func inputs(
    of function: ZIR.Function, _ locations: FunctionLocations?, symbol: String,
    callees: [CalleeResolution]
  ) -> FunctionInputs? {
    var known: [CalleeInput] = []
    for callee in callees {
      guard case .function(let symbol, let signature) = callee else { return nil }
      known.append(CalleeInput(symbol: symbol, signature: signature.text))
    }
    var body: [UInt8] = []
    function.appendKeyBytes(to: &body)
    locations?.appendKeyBytes(of: function, to: &body)
    return FunctionInputs(
      epoch: compilerEpochHex, options: context.irOptions, symbol: symbol,
      body: Digest(hashing: body), callees: known)
  }
}
