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
  if Interface(decoding: interface.encoded())?.declarations != interface.declarations {
    return "its interface does not come back from its bytes"
  }
  var random = SplitMix64(seed: ~seed)
  var diagnostics = zir.diagnostics
  let errorCount = diagnostics.count { $0.code.severity == .error }
  if errorCount > 101 { return "the front end says \(errorCount) errors" }
  let scope = scope(of: zir)
  let hasUnknown = hasUnknownTypes(zir, scope)
  for function in zir.functions {
    var key: [UInt8] = []
    function.appendKeyBytes(to: &key)
    let callees = function.callees.map {
      resolution(of: $0, own: interface, others: interfaces, &random)
    }
    let symbol = FunctionSymbol.raw(module: "lib/m", function: function.name)
    let result = compile(function, symbol: symbol, callees: callees, scope: scope)
    let isExcused =
      hasUnknown || callees.contains(.unavailable) || namesUnknownType(function, callees)
    if let broken = brokenPromise(of: result, function, isExcused: isExcused) { return broken }
    diagnostics += result.diagnostics
  }
  return brokenPromise(of: diagnostics, in: analysis)
}

/// A function without code has an error somewhere; one with code has no type error.
private func brokenPromise(
  of result: FunctionCompilation, _ function: ZIR.Function, isExcused: Bool
) -> String? {
  let errors = result.diagnostics.filter { $0.code.severity == .error }
  guard let compiled = result.compiled else {
    let isExcused = isExcused || function.code.contains { $0.tag == .poison }
    return errors.isEmpty && !isExcused
      ? "'\(function.name)' has neither code nor errors" : nil
  }
  if !errors.isEmpty { return "'\(function.name)' has code and errors" }
  if !compiled.ir.suffix(4).elementsEqual("\n}\n\n".utf8) {
    return "the IR of '\(function.name)' does not end as a function does"
  }
  return nil
}

/// The file's own structs and enums, without defaults.
private func scope(of zir: ZIR) -> Scope {
  let imports = zir.imports.map { _ in "../ä" }
  func resolved(_ type: Type) -> Type {
    type.renamed { $0.resolved(in: "lib/m", imports: imports) }
  }
  let types = zir.types.map { type in
    let shape: TypeDeclaration.Shape =
      switch type.shape {
      case .structure(let fields):
        .structure(fields.map { .init(name: $0.name, type: resolved($0.type)) })
      case .enumeration(let cases):
        .enumeration(cases.map { .init(name: $0.name, values: $0.values.map(resolved)) })
      }
    return TypeDeclaration(module: "lib/m", name: type.name, shape: shape)
  }
  return Scope(module: "lib/m", imports: imports, declarations: TypeDeclarations(types))
}

/// Whether a struct or an enum is in error, which is reported beside functions.
private func hasUnknownTypes(_ zir: ZIR, _ scope: Scope) -> Bool {
  let table = TypeTable(scope)
  for type in zir.types {
    if let id = table.id(of: type.name, in: scope.module) { _ = table.layout(of: id) }
  }
  return table.hasUnknown
}

/// Whether a function names a type that is none, which is reported beside functions.
private func namesUnknownType(_ function: ZIR.Function, _ callees: [CalleeResolution]) -> Bool {
  let types =
    function.types + [function.signature.result] + function.signature.parameters.map(\.type)
  return types.flatMap(\.typeNames).contains { name in
    guard let callee = ZIR.Callee(name),
      let index = function.callees.firstIndex(of: callee)
    else { return false }
    if case .type(module: "lib/m", _) = callees[index] { return false }
    return true
  }
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
    switch own.lookup(callee.name) {
    case .function(let signature):
      // A declaration that names one in error cannot be used either.
      let names = Type.function(signature).typeNames
      guard names.allSatisfy({ $0.origin != .own || own.lookup($0.name) != nil }) else {
        return .unavailable
      }
      return .function(
        symbol: FunctionSymbol.raw(module: "lib/m", function: callee.name), signature: signature)
    case .structure, .enumeration: return .type(module: "lib/m", name: callee.name)
    case .constant(let form):
      // Without its value, which the driver finds.
      guard form.type == .i32 else { return .unavailable }
      return .constant(
        symbol: FunctionSymbol.raw(module: "lib/m", function: callee.name), type: .i32,
        value: ConstantValue(bytes: [7, 0, 0, 0]))
    case nil: return .unavailable
    }
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
    let offering = others.filter { $0.signature(of: callee.name) != nil }
    let candidates = offering.isEmpty ? others : offering
    let index = Int.random(in: candidates.indices, using: &random)
    return resolution(callee.name, in: candidates[index], symbol: symbol)
  }
}

private func resolution(
  _ name: String, in interface: Interface, symbol: String
) -> CalleeResolution {
  if let signature = interface.signature(of: name) {
    // The types of another file are not known here.
    return signature.hasNames
      ? .unavailable : .function(symbol: symbol, signature: signature)
  }
  return .undefined(moduleName: "../ä", candidates: interface.names)
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
  case 3:
    let keys: [Type] = [.text, .bool, .u8, .i32, .i64]
    let key = keys[Int.random(in: keys.indices, using: &random)]
    return .map(key: key, value: randomType(&random))
  case 4: return .function(randomSignature(&random))
  default: return scalars[Int.random(in: scalars.indices, using: &random)]
  }
}
