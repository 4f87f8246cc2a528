// The reports of the type checker, and their locations.

import MiniFrontend

extension TypeChecker {
  /// A value whose type is not the one that its context expects. In one context, mismatches of one
  /// kind are reported once.
  struct Mismatch: Hashable {
    let root: UInt32
    let expected: Type
    let found: Type
    let index: UInt32

    /// The mismatch without its location.
    var kind: Mismatch { Mismatch(root: root, expected: expected, found: found, index: 0) }
  }

  mutating func report(
    _ code: DiagnosticCode, _ message: String, at index: Int, label: String = "",
    notes: [RawDiagnostic.Note] = []
  ) {
    isSound = false
    diagnostics.error(
      RawDiagnostic(code, message, at: function.ranges[index], label: label, notes: notes))
  }

  /// Reports the statement's mismatches in source order; they were found last to first.
  mutating func reportMismatches() {
    if mismatches.isEmpty { return }
    var seen: Set<Mismatch> = []
    for mismatch in mismatches.reversed() where seen.insert(mismatch.kind).inserted {
      let (label, notes) = advice(on: mismatch)
      report(
        .typeMismatch,
        "type mismatch: expected \(mismatch.expected.name), found \(mismatch.found.name)",
        at: Int(mismatch.index), label: label, notes: notes)
    }
    mismatches.removeAll(keepingCapacity: true)
  }

  /// Suggests a conversion that keeps the value, of this operand or of the other. Otherwise
  /// describes what a conversion would lose.
  private func advice(on mismatch: Mismatch) -> (label: String, notes: [RawDiagnostic.Note]) {
    let (expected, found) = (mismatch.expected, mismatch.found)
    if found.keepsValues(in: expected) { return ("\(expected.name)(…) would convert it", []) }
    let label = "this is \(found.name)"
    if expected.keepsValues(in: found), let other = otherOperand(of: mismatch) {
      let conversion = "\(found.name)(\(name(of: other) ?? "…"))"
      return (
        label,
        [.init("\(conversion) would convert the other operand", at: function.ranges[Int(other)])]
      )
    }
    guard let loss = found.loss(in: expected) else { return (label, []) }
    return ("\(label); \(expected.name)(…) would convert it, and \(loss)", [])
  }

  /// The other operand of the same operator, if it has the expected type and nothing else expects
  /// that type.
  private func otherOperand(of mismatch: Mismatch) -> UInt32? {
    let operation = function.code[Int(mismatch.root)]
    guard operation.tag.isBinaryOperator,
      !isExpected(mismatch.expected, of: Int(mismatch.root))
    else { return nil }
    return Operands(operation, count: 2).first {
      $0 != mismatch.index && naturals[Int($0)] == .type(mismatch.expected)
    }
  }

  /// The name of a variable or parameter; `nil` for other values.
  private func name(of value: UInt32) -> String? {
    let instruction = function.code[Int(value)]
    return switch instruction.tag {
    case .local: function.localNames[Int(instruction.a)]
    case .parameter: function.parameterNames[Int(instruction.a)]
    default: nil
    }
  }

  mutating func reportArgumentCount(
    _ index: Int, symbol: String, signature: Signature, found: Int
  ) {
    let expected = signature.parameters.count
    let plural = expected == 1 ? "argument" : "arguments"
    let name = calleeName(of: index)
    let declaration = name + declarationText(signature)
    let module = symbol.dropLast(name.count + 1)
    isSound = false
    diagnostics.error(
      RawDiagnostic(
        .wrongArgumentCount,
        "'\(name)' takes \(expected) \(plural), found \(found)",
        at: calleeRange(of: index),
        notes: [.init("'fn \(declaration)' is declared in \(module).mini")]))
  }

  mutating func reportUndefined(_ index: Int, moduleName: String, candidates: [String]) {
    isSound = false
    diagnostics.error(
      RawDiagnostic(
        .undefinedImportedFunction,
        "module '\(moduleName)' has no function '\(calleeName(of: index))'",
        at: calleeRange(of: index), label: "not found in this module",
        notes: suggestion(for: calleeName(of: index), among: candidates)))
  }

  /// Not searched if the message will not be kept: a module can offer a great many names.
  private func suggestion(
    for name: String, among candidates: [String]
  ) -> [RawDiagnostic.Note] {
    guard !diagnostics.isFull else { return [] }
    return Suggestion.nearest(to: name, among: candidates).map { [.init("did you mean '\($0)'?")] }
      ?? []
  }

  /// The parameters and the result as the source spells them; of a great many parameters, the
  /// first.
  private func declarationText(_ signature: Signature) -> String {
    let shownMax = 20
    guard signature.parameters.count <= shownMax else {
      let shown = signature.parameters.prefix(shownMax).map(\.name).joined(separator: ", ")
      return "(\(shown), …)" + (signature.result == .void ? "" : " " + signature.result.name)
    }
    let text = signature.text
    return signature.result == .void ? String(text.dropLast(5)) : text
  }

  /// The name of a call's callee.
  func calleeName(of index: Int) -> String {
    function.callees[Int(function.code[index].a)].name
  }

  /// The location of a callee's name in a call, without the namespace before it.
  private func calleeRange(of index: Int) -> SourceRange {
    let range = function.ranges[index]
    let name = function.callees[Int(function.code[index].a)].name
    let start =
      function.memberStarts.first { $0.call == index && range.start <= $0.start }?.start
      ?? range.start
    let length = UInt32(clamping: name.utf8.count)
    return SourceRange(start: min(start, range.end), end: min(start + length, range.end))
  }
}
