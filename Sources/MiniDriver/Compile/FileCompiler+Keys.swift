// The keys of a file's functions.

import BuildCache
import MiniBackend
import MiniFrontend

extension FileCompiler {
  /// The key of a function; `nil` if it names something that does not exist.
  func key(of function: ZIR.Function) -> FunctionKey? {
    inputs(
      of: function, locations(of: function), symbol: symbol(of: function),
      callees: function.callees.map(callees.resolve)
    )?.key
  }

  func symbol(of function: ZIR.Function) -> String {
    FunctionSymbol.raw(module: module, function: function.name)
  }

  /// With `-g`, the locations that show in the IR.
  func locations(of function: ZIR.Function) -> FunctionLocations? {
    context.options.debugInfo == .full ? FunctionLocations(function, lines: analysis.lines) : nil
  }

  /// The inputs of the function's key; `nil` if a callee does not resolve, which is an error.
  ///
  /// - Parameter locations: with `-g`, the locations that show in the IR.
  func inputs(
    of function: ZIR.Function, _ locations: FunctionLocations?, symbol: String,
    callees: [CalleeResolver.Resolved]
  ) -> FunctionInputs? {
    var known: [CalleeInput] = []
    for callee in callees {
      guard let input = callee.input else { return nil }
      known.append(CalleeInput(symbol: input.symbol, signature: input.text))
    }
    var body: [UInt8] = []
    function.appendKeyBytes(to: &body)
    locations?.appendKeyBytes(of: function, to: &body)
    return FunctionInputs(
      epoch: compilerEpochHex, options: context.irOptions, symbol: symbol,
      body: Digest(hashing: body), callees: known)
  }
}
