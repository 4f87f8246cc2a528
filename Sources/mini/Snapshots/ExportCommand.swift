// `mini export`

import ArgumentParser
import BuildCache
import MiniDriver
import SystemPackage

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write snapshots to a file.",
    usage: "mini export <file> [<name> ...] [--root <root>] [--cache-dir <dir>]",
    discussion: """
      The file is a bundle of Git, which 'mini import' reads on another machine. Without names, it \
      contains all snapshots that were taken here.

      EXAMPLES:
        mini export state.bundle
        mini export state.bundle main && scp state.bundle laptop:
      """)

  @Argument(help: ArgumentHelp("The file to write.", valueName: "file"), completion: .file())
  var file: String

  @Argument(help: ArgumentHelp("The snapshots to write. (default: all)", valueName: "name"))
  var names: [SnapshotName] = []

  @OptionGroup var project: SnapshotProject

  func validate() throws { try SnapshotArgument.check(own: names) }

  func run() throws {
    let cache = try project.open(absence: .isAnError)
    let written = try SnapshotFailure.shown { () throws(SnapshotError) in
      try cache.export(names, to: FilePath(argument: file), project.gitSettings())
    }
    try SnapshotLine.print(written)
  }
}
