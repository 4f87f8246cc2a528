// Resolves the declarations that a file's functions name: its own, and those of its imports.

import MiniBackend
import MiniFrontend

/// Resolves the callees of one file by the interfaces that it sees.
struct CalleeResolver: Sendable {
  let module: String
  /// The interface of the file itself.
  let interface: Interface
  /// One per import.
  let imported: [ImportedModule]
  /// The declarations of the file itself; `nil` if its forms say all.
  let own: DeclaredNames?

  /// A callee, and the text by which keys know it.
  struct Resolved: Sendable {
    let resolution: CalleeResolution
    /// `nil` if the callee cannot be used.
    let input: (symbol: String, text: String)?
  }

  func resolve(_ callee: ZIR.Callee) -> Resolved {
    guard let index = callee.importIndex else {
      if let own, let state = own[callee.name] { return resolved(state) ?? Self.unavailable }
      if own == nil, let signature = interface.signature(of: callee.name) {
        return function(callee.name, signature, in: module)
      }
      return Primitive(rawValue: callee.name).map {
        function(symbol: $0.symbol, $0.signature)
      } ?? Self.unavailable
    }
    let target = imported[Int(index)]
    guard let interface = target.interface else { return Self.unavailable }
    if let state = target.declared?[callee.name] {
      return resolved(state) ?? Self.unavailable
    }
    if interface.isSelfContained, let signature = interface.signature(of: callee.name) {
      return function(callee.name, signature, in: target.name)
    }
    if interface.isInError(callee.name) { return Self.unavailable }
    return Resolved(
      resolution: .undefined(moduleName: target.name, candidates: interface.names), input: nil)
  }

  private static var unavailable: Resolved { Resolved(resolution: .unavailable, input: nil) }

  private func function(_ name: String, _ signature: Signature, in module: String) -> Resolved {
    function(symbol: FunctionSymbol.raw(module: module, function: name), signature)
  }

  private func function(symbol: String, _ signature: Signature) -> Resolved {
    Resolved(
      resolution: .function(symbol: symbol, signature: signature),
      input: (symbol, signature.text))
  }

  private func resolved(_ state: DeclarationState?) -> Resolved? {
    state?.declaration.map { declaration in
      Resolved(
        resolution: CalleeResolution(declaration), input: (declaration.symbol, declaration.text))
    }
  }
}
