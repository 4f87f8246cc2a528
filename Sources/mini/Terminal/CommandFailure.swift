// The errors that end a command.

import BuildCache

/// Ends a command with a message for the user.
struct CommandFailure: Error {
  let message: String
  let status: ExitStatus

  init(_ message: String, _ status: ExitStatus = .couldNotBeDone) {
    self.message = message
    self.status = status
  }

  init(_ error: CacheDirectoryError) { self.init("\(error)", ExitStatus(of: error)) }

  init(_ error: MaintenanceError) { self.init("\(error)", ExitStatus(of: error)) }
}

/// Ends a command whose findings have been printed.
struct FoundFaults: Error {}

/// Ends the process because the command line names an unknown command.
struct UnknownCommand: Error {
  let name: String
}
