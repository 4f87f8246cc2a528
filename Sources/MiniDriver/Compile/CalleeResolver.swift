// Resolves a file's callees: functions of the file itself, and of its imports.

import MiniBackend
import MiniFrontend

/// Resolves the callees of one file by the interfaces that it sees.
struct CalleeResolver: Sendable {
  let module: String
  /// The interface of the file itself.
  let interface: Interface
  /// One per import.
  let imported: [ImportedModule]

  func resolve(_ callee: ZIR.Callee) -> CalleeResolution {
    guard let index = callee.importIndex else {
      guard let signature = interface.lookup(callee.name) else {
        return Primitive(rawValue: callee.name).map {
          .function(symbol: $0.symbol, signature: $0.signature)
        } ?? .unavailable
      }
      return .function(
        symbol: FunctionSymbol.raw(module: module, function: callee.name), signature: signature)
    }
    let target = imported[Int(index)]
    guard let interface = target.interface else { return .unavailable }
    guard let signature = interface.lookup(callee.name) else {
      if interface.isInError(callee.name) { return .unavailable }
      return .undefined(moduleName: target.name, candidates: interface.names)
    }
    return .function(
      symbol: FunctionSymbol.raw(module: target.name, function: callee.name), signature: signature)
  }
}
