// The reports of the type checker, and their locations.

import MiniFrontend

extension TypeChecker {
  /// A value whose type is not the one that its context expects. In one context, mismatches of one
  /// kind are reported once.
  struct Mismatch: Hashable {
    let root: UInt32
    let expected: TypeID
    let found: NaturalType
    let index: UInt32

    /// The mismatch without its location.
    var kind: Mismatch { Mismatch(root: root, expected: expected, found: found, index: 0) }
  }

  mutating func mismatch(
    _ index: Int, _ found: NaturalType, expected: TypeID, root: some BinaryInteger
  ) {
    isSound = false
    mismatches.append(
      Mismatch(root: UInt32(root), expected: expected, found: found, index: UInt32(index)))
  }

  mutating func report(
    _ code: DiagnosticCode, _ message: String, at index: Int, label: String = "",
    notes: [RawDiagnostic.Note] = []
  ) {
    report(code, message, at: function.ranges[index], label: label, notes: notes)
  }

  mutating func report(
    _ code: DiagnosticCode, _ message: String, at range: SourceRange, label: String = "",
    notes: [RawDiagnostic.Note] = []
  ) {
    isSound = false
    diagnostics.error(RawDiagnostic(code, message, at: range, label: label, notes: notes))
  }

  /// Reports the statement's mismatches in source order; they were found last to first.
  mutating func reportMismatches() {
    if mismatches.isEmpty { return }
    var seen: Set<Mismatch> = []
    for mismatch in mismatches.reversed() where seen.insert(mismatch.kind).inserted {
      let (label, notes) = advice(on: mismatch)
      var (expected, found) = (table.name(of: mismatch.expected), name(of: mismatch.found))
      if expected == found, let type = settled(mismatch.found) {
        (expected, found) = (table.fullName(of: mismatch.expected), table.fullName(of: type))
      }
      report(
        .typeMismatch, "type mismatch: expected \(expected), found \(found)",
        at: Int(mismatch.index), label: label, notes: notes)
    }
    mismatches.removeAll(keepingCapacity: true)
  }

  /// Reports that a call without a result is used as a value.
  mutating func reportVoid(_ index: Int) {
    report(
      .voidValue, "\(quotedCallee(of: index)) has no value", at: index,
      label: "it returns nothing")
  }

  /// Reports a wrong number of arguments of a built-in function.
  ///
  /// - Parameter count: the right number in words.
  mutating func reportArgumentCount(
    _ index: Int, _ name: String, _ parameters: [String], count: String, found: Int
  ) {
    let start = function.ranges[index].start
    report(
      .wrongArgumentCount,
      "'\(name)' takes \(count) \(count == "1" ? "argument" : "arguments"), found \(found)",
      at: SourceRange(start: start, end: start + UInt32(name.utf8.count)),
      notes: [.init("it is used as '\(name)(\(parameters.joined(separator: ", ")))'")])
  }

  mutating func reportArgumentCount(
    _ index: Int, symbol: String, signature: Signature, found: Int
  ) {
    let expected = signature.parameters.count
    let plural = expected == 1 ? "argument" : "arguments"
    let name = calleeName(of: index)
    let declaration = name + declarationText(signature)
    let module = symbol.dropLast(name.count + 1)
    let isStandard = module.hasPrefix(StandardModule.prefix)
    report(
      .wrongArgumentCount, "'\(name)' takes \(expected) \(plural), found \(found)",
      at: calleeRange(of: index),
      notes: [.init("'fn \(declaration)' is declared in \(module)\(isStandard ? "" : ".mini")")])
  }

  mutating func reportUndefined(_ index: Int, moduleName: String, candidates: [String]) {
    let kind = function.code[index].tag == .call ? "function" : "declaration"
    let name = calleeName(of: index)
    let isBuiltin = BuiltinHelp.names.contains(name)
    report(
      .undefinedImportedName,
      "module '\(moduleName)' has no \(kind) '\(name)'",
      at: calleeRange(of: index), label: "not found in this module",
      notes: isBuiltin
        ? [.init("'\(name)' is built in: write it without the module's name")]
        : suggestion(for: name, among: candidates))
  }

  /// Not searched if the message will not be kept: a module can offer a great many names.
  func suggestion(
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

  /// A call's callee as messages name it.
  func quotedCallee(of index: Int) -> String {
    let instruction = function.code[index]
    guard instruction.tag == .callValue else { return "'\(calleeName(of: index))'" }
    let callee = function.code[Int(instruction.a)]
    if callee.tag == .global { return "'\(calleeName(of: Int(instruction.a)))'" }
    if callee.tag == .field { return "'\(function.names[Int(callee.b)])'" }
    return name(of: instruction.a).map { "'\($0)'" } ?? "this function"
  }

  /// The name of a call's callee.
  func calleeName(of index: Int) -> String {
    let instruction = function.code[index]
    if instruction.tag == .builtin { return ZIR.Builtin(number: instruction.a)?.rawValue ?? "" }
    return function.callees[Int(instruction.a)].name
  }

  /// The location of a callee's name in a call, without the namespace before it.
  func calleeRange(of index: Int) -> SourceRange {
    let range = function.ranges[index]
    let callee = function.callees[Int(function.code[index].a)]
    let name = callee.name
    let start =
      callee.importIndex == nil
      ? range.start
      : function.memberStarts(in: UInt32(index)).first { range.start <= $0.start }?.start
        ?? range.start
    let length = UInt32(clamping: name.utf8.count)
    return SourceRange(start: min(start, range.end), end: min(start + length, range.end))
  }
}
