// The entry points of the back end: from one function's ZIR to diagnostics and LLVM IR. They are
// pure:
// `CalleeResolution`s carry everything that other files contribute.

package import MiniFrontend

/// Compiles one function: types, AIR, LLVM IR.
///
/// - Parameters:
///   - function: as the front end made it.
///   - symbol: the function's symbol, as ``FunctionSymbol/raw(module:function:)`` makes it.
///   - callees: one for each of `function.callees`, in their order.
///   - scope: the function's file, and the types that it can meet.
///   - debugSource: with `-g`, the function's file and locations.
/// - Returns: a value of the arguments alone. Without a `debugSource`, the locations and local names
///   of `function` only show in diagnostics.
/// - Complexity: linear in the function's code, in time and memory; no recursion.
package func compile(
  _ function: ZIR.Function, symbol: String, callees: [CalleeResolution], scope: Scope,
  debugSource: DebugSource? = nil
) -> FunctionCompilation {
  let table = TypeTable(scope)
  let (air, _, diagnostics) = analyze(
    function, symbol: symbol, callees: callees, table,
    debugInfo: debugSource == nil ? .none : .full)
  let metadata = debugSource.map { DebugMetadata(of: function, symbol: symbol, in: $0, table) }
  return FunctionCompilation(
    compiled: air.map { Emitter.emit($0, table, metadata) }, diagnostics: diagnostics)
}

/// The first half of ``compile(_:symbol:callees:scope:debugSource:)``: checks types and makes AIR.
///
/// - Returns: the function's AIR, or `nil` if it has errors. They are in `diagnostics`, unless the
///   front end or the driver has already reported them (`poison`, `unavailable`).
package func analyze(
  _ function: ZIR.Function, symbol: String, callees: [CalleeResolution], scope: Scope,
  debugInfo: DebugInfo = .none
) -> (air: AIR.Function?, diagnostics: [RawDiagnostic]) {
  let (air, _, diagnostics) = analyze(
    function, symbol: symbol, callees: callees, TypeTable(scope), debugInfo: debugInfo)
  return (air, diagnostics)
}

/// - Returns: also the type of the value, if the function is the body of a constant.
func analyze(
  _ function: ZIR.Function, symbol: String, callees: [CalleeResolution], _ table: TypeTable,
  debugInfo: DebugInfo
) -> (air: AIR.Function?, constantType: TypeID?, diagnostics: [RawDiagnostic]) {
  precondition(callees.count == function.callees.count, "each callee needs its resolution")
  var checker = TypeChecker(function, callees: callees, table: table)
  var lowering = Lowering(
    function, symbol: symbol, callees: callees, table: table, debugInfo: debugInfo)
  lowering.builder.reserve(function.code.count)
  var start = 0
  for end in function.code.indices where function.code[end].tag.isStatement {
    checker.checkStatement(start...end)
    // A type that is in error has been reported.
    if checker.isSound, !table.hasUnknown {
      lowering.lowerStatement(start...end, &checker)
    } else {
      checker.isSound = false
    }
    start = end + 1
  }
  let isSound = checker.isSound && !table.hasUnknown
  let air = isSound ? lowering.finish(constantType: checker.constantType) : nil
  return (air, checker.constantType, checker.diagnostics.sorted())
}

/// The result of compiling one function.
package struct FunctionCompilation: Hashable, Sendable {
  /// `nil` if the function has errors: those in `diagnostics`, or errors reported before.
  package let compiled: CompiledFunction?
  /// The type checker's errors, sorted by location.
  package let diagnostics: [RawDiagnostic]

  package init(compiled: CompiledFunction?, diagnostics: [RawDiagnostic]) {
    self.compiled = compiled
    self.diagnostics = diagnostics
  }
}
