// `switch`: its subject, and what its patterns cover.

import MiniFrontend

extension TypeChecker {
  /// A `switch` whose end has not been reached.
  struct OpenSwitch {
    /// `nil`: in error, or not known.
    let type: TypeID?
    var coverage = Coverage()
    /// Whether all patterns are sound, so that what they cover is known.
    var isKnown = true
    var elseBranch: Int?
  }

  /// The subject of a `switch` has cases or literals.
  mutating func checkSwitch(_ index: Int) {
    let value = function.code[index].a
    contexts[Int(value)] = .free
    guard let type = settled(value), type != .void else { return }
    if isSwitched(type) { return }
    report(
      .invalidOperand, "'switch' is not defined on \(table.name(of: type))", at: Int(value),
      label: "enums, integers, texts and bools have patterns",
      notes: notesOnOptional(type, value))
  }

  private func isSwitched(_ type: TypeID) -> Bool {
    isInteger(type) || type == .bool || type == .text || table.nominal(type)?.isEnumeration ?? false
  }

  /// Opens a `switch` whose subject has been checked.
  mutating func openSwitch(_ index: Int) {
    let type = types[Int(function.code[index].a)].flatMap { isSwitched($0) ? $0 : nil }
    switches.append(OpenSwitch(type: type))
  }

  /// The literals of a pattern have the subject's type.
  mutating func expectPattern(_ values: UInt32...) {
    for value in values { expect(switches.last?.type ?? nil, of: value) }
  }

  // MARK: Patterns

  /// Checks the pattern of a case, and declares the names that it binds.
  mutating func checkCasePattern(_ index: Int) {
    let list = Int(function.code[index].a)
    let name = function.names[Int(function.extra[list])]
    let count = function.extra[list + 1]
    let slots = count == ZIR.noValue ? [] : function.run(at: UInt32(list + 1))
    guard let type = switches.last?.type ?? nil else { return }
    guard let nominal = table.nominal(type) else {
      dropCoverage()
      return report(
        .typeMismatch, "type mismatch: expected \(table.name(of: type)), found '.\(name)'",
        at: index, label: "\(table.name(of: type)) has no cases")
    }
    guard let number = nominal.index(of: name) else {
      dropCoverage()
      return reportCase(name, of: type, nominal, at: nameRange(index, 0, name))
    }
    let members = nominal.members[number]
    if count == ZIR.noValue || !slots.isEmpty && slots.count == members.count {
      for (slot, member) in zip(slots, members) where slot != ZIR.noSlot {
        slotTypes[Int(slot)] = member.type
      }
    } else {
      let plural = members.count == 1 ? "value" : "values"
      report(
        .invalidPattern,
        members.isEmpty
          ? "'.\(name)' has no values"
          : "'.\(name)' has \(members.count) \(plural), "
            + "\(slots.count) named",
        at: nameRange(index, 0, name),
        label: members.isEmpty ? "write it without parentheses" : "")
    }
    switches[switches.count - 1].coverage.add(UInt64(number), through: UInt64(number), at: index)
  }

  /// Notes what the pattern of a literal covers.
  mutating func checkValuePattern(_ index: Int) {
    let value = function.code[index].a
    guard !switches.isEmpty, types[Int(value)] != nil else { return dropCoverage() }
    let literal = function.code[Int(value)]
    if literal.tag == .string {
      switches[switches.count - 1].coverage.add(function.strings[Int(literal.a)], at: index)
    } else if literal.tag == .bool {
      let bit = UInt64(literal.a == 0 ? 0 : 1)
      switches[switches.count - 1].coverage.add(bit, through: bit, at: index)
    } else {
      guard let point = point(value) else { return dropCoverage() }
      switches[switches.count - 1].coverage.add(point, through: point, at: index)
    }
  }

  mutating func checkRangePattern(_ index: Int) {
    let instruction = function.code[index]
    let list = Int(instruction.b)
    guard !switches.isEmpty, let first = point(instruction.a),
      let last = point(function.extra[list])
    else { return dropCoverage() }
    let isInclusive = function.extra[list + 1] == 1
    // The front end reports an empty range.
    guard isInclusive ? first <= last : first < last else { return dropCoverage() }
    switches[switches.count - 1].coverage.add(
      first, through: isInclusive ? last : last - 1, at: index)
  }

  private mutating func dropCoverage() {
    if !switches.isEmpty { switches[switches.count - 1].isKnown = false }
  }

  /// The value of an integer literal, in the order of its type: the least is 0.
  private func point(_ value: UInt32) -> UInt64? {
    guard let type = types[Int(value)]?.scalar, type.isInteger,
      function.code[Int(value)].tag == .integer,
      case .integer(let bits, _) =
        function.integers[Int(function.code[Int(value)].a)].constant(type)
    else { return nil }
    return type.isSigned ? bits &+ type.maximum &+ 1 : bits
  }

  // MARK: Coverage

  mutating func checkElse(_ index: Int) {
    if !switches.isEmpty { switches[switches.count - 1].elseBranch = index }
  }

  /// Closes a `switch`, and reports what is missing and what is covered twice.
  mutating func closeSwitch(_ index: Int) {
    guard let open = switches.popLast(), let type = open.type, open.isKnown else { return }
    let begin = Int(function.code[index].a)
    let repeated = open.coverage.repeated()
    for (first, second) in repeated { reportRepeated(first, second) }
    let missing = missing(open.coverage, type)
    if open.elseBranch == nil {
      if let missing { reportMissing(missing, begin) }
    } else if missing == nil, repeated.isEmpty, type != .bool, let branch = open.elseBranch {
      // The front end warns where the patterns alone show it.
      diagnostics.warning(
        RawDiagnostic(
          .unreachedElse, "the 'else' is never reached", at: function.ranges[branch],
          label: "the patterns cover every value"))
    }
  }

  /// Names of the values that no pattern covers; `nil`: nothing. Without names it needs an `else`.
  private func missing(_ coverage: Coverage, _ type: TypeID) -> [String]? {
    if type == .text { return [] }
    if let nominal = table.nominal(type) {
      let names = nominal.declaration.names
      let missing = coverage.missing(below: UInt64(names.count)).map { ".\(names[Int($0)])" }
      return missing.isEmpty ? nil : missing
    }
    if type == .bool {
      let missing = coverage.missing(below: 2).map { $0 == 0 ? "'false'" : "'true'" }
      return missing.isEmpty ? nil : missing
    }
    guard let scalar = type.scalar else { return nil }
    let last = scalar.isSigned ? scalar.maximum &* 2 &+ 1 : scalar.maximum
    return coverage.coversAll(through: last) ? nil : []
  }

  private mutating func reportMissing(_ missing: [String], _ begin: Int) {
    let range = function.ranges[begin]
    // At the keyword.
    let keyword = SourceRange(start: range.start, end: min(range.start + 6, range.end))
    if missing.isEmpty {
      report(
        .missingCases, "the switch needs an 'else'", at: keyword,
        label: "its patterns do not cover every value")
    } else {
      report(.missingCases, "the switch misses \(NameList.text(missing))", at: keyword)
    }
  }

  private mutating func reportRepeated(_ first: Int, _ second: Int) {
    report(
      .repeatedPattern, "\(patternText(second)) is covered twice", at: second,
      label: "covered before",
      notes: [.init("it is covered here first", at: function.ranges[first])])
  }

  private func patternText(_ index: Int) -> String {
    let instruction = function.code[index]
    if instruction.tag == .casePattern {
      return ".\(function.names[Int(function.extra[Int(instruction.a)])])"
    }
    return instruction.tag == .valuePattern
      ? literalText(instruction.a) : "a value of this range"
  }

  private func literalText(_ value: UInt32) -> String {
    let literal = function.code[Int(value)]
    if literal.tag == .string { return "this text" }
    if literal.tag == .bool { return literal.a == 0 ? "'false'" : "'true'" }
    let integer = function.integers[Int(literal.a)]
    return "\(integer.isNegative ? "-" : "")\(integer.magnitude)"
  }
}
