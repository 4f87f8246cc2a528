// Checks made once a file: of its structs and enums, and of the types of imports that it names.

package import MiniFrontend

/// Reports types of imports that there are not, and types of the file that are too large.
///
/// - Parameters:
///   - uses: one resolution for each of `zir.typeUses`, in their order.
///   - scope: knows the file's own structs and enums, but for those in error.
/// - Returns: sorted by location.
package func checkTypes(
  of zir: ZIR, uses: [CalleeResolution], scope: Scope
) -> [RawDiagnostic] {
  var diagnostics = DiagnosticList()
  for (use, resolution) in zip(zir.typeUses, uses) {
    if let problem = DeclarationCheck.problem(with: use, resolution) { diagnostics.error(problem) }
  }
  let table = TypeTable(scope)
  for use in zir.keyUses {
    guard let key = table.id(of: .named(use.type)), !table.isKey(key) else { continue }
    diagnostics.error(
      RawDiagnostic(
        .invalidKey, "'\(table.name(of: key))' cannot be the key of a map", at: use.range,
        label: TypeTable.keyRule))
  }
  for type in zir.types {
    guard let id = table.id(of: type.name, in: scope.module), let nominal = table.nominal(id),
      nominal.layout.size > TypeLayout.sizeMax
    else { continue }
    diagnostics.error(
      RawDiagnostic(
        .typeTooLarge,
        "'\(type.name)' has \(nominal.layout.size) bytes, more than \(TypeLayout.sizeMax)",
        at: type.nameRange, notes: [.init("an array holds its elements elsewhere")]))
  }
  return diagnostics.sorted()
}

private enum DeclarationCheck {
  static func problem(with use: ZIR.TypeUse, _ resolution: CalleeResolution) -> RawDiagnostic? {
    switch resolution {
    case .type, .unavailable: return nil
    case .function:
      return RawDiagnostic(
        .undefinedType, "'\(use.name)' is a function, not a type", at: use.range,
        label: "a type is needed here")
    case .constant:
      return RawDiagnostic(
        .undefinedType, "'\(use.name)' is a constant, not a type", at: use.range,
        label: "a type is needed here")
    case .undefined(let moduleName, let candidates):
      let nearest = Suggestion.nearest(to: use.name, among: candidates)
      return RawDiagnostic(
        .undefinedType, "module '\(moduleName)' has no type '\(use.name)'", at: use.range,
        label: "not found in this module",
        notes: nearest.map { [.init("did you mean '\($0)'?")] } ?? [])
    }
  }
}
