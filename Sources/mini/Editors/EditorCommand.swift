// `mini editor`

import ArgumentParser
import FileIO
import MiniDriver
import SystemPackage

struct EditorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "editor",
    abstract: "Set up an editor: colours and the language server.",
    discussion: """
      Prints the files for an editor and their folder; with --install, writes them. The editors are \
      vim, neovim and vscode. A file that mini did not write is never replaced. 'make install' \
      installs the files for Neovim for all users. For any other editor, 'mini lsp' is the language \
      server.

      EXAMPLES:
        mini editor neovim
        mini editor vim --install      in ~/.vim/pack
        mini editor vscode --install   writes mini.vsix and prints how to install it
      """)

  @Argument(
    help: ArgumentHelp("The editor.", valueName: "name"),
    completion: .list(Editor.allCases.map(\.rawValue)))
  var editor: Editor

  @Flag(help: "Write the files.")
  var install = false

  @OptionGroup var json: JSONOption

  func run() throws {
    guard let folder = editor.folder else {
      throw CommandFailure("no folder for the editor's files: set HOME")
    }
    let files = editor.files
    let shown = TerminalText.escaped(folder.string)
    let step = TerminalText.escaped(editor.nextStep(in: folder))
    guard install else {
      if json.isWanted { return try report(folder) }
      let list = files.map { "  \($0.path)\n" }.joined()
      return try StandardOutput.write(
        "'mini editor \(editor.rawValue) --install' writes these files to '\(shown)':\n\(list)"
          + "Then: \(step)\n")
    }
    let disk = LocalFileSystem()
    for file in files { try checkIsOurs(folder.appending(file.path), disk) }
    for file in files {
      let path = folder.appending(file.path)
      try disk.createDirectories(path.removingLastComponent())
      try disk.replaceFile(path, with: file.bytes)
    }
    if json.isWanted { return try report(folder) }
    StandardError.write(
      "mini: wrote \(NumberText.count(files.count, "file")) to '\(shown)'; now: \(step)\n")
  }

  private func report(_ folder: FilePath) throws {
    try StandardOutput.write(
      JSON.line([
        ("editor", .string(editor.rawValue)), ("folder", .string(folder.string)),
        ("files", .array(editor.files.map { .string($0.path) })),
        ("isInstalled", .boolean(install)), ("nextStep", .string(editor.nextStep(in: folder))),
      ]))
  }

  /// - Throws: ``CommandFailure`` if the path names something that `mini editor` did not write.
  private func checkIsOurs(_ path: FilePath, _ disk: LocalFileSystem) throws {
    guard let status = try disk.status(of: path, followingLinks: false) else { return }
    if status.kind == .regular,
      let bytes = try disk.contents(of: path, sizeMax: 1 << 20), bytes.contains(Editor.mark)
    {
      return
    }
    throw CommandFailure(
      "kept '\(TerminalText.escaped(path.string))', which mini did not write: move it away first")
  }
}
