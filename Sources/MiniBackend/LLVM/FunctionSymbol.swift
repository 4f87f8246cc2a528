// Names of functions as LLVM IR spells them.

/// The symbols of functions.
package enum FunctionSymbol {
  /// The symbol of a function, not escaped: `lib/math.add`.
  package static func raw(module: String, function: String) -> String {
    module + "." + function
  }

  /// The beginning of a module's symbols in LLVM IR: `@math.`, `@"lib/math.`.
  package static func prefix(module: String, debugInfo: DebugInfo = .none) -> [UInt8] {
    var text = IRText(debugInfo: debugInfo)
    text.append(symbol: raw(module: module, function: ""))
    var bytes = text.bytes
    if bytes.last == UInt8(ascii: "\"") { bytes.removeLast() }
    return bytes
  }
}
