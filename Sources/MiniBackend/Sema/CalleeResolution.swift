// A declaration as sema knows it. Other files contribute nothing else.

package import MiniFrontend

/// The meaning of a name of a declaration, which the driver decides from interfaces.
package enum CalleeResolution: Hashable, Sendable {
  /// An existing function. `symbol` is as ``FunctionSymbol/raw(module:function:)`` makes it.
  case function(symbol: String, signature: Signature)
  /// A struct or an enum. In error if the ``Scope`` does not know it.
  case type(module: String, name: String)
  /// A constant. `symbol` is as ``FunctionSymbol/raw(module:function:)`` makes it.
  case constant(symbol: String, type: Type, value: ConstantValue)
  /// The module has no such declaration; `candidates` are those that it has.
  case undefined(moduleName: String, candidates: [String])
  /// The import failed, or the declaration is in error. It fits anywhere, without a report.
  case unavailable
}
