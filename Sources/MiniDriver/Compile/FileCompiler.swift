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
  /// The warnings among them, encoded.
  var warnings: [UInt8] = []
  var hasErrors = false
  /// Filled if details are wanted.
  var functions: [BuildReport.Function] = []
  /// The functions that were compiled, if the record of the build names them.
  var misses: [BuildRecord.Miss] = []
  /// The number of functions from the cache.
  var cachedFunctions = 0
  /// The number of functions that were not in the cache, also of those in error.
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
  let declarations: FileDeclarations
  let callees: CalleeResolver
  let module: String
  private let recordsReasons: Bool
  /// The file's IR in the last build, if functions may have newer states; for the reasons of misses.
  private let lastIR: [UInt8]?

  init(
    context: BuildContext, path: ModulePath, analysis: FileAnalysis,
    imported: [ImportedModule], declarations: FileDeclarations
  ) {
    self.declarations = declarations
    self.context = context
    self.path = path
    self.analysis = analysis
    self.imported = imported
    module = path.module
    recordsReasons = context.recordsReasons
    lastIR =
      recordsReasons || context.details == .files
      ? context.cache.lastIR(ofPath: path.path, with: context.irOptions) : nil
    callees = CalleeResolver(
      module: module, interface: analysis.interface, imported: imported, own: declarations.own)
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

  private enum Section {
    case declarations
    case tests
  }

  /// Whether the file has errors that show without its functions being compiled.
  var isInError: Bool {
    analysis.hasErrors || imported.contains { $0.interface == nil } || declarations.hasErrors
  }

  /// Compiles the declarations, and checks the tests.
  func compile() -> FileCompilation {
    context.options.goal.makesIR ? compile(.declarations) : check()
  }

  /// Checks the declarations and the tests.
  private func check() -> FileCompilation {
    var result = FileCompilation()
    result.hasErrors = true  // there is no IR
    var found = DiagnosticList()
    for error in declarationErrors(analysis.zir) { found.error(error) }
    check(analysis.zir.functions, &found, &result)
    check(analysis.zir.tests, &found, &result)
    result.diagnostics = found.sorted().map { analysis.lines.locate($0) }
    return result
  }

  /// Compiles the tests, which are a section of their own.
  func compileTests() -> FileCompilation { compile(.tests) }

  private func compile(_ section: Section) -> FileCompilation {
    var result = FileCompilation()
    let start = ContinuousClock.now
    result.hasErrors = isInError
    var made: [FunctionIR] = []
    var found = DiagnosticList()
    var groups = FunctionGroups(context.options.trace)
    if section == .declarations {
      for error in declarationErrors(analysis.zir) {
        found.error(error)
        result.hasErrors = true
      }
    }
    let functions = section == .declarations ? analysis.zir.functions : analysis.zir.tests
    made.reserveCapacity(functions.count)
    for function in functions {
      // Further errors would not be shown, and "did you mean" costs a search for each.
      guard found.errorCount <= DiagnosticList.errorsMax else { break }
      let (ir, diagnostics) = compile(function)
      groups.add(function.name, ir?.report)
      for diagnostic in diagnostics { found.add(diagnostic) }
      guard let ir else {
        result.hasErrors = true
        result.functionsCompiled += 1
        continue
      }
      if !ir.report.work.isHit { result.functionsCompiled += 1 }
      if context.details == .files { result.functions.append(ir.report) }
      if recordsReasons { record(ir.report, in: &result) }
      made.append(ir)
    }
    groups.finish()
    if section == .declarations { check(analysis.zir.tests, &found, &result) }
    result.diagnostics = found.sorted().map { analysis.lines.locate($0) }
    let warnings = result.diagnostics.filter { $0.code.severity == .warning }
    if !warnings.isEmpty { result.warnings = warnings.encoded() }
    if !result.hasErrors { join(made, section, into: &result) }
    result.nanoseconds = (ContinuousClock.now - start).nanoseconds
    context.add(.file, path: path.path, since: start, result.nanoseconds)
    return result
  }

  private func record(_ function: BuildReport.Function, in result: inout FileCompilation) {
    switch function.work {
    case .hit: result.cachedFunctions += 1
    case .rechecked: break
    case .compiled(let reason):
      result.misses.append(
        BuildRecord.Miss(.function, path: path.path, name: function.name, reason: reason))
    }
  }

  /// Checks the types of functions or tests.
  private func check(
    _ functions: [ZIR.Function], _ found: inout DiagnosticList, _ result: inout FileCompilation
  ) {
    for function in functions where found.errorCount <= DiagnosticList.errorsMax {
      let (air, diagnostics) = analyze(
        function, symbol: symbol(of: function),
        callees: function.callees.map { callees.resolve($0).resolution }, scope: declarations.scope)
      for diagnostic in diagnostics { found.add(diagnostic) }
      if air == nil { result.hasErrors = true }
    }
  }

  /// Joins the functions' IR to the file's, and collects new results to store.
  private func join(
    _ functions: [FunctionIR], _ section: Section, into result: inout FileCompilation
  ) {
    result.ir = concatenated(functions)
    if section == .declarations, let own = declarations.own {
      let emitted = emitted(own)
      result.ir.insert(contentsOf: emitted.ir, at: 0)
      result.runtimeParts.formUnion(emitted.runtimeParts)
    }
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
    let object: PreparedObject?
    switch section {
    case .declarations:
      object = context.cache.prepareFileIR(result.ir)
      result.additions.file = object
    case .tests:
      object = context.cache.prepareFunctionIR(result.ir)
      if let object { result.additions.functions.append(object) }
    }
    result.irID = object?.id ?? ObjectID(type: .blob, body: result.ir)
  }

  /// The part of the section before its functions.
  private func emitted(_ own: DeclaredNames) -> CompiledFunction {
    let declarations = own.declarations
    return emitDeclarations(
      types: declarations.filter(\.isType).map(\.name),
      constants: declarations.compactMap { declaration in
        guard case .constant = declaration.form, let value = declaration.facts?.value else {
          return nil
        }
        return DeclaredConstant(
          name: declaration.name, type: value.type, value: ConstantValue(bytes: value.bytes))
      }, scope: self.declarations.scope, debugInfo: context.options.debugInfo)
  }

  /// The errors in the file's declarations, and in the types of imports that it states.
  private func declarationErrors(_ zir: ZIR) -> [RawDiagnostic] {
    let errors = declarations.errors + [tooLargeTogether(zir.constants)].compactMap(\.self)
    guard !zir.types.isEmpty || !zir.typeUses.isEmpty else { return errors }
    let uses = zir.typeUses.map { use in
      callees.resolve(ZIR.Callee(importIndex: use.importIndex, name: use.name)).resolution
    }
    return errors + checkTypes(of: zir, uses: uses, scope: declarations.scope)
  }

  /// The error that the file's constants are too large together, at the first that does not fit.
  private func tooLargeTogether(_ constants: [ZIR.Constant]) -> RawDiagnostic? {
    var sizeBytes = 0
    for constant in constants {
      sizeBytes += declarations.own?[constant.name]?.declaration?.facts?.value?.bytes.count ?? 0
      guard sizeBytes > ConstantValue.sizeMaxBytes else { continue }
      return RawDiagnostic(
        .constantTooLarge, "the constants of this file have more than 1 MiB together",
        at: constant.nameRange, label: "up to this one")
    }
    return nil
  }

  private func concatenated(_ functions: [FunctionIR]) -> [UInt8] {
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
    let symbol = symbol(of: function)
    let resolved = function.callees.map(self.callees.resolve)
    let callees = resolved.map(\.resolution)
    let locations = locations(of: function)
    let inputs = inputs(of: function, locations, symbol: symbol, callees: resolved)
    var work = BuildReport.Work.rechecked
    var cached: (entry: AirEntry, ir: [UInt8])?
    let key = inputs?.key
    if let inputs, let key {
      switch context.cache.function(
        inputs, key: key, path: path.path, function: function.name)
      {
      case .hit(let hit): cached = hit
      case .miss(let reason):
        let last = lastIR.flatMap {
          context.cache.missReason(inputs, path: path.path, function: function.name, since: $0)
        }
        work = .compiled(last ?? reason)
      }
    }
    if let cached, context.options.changeDetection == .stamps {
      let report = BuildReport.Function(
        name: function.name, work: .hit, key: cached.entry.key, compileNanoseconds: 0)
      let parts = RuntimeParts(rawValue: cached.entry.runtimeParts)
      let ir = FunctionIR(
        bytes: cached.ir, parts: parts, line: locations?.line ?? 0, report: report)
      return (ir, warnings(of: function, symbol, callees))
    }
    let start = ContinuousClock.now
    let compilation = MiniBackend.compile(
      function, symbol: symbol, callees: callees, scope: declarations.scope,
      debugSource: locations.map { DebugSource(path: path.path, locations: $0) })
    guard let compiled = compilation.compiled, let inputs, let key else {
      return (nil, compilation.diagnostics)
    }
    if let cached, !checkAgreement(cached, with: compiled, of: function.name) {
      work = .compiled(.contradicted)
    }
    let report = BuildReport.Function(
      name: function.name, work: work, key: key,
      compileNanoseconds: (ContinuousClock.now - start).nanoseconds)
    return (
      FunctionIR(
        bytes: compiled.ir, parts: compiled.runtimeParts, line: locations?.line ?? 0,
        report: report,
        inputs: work.isRechecked ? nil : inputs),
      compilation.diagnostics
    )
  }

  /// The back end's warnings about a function whose IR came from the cache.
  private func warnings(
    of function: ZIR.Function, _ symbol: String, _ callees: [CalleeResolution]
  ) -> [RawDiagnostic] {
    guard function.mayNeedTypesToWarn else { return [] }
    return analyze(function, symbol: symbol, callees: callees, scope: declarations.scope)
      .diagnostics
  }

  /// `--recheck`: compares a hit with the compiler's current output, and reports a difference.
  ///
  /// - Returns: whether they are equal.
  private func checkAgreement(
    _ cached: (entry: AirEntry, ir: [UInt8]), with compiled: CompiledFunction, of name: String
  ) -> Bool {
    if cached.ir == compiled.ir, cached.entry.runtimeParts == compiled.runtimeParts.rawValue {
      return true
    }
    context.cache.report(
      BuildReport.contradiction(of: "\(context.names.shown(path.path)):\(name)"))
    return false
  }
}
