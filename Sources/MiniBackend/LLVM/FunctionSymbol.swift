// Names in the spelling of LLVM IR and of messages.

package import MiniFrontend

/// The symbol of a function, not escaped: `lib/math.add`.
package func functionSymbol(module: String, function: String) -> String {
  module + "." + function
}

/// The beginning of a module's symbols in LLVM IR: `@math.`, `@"lib/math.`.
package func symbolPrefix(module: String, debugInfo: DebugInfo = .none) -> [UInt8] {
  var text = IRText(debugInfo: debugInfo)
  text.append(symbol: functionSymbol(module: module, function: ""))
  var bytes = text.bytes
  if bytes.last == UInt8(ascii: "\"") { bytes.removeLast() }
  return bytes
}

/// A signature in words: `(i32, i64) bool`.
package func signatureText(_ signature: Signature) -> String {
  var text = "("
  for (number, type) in signature.parameters.enumerated() {
    if number > 0 { text += ", " }
    text += type.name
  }
  text += ") "
  text += signature.result.name
  return text
}
