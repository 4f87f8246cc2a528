// The errors that end a command, and the exit statuses.

/// Exit statuses.
///
/// - SeeAlso: Architecture, section 9
enum ExitStatus: Int32 {
  case done = 0
  /// The program has errors, or verify found faults. The faults have been printed.
  case faultsFound = 1
  /// The command failed: root not found, I/O, no toolchain.
  case couldNotBeDone = 2
  case wrongUsage = 64
}

/// Ends a command with a message for the user and exit status 2.
struct CommandFailure: Error {
  let message: String

  init(_ message: String) {
    self.message = message
  }
}

/// Ends a command whose findings have been printed.
struct FoundFaults: Error {}

/// Ends the process because the command line names an unknown command.
struct UnknownCommand: Error {
  let name: String
}
