// The command `mini`: its subcommands, and the handling of their errors.

import ArgumentParser
import CStartup
import FileIO
import Glibc
import MiniDriver
import MiniFrontend

/// The root of all commands. Without a subcommand it prints help.
@main
struct Mini: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mini",
    abstract: "Compiles Mini projects to LLVM IR and executables, and compiles nothing twice.",
    discussion: """
      EXAMPLES:
        mini new hello             begin a project in the folder hello
        mini build                 build ./main.mini: main.ll and the executable main
        mini run app.mini -- 1 2   build app.mini and run it with two arguments
        mini build --explain       explain why each file and function was compiled
        mini cat-object -p math.mini:add
                                   show the cached IR of one function
        mini help language         show the language on one page
        mini doc strings.split     show a function of a standard module
        mini help debugging        show how to use gdb
        mini help exit-status      list the exit statuses

      Exit status: 0 done; 1 the program has errors, a test failed, or verify found faults; 2 and \
      above, it could not be done: see 'mini help exit-status'.
      """,
    version: Version.text,
    groupedSubcommands: [
      CommandGroup(
        name: "Project",
        subcommands: [
          NewCommand.self, BuildCommand.self, RunCommand.self, EmitCommand.self, EvalCommand.self,
          CheckCommand.self, FormatCommand.self, TestCommand.self, LocateCommand.self,
          ExplainCommand.self, DocCommand.self, GraphCommand.self, LogCommand.self,
          ShowCommand.self, DiffCommand.self, StatsCommand.self, ReportCommand.self,
          ServerCommand.self, EditorCommand.self,
          CleanCommand.self,
        ]),
      CommandGroup(
        name: "Cache",
        subcommands: [
          ShowEntryCommand.self, KeyCommand.self, HashObjectCommand.self, CatObjectCommand.self,
          CountObjectsCommand.self, VerifyCommand.self, GCCommand.self, ProjectsCommand.self,
          ConfigCommand.self, DoctorCommand.self,
        ]),
      CommandGroup(
        name: "Snapshots",
        subcommands: [
          SnapshotCommand.self, SnapshotsCommand.self, PinCommand.self, PushCommand.self,
          FetchCommand.self, ExportCommand.self, ImportCommand.self, TrustCommand.self,
        ]),
    ])

  @Option(
    name: .customShort("C", allowingJoined: true),
    help: ArgumentHelp(
      "Work in this folder, as if started there. It may follow the command, too.",
      valueName: "dir"),
    completion: .directory)
  var folders: [String] = []

  static func main() {
    mini_restore_environment()
    AmpleStack.run { runCommand() }
  }

  private static func runCommand() {
    var arguments: [String] = []
    // Makes a write beyond the file size limit (ulimit -f) an error, as on a full disk.
    ChangedSignals.ignore(SIGXFSZ)
    do {
      arguments = try Arguments.ofProcess()
      let words = try WorkingFolder.enter(arguments)
      if let build = PlainBuild(words) { return try build.run() }
      if words == ["lsp"] { return try ServerCommand.serve(Environment.configuration()) }
      arguments = OptionalValues.split(words)
      try checkHelp(arguments)
      var command = try parseAsRoot(arguments)
      try command.run()
    } catch {
      CommandEnd(error, of: Mini.self, names, arguments: arguments).finish()
    }
  }

  /// Gives help on the language and on debugging, and refuses it for an unknown command, for which
  /// the parser would print the general help.
  private static func checkHelp(_ arguments: [String]) throws {
    guard arguments.first == "help",
      let name = arguments.dropFirst().first(where: { !$0.hasPrefix("-") }),
      !names.all.contains(name)
    else { return }
    if name == LanguageHelp.topic { throw CleanExit.message(LanguageHelp.text) }
    if name == DebuggingHelp.topic { throw CleanExit.message(DebuggingHelp.text) }
    if let module = StandardModule(path: name) {
      throw CleanExit.message(String(ModuleDocumentation(module).text.dropLast()))
    }
    if name == ExitStatus.topic { throw CleanExit.message(ExitStatus.help) }
    throw UnknownCommand(name: name)
  }

  /// The names of all subcommands, in the order of the help.
  private static var names: CommandNames {
    // Closures, because a key path through a metatype crashes the compiler (Swift 6.3).
    CommandNames(
      subcommands: configuration.groupedSubcommands.flatMap { $0.subcommands }
        .compactMap { $0.configuration.commandName })
  }
}
