// The entries of the page Diagnostics of MiniFrontend, for `mini explain`.

package import MiniFrontend

/// The entry of a code: its cause, an example and a remedy.
package struct DiagnosticEntry: Sendable {
  package let code: DiagnosticCode
  /// In a few words.
  package let title: String
  private let body: [Substring]

  /// All codes, in the order of the page.
  package static let all: [DiagnosticEntry] = entries()

  private init(code: DiagnosticCode, title: String, body: [Substring]) {
    self.code = code
    self.title = title
    self.body = body
  }

  /// For a terminal: the page's text, with examples indented.
  package var text: String {
    var text = "\(code.text): \(title)\n"
    var isInExample = false
    for line in body {
      if line.hasPrefix("```") {
        isInExample.toggle()
      } else {
        let shown = isInExample && !line.isEmpty ? "    " + line : String(line)
        text += shown.replacing("**", with: "") + "\n"
      }
    }
    return text
  }

  private static func entries() -> [DiagnosticEntry] {
    var entries: [DiagnosticEntry] = []
    for section in diagnosticsPage.split(separator: "\n## ").dropFirst() {
      for entry in section.split(separator: "\n### ").dropFirst() {
        let lines = entry.split(separator: "\n", omittingEmptySubsequences: false)
        let head = lines[0].split(separator: ": ", maxSplits: 1)
        let code = DiagnosticCode.allCases.first { $0.text == head[0] }
        guard head.count == 2, let code else { continue }
        let body = lines.dropFirst().reversed().drop { $0.isEmpty }.reversed()
        entries.append(DiagnosticEntry(code: code, title: String(head[1]), body: Array(body)))
      }
    }
    return entries
  }
}
