// Names of modules as LLVM IR spells them.

extension FunctionSymbol {
  /// The beginning of a module's symbols in LLVM IR: `@math.`, `@"lib/math.`.
  package static func prefix(module: String, debugInfo: DebugInfo = .none) -> [UInt8] {
    var text = IRText(debugInfo: debugInfo)
    text.append(symbol: raw(module: module, function: ""))
    var bytes = text.bytes
    if bytes.last == UInt8(ascii: "\"") { bytes.removeLast() }
    return bytes
  }

  /// A symbol with the `@`, as IR spells it.
  package static func name(of symbol: String, debugInfo: DebugInfo) -> [UInt8] {
    var text = IRText(debugInfo: debugInfo)
    text.append(symbol: symbol)
    return text.bytes
  }
}
