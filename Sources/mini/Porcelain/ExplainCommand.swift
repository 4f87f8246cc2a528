// `mini explain`

import ArgumentParser
import MiniDriver
import MiniFrontend

struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Explain an error or a warning.",
    usage: "mini explain [<code>]",
    discussion: """
      Prints the cause of a diagnostic, an example and a remedy. Without a code, lists all codes.

      EXAMPLES:
        mini explain E0012
        mini explain | grep import
      """)

  @Argument(
    help: "The code in brackets at the start of the message.",
    completion: .list(DiagnosticEntry.all.map(\.code.text)))
  var code: String?

  func validate() throws {
    guard let code, entry == nil else { return }
    let known = DiagnosticEntry.all.map(\.code.text)
    let hint = Suggestion.nearest(to: code.uppercased(), among: known).map {
      "; did you mean '\($0)'?"
    }
    throw ValidationError("there is no diagnostic '\(code)'" + (hint ?? ": they are like 'E0012'"))
  }

  private var entry: DiagnosticEntry? {
    DiagnosticEntry.all.first { $0.code.text == code?.uppercased() }
  }

  func run() throws {
    let list = DiagnosticEntry.all.map { "\($0.code.text)  \($0.title)\n" }.joined()
    try StandardOutput.write(entry?.text ?? list)
  }
}
