// `mini import`

import ArgumentParser
import BuildCache
import MiniDriver
import SystemPackage

struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Read snapshots from a file.",
    usage: """
      mini import <file> [--allow-unsigned] [--recheck[=<n>%]]
                  [--json] [--root <root>] [--cache-dir <dir>]
      """,
    discussion: """
      Takes the snapshots of a file that 'mini export' wrote into the project's cache, as 'mini fetch' \
      takes those of a repository. Those without the signature of a known key are refused: see 'mini help trust'.

      EXAMPLES:
        mini import state.bundle && mini build -O2
      """)

  @Argument(help: ArgumentHelp("The file to read.", valueName: "file"), completion: .file())
  var file: String

  @OptionGroup var acceptance: AcceptanceOptions

  @OptionGroup var json: JSONOption

  @OptionGroup var project: SnapshotProject

  func run() throws {
    let cache = try project.open(absence: .makesOne)
    let outcomes = try SnapshotFailure.shown { () throws(SnapshotError) in
      try acceptance.receiver(cache).importBundle(FilePath(argument: file))
    }
    try SnapshotLine.print(outcomes, from: file, json)
  }
}
