// The parameters of the call that is being written.

import MiniFrontend

/// A description of a call.
package struct CallHelp: Hashable, Sendable {
  /// A way to call the function.
  package struct Signature: Hashable, Sendable {
    /// As the source would spell it. It contains all `parameters`, in their order.
    package let label: String
    package let parameters: [String]
  }

  package let signatures: [Signature]
  /// The signature with enough parameters for the argument that is being written.
  package let active: Int
  /// The number of the parameter whose argument is being written; `nil`: there is none.
  package let activeParameter: Int?
  package let documentation: String?
}

extension ModuleSemantics {
  /// The call around an offset; `nil`: there is none of a known function.
  package func callHelp(at offset: UInt32) -> CallHelp? {
    guard let call = CallSite(module.source, at: offset),
      let callee = symbols.occurrence(startingAt: call.calleeStart),
      let entity = entity(of: callee)
    else { return nil }
    let name = module.text(SourceRange(start: call.calleeStart, end: call.calleeEnd))
    var signatures: [CallHelp.Signature] = []
    var fields: [String]?
    switch entity {
    case .builtin(let name):
      signatures =
        BuiltinHelp(name)?.signatures.map {
          CallHelp.Signature(label: $0.label, parameters: $0.parameters)
        } ?? []
    case .declaration(let module, let declaration):
      if case .structure(let found)? = resolver.form(of: declaration, in: module) {
        fields = found.map(\.name)
        signatures = [signature(name, found.map { "\($0.name): \($0.type.name)" }, nil)]
      } else if let (declaring, index) = symbol(of: entity),
        declaring.symbols.symbols[index].kind == .function
      {
        let parameters = declaring.parameters(ofFunction: index)
        signatures = [signature(name, parameters, declaring.resultText(ofFunction: index))]
      }
    case .member(let module, let type, let member):
      if case .enumeration(let cases)? = resolver.form(of: type, in: module),
        let found = cases.first(where: { $0.name == member })
      {
        signatures = [signature(name, found.values.map(\.name), nil)]
      } else {
        signatures = signatureOfValue(entity, name)
      }
    case .local: signatures = signatureOfValue(entity, name)
    case .namespace, .module: break
    }
    guard !signatures.isEmpty else { return nil }
    var parameter: Int? = call.argument
    if let fields {
      parameter =
        call.label.map { fields.firstIndex(of: $0) }
        ?? fields.firstIndex { !call.labels.contains($0) }
    }
    let active = signatures.firstIndex { call.argument < $0.parameters.count } ?? 0
    // The arguments of `print` have no end.
    if signatures[active].parameters.last == "…" {
      parameter = min(call.argument, signatures[active].parameters.count - 1)
    }
    if let number = parameter, number >= signatures[active].parameters.count { parameter = nil }
    return CallHelp(
      signatures: signatures, active: active, activeParameter: parameter,
      documentation: documentation(of: entity))
  }

  private func signatureOfValue(_ entity: Entity, _ name: String) -> [CallHelp.Signature] {
    guard case .function(let type)? = type(of: entity) else { return [] }
    let result = type.result == .void ? nil : type.result.name
    return [signature(name, type.parameters.map(\.name), result)]
  }

  private func signature(
    _ name: String, _ parameters: [String], _ result: String?
  ) -> CallHelp.Signature {
    CallHelp.Signature(
      label: "\(name)(\(parameters.joined(separator: ", ")))" + (result.map { " " + $0 } ?? ""),
      parameters: parameters)
  }
}
