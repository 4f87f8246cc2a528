// The option that limits the threads of a command.

import ArgumentParser

/// `-j`, for every command that builds or reads a whole project.
struct JobsOption: ParsableArguments {
  @Option(
    name: [.customShort("j", allowingJoined: true), .long],
    help: ArgumentHelp(
      "How many threads to use, 1 to \(Terminal.threadsMax). (default: mini.jobs, else the processors it may use)",
      valueName: "n"))
  var jobs: Int?

  func validate() throws {
    guard let jobs, !(1...Terminal.threadsMax).contains(jobs) else { return }
    throw ValidationError("'-j' takes a number of threads from 1 to \(Terminal.threadsMax)")
  }
}
