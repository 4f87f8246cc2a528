// Edits that mend what a diagnostic reports.

import MiniFrontend

extension QueriedModule {
  /// The edit that imports a path, after the imports that there are.
  ///
  /// - Parameter namespace: the name after `as`; `nil`: none.
  package func importEdit(of path: String, as namespace: String? = nil) -> TextEdit {
    let line = "import \"\(path)\"" + (namespace.map { " as \($0)" } ?? "") + ";"
    let imports = symbols.symbols.filter { $0.kind == .namespace }
    if let last = imports.map(\.range.end).max() {
      let end = endOfLine(after: last)
      return TextEdit(range: SourceRange(start: end, end: end), text: "\n" + line)
    }
    var start = source.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    // After the comment at the top of the file, unless it documents a declaration.
    while isComment(at: start) {
      start = min(Int(endOfLine(after: UInt32(start))) + 1, source.count)
    }
    let place = SourceRange(start: UInt32(start), end: UInt32(start))
    let isBlank = start >= source.count || source[start] == 0x0A || source[start] == 0x0D
    return TextEdit(range: place, text: line + (isBlank ? "\n" : "\n\n"))
  }

  private func isComment(at offset: Int) -> Bool {
    let rest = source[min(offset, source.count)...]
    return rest.starts(with: "//".utf8) && !rest.starts(with: "///".utf8)
  }

  /// Where the line that contains an offset ends, before its line feed.
  func endOfLine(after offset: UInt32) -> UInt32 {
    let start = min(Int(offset), source.count)
    var end = source[start...].firstIndex(of: 0x0A) ?? source.count
    if end > start, source[end - 1] == 0x0D { end -= 1 }
    return UInt32(end)
  }

  func startOfLine(before offset: UInt32) -> UInt32 {
    let end = min(Int(offset), source.count)
    return UInt32(source[..<end].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0)
  }

  /// A range, or the whole lines that it fills.
  func lines(filledBy range: SourceRange) -> SourceRange {
    let start = startOfLine(before: range.start)
    let end = endOfLine(after: range.end)
    let isAlone =
      text(SourceRange(start: start, end: range.start)).allSatisfy(\.isWhitespace)
      && text(SourceRange(start: range.end, end: end)).allSatisfy(\.isWhitespace)
    guard isAlone else { return range }
    var next = Int(end)
    if next < source.count, source[next] == 0x0D { next += 1 }
    if next < source.count { next += 1 }
    return SourceRange(start: start, end: UInt32(next))
  }
}

extension ModuleSemantics {
  /// The edit that removes the declaration of an unused import or variable. Calls in its value stay.
  ///
  /// - Parameter offset: of its name, or of the path of an import.
  /// - Returns: `nil`: nothing is declared there that can be left out.
  package func removal(ofUnusedAt offset: UInt32) -> TextEdit? {
    guard let occurrence = symbols.occurrence(at: offset) else { return nil }
    let index: Int
    switch occurrence.target {
    case .symbol(let symbol): index = symbol
    case .path(let symbol): index = symbol
    case .imported, .member, .builtin, .unknown: return nil
    }
    let symbol = symbols.symbols[index]
    if symbol.kind == .namespace {
      let end = endOfStatement(after: symbol.range.end)
      return TextEdit(
        range: module.lines(filledBy: SourceRange(start: symbol.range.start, end: end)), text: "")
    }
    guard symbol.kind == .variable || symbol.kind == .value else { return nil }
    guard symbol.range != symbol.nameRange else {
      // An `if const` needs its name.
      return isPart(ofCondition: symbol) ? nil : TextEdit(range: symbol.nameRange, text: "_")
    }
    let whole = SourceRange(
      start: symbol.range.start, end: endOfStatement(after: symbol.range.end))
    let hasCalls = symbols.occurrences.contains {
      $0.role == .call && symbol.range.start <= $0.range.start
        && $0.range.end <= symbol.range.end
    }
    guard hasCalls else { return TextEdit(range: module.lines(filledBy: whole), text: "") }
    let text = module.text(whole)
    guard let equal = text.firstIndex(of: "=") else { return nil }
    let value = text[text.index(after: equal)...].drop { $0.isWhitespace }
    return TextEdit(range: whole, text: String(value))
  }

  private func isPart(ofCondition symbol: SourceSymbol) -> Bool {
    guard let binder = symbol.binder else { return false }
    let rest = module.source[Int(binder.start)...]
    return rest.starts(with: "if".utf8) || rest.starts(with: "while".utf8)
  }

  /// The end of a statement with its `;`.
  private func endOfStatement(after end: UInt32) -> UInt32 {
    let next = module.source[Int(end)...].firstIndex { $0 != 0x20 && $0 != 0x09 }
    guard let next, module.source[next] == UInt8(ascii: ";") else { return end }
    return UInt32(next + 1)
  }

  /// The edit that adds the branches that a `switch` lacks.
  ///
  /// - Parameter offset: of the `switch`.
  /// - Returns: `nil`: there is none, or it lacks nothing that is known.
  package func missingCases(ofSwitchAt offset: UInt32) -> TextEdit? {
    guard let types = types(around: offset), let found = types.missingPatterns(ofSwitchAt: offset)
    else { return nil }
    let end = found.range.end - 1
    guard end < module.source.count, module.source[Int(end)] == UInt8(ascii: "}") else {
      return nil
    }
    let lineStart = module.startOfLine(before: offset)
    let indent = module.text(SourceRange(start: lineStart, end: offset)).prefix {
      $0 == " " || $0 == "\t"
    }
    let lines = found.patterns.map { "\(indent)    \($0) {}\n" }.joined()
    let closingLine = module.startOfLine(before: end)
    if module.text(SourceRange(start: closingLine, end: end)).allSatisfy(\.isWhitespace) {
      let place = SourceRange(start: closingLine, end: closingLine)
      return TextEdit(range: place, text: lines)
    }
    return TextEdit(range: SourceRange(start: end, end: end), text: "\n\(lines)\(indent)")
  }
}
