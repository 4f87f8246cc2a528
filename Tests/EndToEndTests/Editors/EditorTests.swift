// The files for editors: what they make of Mini's texts, and how `mini editor` installs them.

import Foundation
import SystemPackage
import TestSupport
import Testing

@Suite struct EditorTests {
  private static let editors = Repository.root.string + "/Sources/Editors"

  /// All sources of fixtures that are UTF-8, or a tenth of them unless there is time.
  static let sources: [String] = {
    let all = FileManager.default.enumerator(atPath: Checkout.fixtures)?
      .compactMap { $0 as? String }
      .filter { $0.hasSuffix(".mini") && !$0.contains("E0001") && !$0.contains("not-utf8") }
      .sorted()
    return (all ?? []).enumerated()
      .filter { fuzzScale > 1 || $0.offset % 10 == 0 || $0.element.hasPrefix("Editors/") }
      .map { Checkout.fixtures + "/" + $0.element }
  }()

  @Test(arguments: ["textmate", "vim"])
  func aTokenHasTheColourOfItsKind(grammar: String) throws {
    let run = try EditorScripts.run("colours.py", [Self.editors, grammar] + Self.sources)
    #expect(run.status == 0, "\(run.text)\(run.errorText)")
    #expect(run.text.contains(#/[0-9]{4,} tokens, 0 in a wrong colour/#), "\(run.text)")
  }

  @Test func vimIndentsLinesAsTheFormatterDoes() throws {
    let run = try EditorScripts.run("indentation.py", [Self.editors] + Self.sources)
    #expect(run.status == 0, "\(run.text)\(run.errorText)")
    #expect(run.text.contains(#/[0-9]{3,} lines, 0 with a wrong/#), "\(run.text)")
  }

  @Test(
    arguments: [
      ("neovim", ".local/share/nvim/site/pack/mini/start/mini"),
      ("vim", ".vim/pack/mini/start/mini"),
    ])
  func theFilesForVimGoIntoAPackage(editor: String, package: String) throws {
    let workspace = Workspace()
    let home = workspace.folder("home")
    try workspace.makeFolder("home")
    let listed = try Mini.run(["editor", editor], in: home)
    #expect(listed.status == 0 && listed.text.contains("  syntax/mini.vim\n"))
    #expect(!workspace.exists("home/" + package))
    for _ in 0..<2 {
      let run = try Mini.run(["editor", editor, "--install"], in: home)
      #expect(run.status == 0, "\(run.errorText)")
      #expect(run.errorText.contains("wrote 6 files to '\(home.path)/\(package)'"))
    }
    for name in ["syntax/mini.vim", "ftplugin/mini.vim", "ftplugin/mini.lua"] {
      let original = try Data(contentsOf: URL(filePath: "\(Self.editors)/vim/\(name)"))
      #expect(try workspace.bytes("home/\(package)/\(name)") == [UInt8](original))
    }
  }

  @Test func theExtensionIsAnArchiveOfItsFolder() throws {
    let workspace = Workspace()
    try workspace.makeFolder("home")
    let data = ["XDG_DATA_HOME": workspace.path("data")]
    let run = try Mini.run(
      ["editor", "code", "--install"], in: workspace.folder("home"), environment: data)
    let archive = workspace.path("data/mini/mini.vsix")
    #expect(run.status == 0)
    #expect(run.errorText.hasSuffix("; now: code --install-extension \(archive)\n"))
    let extracted = try Tools.run(
      "python3", ["-m", "zipfile", "-e", archive, "extracted"], in: workspace.folder(""))
    #expect(extracted.status == 0, "\(extracted.errorText)")
    let difference = try Tools.run(
      "diff", ["-r", "\(Self.editors)/vscode", "extracted"], in: workspace.folder(""))
    #expect(difference.status == 0, "\(difference.text)")
  }

  @Test func aFileOfTheUsersStays() throws {
    let workspace = Workspace()
    let package = ".vim/pack/mini/start/mini"
    try workspace.write("home/\(package)/syntax/mini.vim", "\" My own.\n")
    let run = try Mini.run(["editor", "vim", "--install"], in: workspace.folder("home"))
    #expect(run.status == 2)
    #expect(
      run.errorText == "mini: error: kept '\(workspace.path("home"))/\(package)/syntax/mini.vim',"
        + " which mini did not write: move it away first\n")
    #expect(try workspace.text("home/\(package)/syntax/mini.vim") == "\" My own.\n")
    #expect(!workspace.exists("home/\(package)/ftplugin"))
  }

  @Test func withoutAHomeNothingIsWritten() throws {
    let run = try Mini.run(
      ["editor", "neovim", "--install"], in: Workspace().folder(""), environment: Mini.homeless)
    #expect(run.status == 2)
    #expect(run.errorText == "mini: error: no folder for the editor's files: set HOME\n")
  }
}

/// Tests/Scripts/editors, in Python, with packages of PyPI that `make setup` installs.
enum EditorScripts {
  /// Runs a script, whose first argument is the executable of mini.
  static func run(_ script: String, _ arguments: [String]) throws -> Finished {
    let workspace = Workspace()
    try workspace.makeFolder("home")
    return try ChildProcess.run(
      Repository.root.string + "/.build/python/bin/python",
      ["-B", Repository.root.string + "/Tests/Scripts/editors/" + script, Mini.executable]
        + arguments,
      in: FilePath(workspace.path("")),
      environment: [
        "PATH": Tools.searchPath, "LC_ALL": "C.UTF-8", "HOME": workspace.path("home"),
      ], secondsMax: 120 + 600 * (fuzzScale > 1 ? 1 : 0))
  }
}
