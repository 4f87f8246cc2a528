// `mini snapshot`

import ArgumentParser
import BuildCache
import MiniDriver
import SystemPackage

struct SnapshotCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "snapshot",
    abstract: "Keep the state of the last good build under a name.",
    usage: """
      mini snapshot [<name>] [--json] [--root <root>] [-j <n>]
                    [--cache-dir <dir>]
      """,
    discussion: """
      A snapshot is a commit in the cache, which is a bare repository of Git: the IR of all files, the \
      object code of all programs that were built, and the rows by which a build finds them. gc \
      keeps them. Unchanged files are stored once, however many snapshots contain them. NAME is 'main' \
      if none is given. Stock Git shows what changed between two snapshots.

      EXAMPLES:
        mini snapshot
        mini build -O2 && mini snapshot release
        mini snapshots                 list them
        git --git-dir=.mini_cache show mini/snapshots/main:ir/main.mini
      """)

  @Argument(help: SnapshotArgument.help, transform: SnapshotArgument.name)
  var name: SnapshotName = SnapshotArgument.usual

  @OptionGroup var json: JSONOption

  @OptionGroup var project: SnapshotProject

  func validate() throws {
    guard name.origin == .own else {
      throw ValidationError("'\(name)' is the name of a snapshot that was fetched")
    }
  }

  func run() throws {
    let cache = try project.open(absence: .isAnError)
    let outcome = try SnapshotFailure.shown { () throws(SnapshotError) in
      try cache.takeSnapshot(name, .ofProcess)
    }
    guard !json.isWanted else {
      return try StandardOutput.write(
        SnapshotLine.json(outcome.state, [("isUnchanged", .boolean(outcome.isUnchanged))]))
    }
    let text = SnapshotLine.text(outcome.state, named: true)
    try StandardOutput.write(text + (outcome.isUnchanged ? ", unchanged" : "") + "\n")
  }
}
