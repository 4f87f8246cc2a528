// textDocument/codeLens: "Run test" and "Debug" above each test.

import MiniDriver
import MiniFrontend
import SystemPackage

enum CodeLenses {
  /// The client runs the commands: `mini test ROOT --filter NAME`, with `-g -o FILE` for a debugger.
  static func ofDocument(
    _ parameters: DocumentParameters, _ context: RequestContext
  ) throws(RequestFailure) -> [CodeLens] {
    let document = try context.workspace.document(parameters.textDocument)
    guard let path = document.path, let project = document.project, let module = document.module
    else { return [] }
    let text = document.text
    return FileSymbols(text.bytes).symbols.filter { $0.kind == .test }.flatMap { symbol in
      let range = text.range(symbol.nameRange)
      let test = ClientCommand.Test(
        root: project.root.string, file: path.string, name: "\(module.module).\(symbol.name)",
        place: "\(module.path):\(range.start.line + 1)")
      return [("Run test", "mini.runTest"), ("Debug", "mini.debugTest")].map { title, command in
        CodeLens(
          range: range, command: ClientCommand(title: title, command: command, arguments: [test]))
      }
    }
  }
}
