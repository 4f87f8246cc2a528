// Diagnostics for people: header, location, source line, marks under the location, notes.

package import MiniFrontend

/// Renders diagnostics as text.
///
///     error[E0012]: undefined name 'y'
///       --> lib/math.mini:3:16
///        |
///      3 |     return x + y;
///        |                ^ not found in this scope
///
/// - SeeAlso: LanguageReference, "Messages"
package struct DiagnosticRenderer: Sendable {
  package let style: TextStyle
  private let names: SourceNames

  package init(style: TextStyle = TextStyle(), names: SourceNames = SourceNames()) {
    self.style = style
    self.names = names
  }

  /// All diagnostics, each followed by an empty line, then a line with the counts; empty if there
  /// are none.
  package func render(_ diagnostics: [FileDiagnostic]) -> String {
    guard !diagnostics.isEmpty else { return "" }
    var output = StyledText(style: style)
    for diagnostic in diagnostics {
      append(diagnostic, to: &output)
      output.append("\n")
    }
    output.append(summary(of: diagnostics))
    output.append("\n")
    return output.text
  }

  /// One diagnostic with its notes. Each line ends with a line break.
  package func render(_ item: FileDiagnostic) -> String {
    var output = StyledText(style: style)
    append(item, to: &output)
    return output.text
  }

  /// A location with its line and its marks, without a message.
  ///
  /// - Parameter path: relative to the root file's folder.
  package func render(_ location: Diagnostic.Location, in path: String) -> String {
    var output = StyledText(style: style)
    Gutter(digits: location.line.digitCount, path: path, shownPath: names.shown(path))
      .append(location, label: "", ink: .error, to: &output)
    return output.text
  }

  private func append(_ item: FileDiagnostic, to output: inout StyledText) {
    let diagnostic = item.diagnostic
    let ink: TextStyle.Ink = diagnostic.code.severity == .error ? .error : .warning
    let lineMax = diagnostic.notes.reduce(diagnostic.location.line) {
      max($0, $1.location?.line ?? 0)
    }
    let gutter = Gutter(
      digits: lineMax.digitCount, path: item.path, shownPath: names.shown(item.path))

    output.paint("\(diagnostic.code.severity.name)[\(diagnostic.code.text)]", ink)
    output.paint(.strong) {
      $0.append(": ")
      $0.append(TerminalText.escaped(diagnostic.message))
    }
    output.append("\n")
    gutter.append(diagnostic.location, label: diagnostic.label, ink: ink, to: &output)
    var isAfterBlock = true
    for note in diagnostic.notes {
      if isAfterBlock {
        gutter.appendBar(to: &output)
        output.append("\n")
      }
      if note.location == nil {
        gutter.appendMargin(to: &output)
        output.paint("=", .gutter)
        output.append(" ")
      }
      output.paint("note", .note)
      output.append(": ")
      output.append(TerminalText.escaped(note.message))
      output.append("\n")
      if let location = note.location {
        gutter.append(location, label: "", ink: .note, to: &output)
      }
      isAfterBlock = note.location != nil
    }
  }

  /// `2 errors, 1 warning`; `more than 100 errors` if some are not shown.
  package func summary(of diagnostics: [FileDiagnostic]) -> String {
    let errors = diagnostics.count { $0.diagnostic.code.severity == .error }
    let warnings = diagnostics.count - errors
    // Not `joined`: runtime note 1.
    let markers = diagnostics.count { $0.diagnostic.code == .tooManyErrors }
    let count = (markers > 0 ? "more than " : "") + NumberText.count(errors - markers, "error")
    var text = errors > 0 ? style.paint(count, .error) : ""
    if errors > 0, warnings > 0 { text += ", " }
    if warnings > 0 { text += style.paint(NumberText.count(warnings, "warning"), .warning) }
    return text
  }
}

/// The left margin of one diagnostic, as wide as its longest line number, and the text beside it.
private struct Gutter {
  let digits: Int
  /// Relative to the root file's folder.
  let path: String
  let shownPath: String

  /// The spaces before the `|`.
  func appendMargin(to output: inout StyledText) {
    output.append(" ", count: digits + 2)
  }

  /// `   |`
  func appendBar(to output: inout StyledText) {
    appendMargin(to: &output)
    output.paint("|", .gutter)
  }

  /// Appends the location, its source line and the marks under it.
  func append(
    _ location: Diagnostic.Location, label: String, ink: TextStyle.Ink, to output: inout StyledText
  ) {
    let marked = MarkedLine(location, startColumn: digits + 4)

    output.append(" ", count: digits + 1)
    output.paint("-->", .gutter)
    output.append(" ")
    let shown = "\(TerminalText.escaped(shownPath)):\(location.line):\(location.column)"
    output.append(output.style.link(shown, toPath: path))
    output.append("\n")
    appendBar(to: &output)
    output.append("\n")

    output.append(" ", count: 1 + digits - location.line.digitCount)
    output.paint(.gutter) {
      $0.append(decimal: location.line)
      $0.append(" |")
    }
    output.append(marked.text.isEmpty ? "" : " ")
    output.append(marked.text)
    output.append("\n")

    appendBar(to: &output)
    output.append(" ")
    switch marked.padding {
    case .spaces(let count): output.append(" ", count: count)
    case .text(let text): output.append(text)
    }
    output.paint(ink) {
      $0.append("^", count: marked.markCount)
      $0.append(label.isEmpty ? "" : " ")
      $0.append(TerminalText.escaped(label))
    }
    output.append("\n")
  }
}
