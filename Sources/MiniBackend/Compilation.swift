// The back end's entry points: one function's ZIR in, diagnostics and LLVM IR out. Pure: what other
// files have to say comes in as `CalleeResolution`s, and nothing else does.

package import MiniFrontend

/// Compiles one function: sema, AIR, LLVM IR.
///
/// - Parameters:
///   - function: as the front end made it.
///   - symbol: the function's raw symbol, as ``functionSymbol(module:function:)`` makes it.
///   - callees: one for each of `function.callees`, in their order.
///   - debugSource: with `-g`, where the function stands.
/// - Returns: a value of the arguments alone; of `function`, places and local names show in
///   diagnostics only, unless there is a `debugSource`.
/// - Complexity: linear in the function's code, in time and memory; no recursion.
package func compile(
  _ function: ZIR.Function, symbol: String, callees: [CalleeResolution],
  debugSource: DebugSource? = nil
) -> FunctionCompilation {
  let (air, diagnostics) = analyze(
    function, symbol: symbol, callees: callees, debugInfo: debugSource == nil ? .none : .full)
  let metadata = debugSource.map { DebugMetadata(of: function, symbol: symbol, in: $0) }
  return FunctionCompilation(compiled: air.map { emit($0, metadata) }, diagnostics: diagnostics)
}

/// Whether code is made for a debugger.
package enum DebugInfo: Hashable, Sendable {
  case none
  case full
}

/// The first half of ``compile(_:symbol:callees:debugSource:)``: checks types and makes AIR.
///
/// - Returns: the function's AIR, or `nil` if it has errors: those in `diagnostics`, or such as the
///   front end or the driver has reported already (`poison`, `unavailable`).
package func analyze(
  _ function: ZIR.Function, symbol: String, callees: [CalleeResolution],
  debugInfo: DebugInfo = .none
) -> (air: AIR.Function?, diagnostics: [RawDiagnostic]) {
  precondition(callees.count == function.callees.count, "each callee needs its resolution")
  var checker = TypeChecker(function, callees: callees)
  var lowering = Lowering(function, symbol: symbol, callees: callees, debugInfo: debugInfo)
  lowering.builder.reserve(function.code.count)
  var start = 0
  for end in function.code.indices where function.code[end].tag.isStatement {
    checker.checkStatement(start...end)
    if checker.isSound {
      lowering.lowerStatement(start...end, types: checker.types)
    }
    start = end + 1
  }
  let air = checker.isSound ? lowering.finish() : nil
  return (air, checker.diagnostics.sorted())
}

/// What a callee's name stands for, decided by the driver from interfaces.
package enum CalleeResolution: Hashable, Sendable {
  /// A function that exists. `symbol` is raw, as ``functionSymbol(module:function:)`` makes it.
  case function(symbol: String, signature: Signature)
  /// The module has no such function; `candidates` are those it has.
  case undefined(moduleName: String, candidates: [String])
  /// The import failed, or the front end reported the name: fits anything, and sema says nothing.
  case unavailable
}

/// A function's LLVM IR, ready to stand in its file's section.
package struct CompiledFunction: Hashable, Sendable {
  /// The private constants, one `define`, and an empty line: sections are plain concatenations.
  package let ir: [UInt8]
  /// What the program's header must offer for `ir`.
  package let runtimeParts: RuntimeParts

  package init(ir: [UInt8], runtimeParts: RuntimeParts) {
    self.ir = ir
    self.runtimeParts = runtimeParts
  }
}

/// What compiling one function gave.
package struct FunctionCompilation: Hashable, Sendable {
  /// `nil` if the function has errors: those in `diagnostics`, or such as were reported already.
  package let compiled: CompiledFunction?
  /// Sema's errors, in the order of their places.
  package let diagnostics: [RawDiagnostic]

  package init(compiled: CompiledFunction?, diagnostics: [RawDiagnostic]) {
    self.compiled = compiled
    self.diagnostics = diagnostics
  }
}
