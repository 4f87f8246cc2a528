// A callee as sema knows it. Other files contribute nothing else.

package import MiniFrontend

/// The meaning of a callee's name, which the driver decides from interfaces.
package enum CalleeResolution: Hashable, Sendable {
  /// An existing function. `symbol` is as ``FunctionSymbol/raw(module:function:)`` makes it.
  case function(symbol: String, signature: Signature)
  /// The module has no such function; `candidates` are those that it has.
  case undefined(moduleName: String, candidates: [String])
  /// The import failed, or the front end reported the name. It fits anywhere, without a report.
  case unavailable
}
