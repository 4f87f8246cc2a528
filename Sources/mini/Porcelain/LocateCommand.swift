// `mini locate`

import ArgumentParser
import MiniDriver
import SystemPackage

struct LocateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "locate",
    abstract: "Show the operation that a panic names.",
    usage: "mini locate <operation> [<root>]",
    discussion: """
      A panic names a function and the number of the operation in it. This prints the operation's \
      place and line in the sources as they are now. Programs that 'mini run' starts on a terminal \
      show them themselves.

      EXAMPLES:
        mini locate 'main.main #3'
        mini locate 'lib/math.div #1' app.mini
        mini locate --json 'main.main #3'
      """)

  @Argument(help: "The end of the panic's message: '<module>.<function> #<number>'.")
  var operation: String

  @Argument(help: RootArgument.programHelp, completion: RootArgument.completion)
  var root: String?

  @OptionGroup var json: JSONOption

  @Flag(
    help: ArgumentHelp(
      "Print to standard error, and end like a program that panicked.", visibility: .hidden))
  var afterPanic = false

  func run() throws {
    if afterPanic {
      // The program has reported its panic. Without the place nothing is missing.
      if let place = try? place() { PanicLocation.show(place) }
      PanicLocation.end()
    }
    guard let place = try place() else {
      throw CommandFailure("the sources have no operation '\(operation)'")
    }
    try StandardOutput.write(
      json.isWanted
        ? JSON.line([("operation", .string(operation))] + place.members)
        : place.rendered(TextStyle()))
  }

  private func place() throws -> OperationPlace? {
    try OperationPlace(of: operation, root: BuildTarget.one(root).root)
  }
}
