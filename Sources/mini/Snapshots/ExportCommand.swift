// `mini export`

import ArgumentParser
import BuildCache
import MiniDriver
import SystemPackage

struct ExportCommand: ParsableCommand, SnapshotMove {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write snapshots to a file.",
    usage: """
      mini export <file> [<name> ...] [--json] [--root <root>]
                  [--cache-dir <dir>]
      """,
    discussion: """
      The file is a bundle of Git, which 'mini import' reads on another machine. Without names, it \
      contains all snapshots that were taken here.

      EXAMPLES:
        mini export state.bundle
        mini export state.bundle main && scp state.bundle laptop:
      """)

  static let verb = "write"

  @Argument(help: ArgumentHelp("The file to write.", valueName: "file"), completion: .file())
  var file: String

  @OptionGroup var wanted: SnapshotNames<Self>

  @OptionGroup var json: JSONOption

  @OptionGroup var project: SnapshotProject

  func run() throws {
    let cache = try project.open(absence: .isAnError)
    let written = try SnapshotFailure.shown { () throws(SnapshotError) in
      try cache.export(wanted.names, to: FilePath(argument: file), .ofProcess)
    }
    try SnapshotLine.print(written, json)
  }
}
