// Diagnostics as a person reads them: header, place, the line, marks under what is meant, notes.

import MiniFrontend

/// Renders diagnostics as text.
///
///     error[E0012]: undefined name 'y'
///       --> lib/math.mini:3:16
///        |
///      3 |     return x + y;
///        |                ^ not found in this scope
///
/// - SeeAlso: LANGUAGE, "Errors"
package struct DiagnosticRenderer: Sendable {
  package let style: TextStyle

  package init(style: TextStyle = TextStyle()) {
    self.style = style
  }

  /// All of them, an empty line after each, and a line that counts them; empty for none.
  package func render(_ diagnostics: [FileDiagnostic]) -> String {
    guard !diagnostics.isEmpty else { return "" }
    var text = ""
    for diagnostic in diagnostics {
      text += render(diagnostic) + "\n"
    }
    return text + summary(of: diagnostics) + "\n"
  }

  /// One diagnostic with its notes, each line ended by a line break.
  package func render(_ item: FileDiagnostic) -> String {
    let diagnostic = item.diagnostic
    let ink: TextStyle.Ink = diagnostic.code.severity == .error ? .error : .warning
    let places = [diagnostic.place] + diagnostic.notes.compactMap(\.place)
    let gutter = Gutter(
      digits: places.map { String($0.line).count }.max() ?? 1, path: item.path, style: style)

    var text = style.paint("\(diagnostic.code.severity.name)[\(diagnostic.code.text)]", ink)
    text += style.paint(": " + TerminalText.escaped(diagnostic.message), .strong) + "\n"
    text += gutter.block(for: diagnostic.place, label: diagnostic.label, ink: ink)
    var isAfterBlock = true
    for note in diagnostic.notes {
      let message = TerminalText.escaped(note.message)
      if isAfterBlock { text += gutter.bare + "\n" }
      if let place = note.place {
        text += style.paint("note", .note) + ": " + message + "\n"
        text += gutter.block(for: place, label: "", ink: .note)
      } else {
        text += gutter.margin + style.paint("=", .gutter) + " " + style.paint("note", .note)
        text += ": " + message + "\n"
      }
      isAfterBlock = note.place != nil
    }
    return text
  }

  /// `2 errors, 1 warning`.
  package func summary(of diagnostics: [FileDiagnostic]) -> String {
    let errors = diagnostics.count { $0.diagnostic.code.severity == .error }
    let warnings = diagnostics.count - errors
    var parts: [String] = []
    if errors > 0 { parts.append(style.paint(NumberText.count(errors, "error"), .error)) }
    if warnings > 0 { parts.append(style.paint(NumberText.count(warnings, "warning"), .warning)) }
    return parts.joined(separator: ", ")
  }
}

/// The left margin of one diagnostic, as wide as its longest line number, and what stands by it.
private struct Gutter {
  let digits: Int
  let path: String
  let style: TextStyle

  /// Spaces up to where the `|` stands.
  var margin: String { String(repeating: " ", count: digits + 2) }

  /// `   |`
  var bare: String { margin + style.paint("|", .gutter) }

  /// The place, its line, and the marks under it.
  func block(for place: Diagnostic.Place, label: String, ink: TextStyle.Ink) -> String {
    let marked = MarkedLine(place, startColumn: digits + 4)
    let location = "\(TerminalText.escaped(path)):\(place.line):\(place.column)"
    let number = String(place.line)
    let numberMargin = String(repeating: " ", count: 1 + digits - number.count)

    var text = String(repeating: " ", count: digits + 1) + style.paint("-->", .gutter) + " "
    text += style.link(location, toPath: path) + "\n" + bare + "\n"
    text += numberMargin + style.paint(number + " |", .gutter)
    text += (marked.text.isEmpty ? "" : " " + marked.text) + "\n"
    let words = label.isEmpty ? "" : " " + TerminalText.escaped(label)
    text += bare + " " + marked.padding + style.paint(marked.marks + words, ink) + "\n"
    return text
  }
}
