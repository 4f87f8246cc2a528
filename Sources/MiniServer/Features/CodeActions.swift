// textDocument/codeAction: the corrections that diagnostics propose.

import MiniDriver
import MiniFrontend

enum CodeActions {
  /// The corrections of the diagnostics that touch a range.
  static func ofRange(
    _ parameters: CodeActionParameters, _ context: RequestContext
  ) throws(RequestFailure) -> [CodeAction] {
    let query = try DocumentQuery(parameters.textDocument, context)
    let document = query.document
    guard let project = document.project, let module = document.module else { return [] }
    let text = document.text
    let start = text.offset(of: parameters.range.start)
    let end = text.offset(of: parameters.range.end)
    var actions: [CodeAction] = []
    // The diagnostics of the text as it is now.
    project.work(countMax: 0)
    for diagnostic in project.diagnostics(of: module) {
      let range = text.range(diagnostic.location)
      guard text.offset(of: range.start) <= end, start <= text.offset(of: range.end) else {
        continue
      }
      for correction in Correction.all(of: diagnostic, in: query) {
        actions.append(
          CodeAction(
            title: correction.title, kind: CodeActionKind.quickFix,
            isPreferred: correction.isPreferred ? true : nil,
            edit: WorkspaceEdit(changes: [document.uri: [correction.replacement]])))
      }
    }
    return actions
  }
}
