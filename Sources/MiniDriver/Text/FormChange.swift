// The difference between two texts of a declaration, as `--explain` shows it.

/// Compares the texts by which keys know a declaration: words, then perhaps ` #` and a fingerprint.
enum FormChange {
  /// The difference in words: `100 → 120`, `field z: f64 added`.
  ///
  /// - Returns: `nil` if one of them is not such a text, or all of both must be shown.
  static func words(old: String, new: String) -> String? {
    let (before, after) = (words(of: old), words(of: new))
    guard before != old || after != new || hasParts(old) && hasParts(new) else { return nil }
    if before == after { return "\(TerminalText.escaped(after)): what it names or holds changed" }
    if let (_, was) = value(of: before), let (_, now) = value(of: after) {
      return "\(TerminalText.escaped(was)) → \(TerminalText.escaped(now))"
    }
    for (opening, noun) in [("struct { ", "field"), ("enum { ", "case")] {
      if let was = parts(of: before, opening), let now = parts(of: after, opening) {
        return changes(noun, was, now)
      }
    }
    return "\(TerminalText.escaped(before)) → \(TerminalText.escaped(after))"
  }

  /// The text without its fingerprint.
  private static func words(of text: String) -> String {
    guard let mark = text.range(ofLast: " #") else { return text }
    let digits = text[mark.upperBound...]
    return digits.utf8.count == 16 && digits.allSatisfy(\.isHexDigit)
      ? String(text[..<mark.lowerBound]) : text
  }

  private static func hasParts(_ text: String) -> Bool {
    text.hasPrefix("struct { ") || text.hasPrefix("enum { ")
  }

  /// The type and the value of a constant.
  private static func value(of text: String) -> (type: Substring, value: String)? {
    guard text.hasPrefix("const "), let sign = text.firstRange(of: " = ") else { return nil }
    return (text[..<sign.lowerBound], String(text[sign.upperBound...]))
  }

  /// The fields or cases; a comma in parentheses or quotes parts none.
  private static func parts(of text: String, _ opening: String) -> [String]? {
    guard text.hasPrefix(opening), text.hasSuffix(" }") else { return nil }
    var parts: [String] = []
    var part = ""
    var depth = 0
    var isQuoted = false
    for character in text.dropFirst(opening.count).dropLast(2) {
      if character == "\"", part.last != "\\" { isQuoted.toggle() }
      if character == "(" { depth += 1 }
      if character == ")" { depth -= 1 }
      if character == ",", depth == 0, !isQuoted {
        parts.append(part)
        part = ""
      } else if !part.isEmpty || character != " " {
        part.append(character)
      }
    }
    return parts + [part]
  }

  private static func changes(_ noun: String, _ old: [String], _ new: [String]) -> String {
    var (gone, come) = (old.filter { !new.contains($0) }, new.filter { !old.contains($0) })
    var all: [String] = []
    for part in gone {
      // A field whose default alone has changed.
      guard let name = head(of: part), let now = come.first(where: { head(of: $0) == name })
      else { continue }
      all.append("\(noun) \(part) → \(now.dropFirst(name.count + 3))")
      gone.removeAll { $0 == part }
      come.removeAll { $0 == now }
    }
    all += gone.map { "\(noun) \($0) removed" } + come.map { "\(noun) \($0) added" }
    return TerminalText.escaped(
      all.isEmpty ? "\(noun)s in another order" : all.joined(separator: ", "))
  }

  /// A field without its default; `nil`: it has none.
  private static func head(of field: String) -> Substring? {
    field.firstRange(of: " = ").map { field[..<$0.lowerBound] }
  }
}

extension String {
  /// The last place of a text.
  fileprivate func range(ofLast text: String) -> Range<Index>? { ranges(of: text).last }
}
