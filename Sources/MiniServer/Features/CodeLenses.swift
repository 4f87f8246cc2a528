// textDocument/codeLens: "Run test" above each test.

import MiniDriver
import MiniFrontend
import SystemPackage

enum CodeLenses {
  /// The client runs the command: `mini test ROOT --filter NAME`.
  static func ofDocument(
    _ parameters: DocumentParameters, _ context: RequestContext
  ) throws(RequestFailure) -> [CodeLens] {
    let document = try context.workspace.document(parameters.textDocument)
    guard let path = document.path, let project = document.project, let module = document.module
    else { return [] }
    let text = document.text
    return FileSymbols(text.bytes).symbols.filter { $0.kind == .test }.map { symbol in
      let test = ClientCommand.Test(
        root: project.root.string, file: path.string, name: "\(module.module).\(symbol.name)")
      return CodeLens(
        range: text.range(symbol.nameRange),
        command: ClientCommand(title: "Run test", command: "mini.runTest", arguments: [test]))
    }
  }
}
