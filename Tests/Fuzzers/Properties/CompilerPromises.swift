// The compiler's promises for every input, each checked for one input.

import MiniBackend
package import MiniFrontend
import TestSupport

/// Compiles an input completely, and encodes and decodes the results.
///
/// - Parameter interfaces: the interfaces to which imports can be resolved.
/// - Returns: the promise that is broken, in words; `nil`: none.
package func firstBrokenPromise(
  of source: [UInt8], interfaces: [Interface], seed: UInt64
) -> String? {
  let analysis = FileAnalysis(analyzing: source)
  let zir = analysis.zir
  if !zir.isWellFormed { return "its ZIR is not well-formed" }
  let interface = analysis.interface
  if Interface(decoding: interface.encoded())?.functions != interface.functions {
    return "its interface does not come back from its bytes"
  }
  var random = SplitMix64(seed: ~seed)
  var diagnostics = zir.diagnostics
  var errorCount = diagnostics.count { $0.code.severity == .error }
  if errorCount > 101 { return "the front end says \(errorCount) errors" }
  for function in zir.functions {
    var key: [UInt8] = []
    function.appendKeyBytes(to: &key)
    let callees = function.callees.map {
      resolution(of: $0, own: interface, others: interfaces, &random)
    }
    let symbol = FunctionSymbol.raw(module: "lib/m", function: function.name)
    let result = compile(function, symbol: symbol, callees: callees)
    if let broken = brokenPromise(of: result, function, callees) { return broken }
    diagnostics += result.diagnostics
    errorCount += result.diagnostics.count
  }
  return brokenPromise(of: diagnostics, in: analysis)
}

/// A function without code has an error somewhere; one with code has no type error.
private func brokenPromise(
  of result: FunctionCompilation, _ function: ZIR.Function, _ callees: [CalleeResolution]
) -> String? {
  guard let compiled = result.compiled else {
    let isExcused =
      function.code.contains { $0.tag == .poison } || callees.contains(.unavailable)
    return result.diagnostics.isEmpty && !isExcused
      ? "'\(function.name)' has neither code nor errors" : nil
  }
  if !result.diagnostics.isEmpty { return "'\(function.name)' has code and errors" }
  if !compiled.ir.suffix(4).elementsEqual("\n}\n\n".utf8) {
    return "the IR of '\(function.name)' does not end as a function does"
  }
  return nil
}

private func brokenPromise(
  of diagnostics: [RawDiagnostic], in analysis: FileAnalysis
) -> String? {
  let size = analysis.lines.source.count
  if !diagnostics.allSatisfy({ Int($0.range.end) <= size }) { return "a place is not in the file" }
  let located = diagnostics.map { analysis.lines.locate($0) }
  for diagnostic in located {
    let place = diagnostic.location
    if place.lineTextColumn < 1 || place.lineTextColumn > place.column
      || place.lineText.unicodeScalars.count > 200
    {
      return "the line shown for \(diagnostic.code.text) is not around its place"
    }
    if (place.line, place.column) > (place.endLine, place.endColumn) {
      return "\(diagnostic.code.text) ends before it starts"
    }
  }
  if [Diagnostic](decoding: located.encoded()) != located {
    return "its diagnostics do not come back from their bytes"
  }
  return nil
}

/// A resolution that a driver could find: in the file itself the existing function, in imports any.
private func resolution(
  of callee: ZIR.Callee, own: Interface, others: [Interface], _ random: inout SplitMix64
) -> CalleeResolution {
  if callee.importIndex == nil {
    guard let signature = own.lookup(callee.name) else { return .unavailable }
    return .function(
      symbol: FunctionSymbol.raw(module: "lib/m", function: callee.name), signature: signature)
  }
  let symbol = FunctionSymbol.raw(module: "../ä", function: callee.name)
  switch Int.random(in: 0..<8, using: &random) {
  case 0:
    return .unavailable
  case 1:
    return .function(symbol: symbol, signature: randomSignature(&random))
  case 2:
    return resolution(callee.name, in: own, symbol: symbol)
  default:
    let offering = others.filter { $0.lookup(callee.name) != nil }
    let candidates = offering.isEmpty ? others : offering
    let index = Int.random(in: candidates.indices, using: &random)
    return resolution(callee.name, in: candidates[index], symbol: symbol)
  }
}

private func resolution(
  _ name: String, in interface: Interface, symbol: String
) -> CalleeResolution {
  interface.lookup(name).map { .function(symbol: symbol, signature: $0) }
    ?? .undefined(moduleName: "../ä", candidates: interface.names)
}

private func randomSignature(_ random: inout SplitMix64) -> Signature {
  let parameters = (0..<Int.random(in: 0..<5, using: &random)).map { _ in
    Parameter(randomType(&random), isReference: Bool.random(using: &random))
  }
  let isVoid = Int.random(in: 0..<4, using: &random) == 0
  return Signature(parameters: parameters, result: isVoid ? .void : randomType(&random))
}

private func randomType(_ random: inout SplitMix64) -> Type {
  let scalars: [Type] = [.bool, .u8, .i32, .u32, .i64, .u64, .f64]
  switch Int.random(in: 0..<8, using: &random) {
  case 0: return .text
  case 1: return .array(randomType(&random))
  case 2: return .optional(randomType(&random))
  default: return scalars[Int.random(in: scalars.indices, using: &random)]
  }
}
