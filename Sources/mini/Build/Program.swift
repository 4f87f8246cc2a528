// Executes a program in place of this process.

import FileIO
import Glibc
import MiniDriver
import SystemPackage

/// An executable that can replace this process.
struct Program {
  private let program: BuiltProgram

  /// - Throws: ``CommandFailure`` if the build made no program.
  init(builtBy report: BuildReport) throws {
    guard let program = report.program else {
      throw CommandFailure("the build made no executable")
    }
    self.program = program
  }

  /// Never returns: the program's exit status is this process's. A private executable is removed
  /// before it starts.
  ///
  /// - Throws: if the system refuses.
  func become(arguments: [String]) throws {
    ChangedSignals.undo()
    let words = CStrings([program.name.bytes] + arguments.map(\.argumentBytes))
    var code: Int32
    if program.privateFolder == nil {
      _ = program.path.withPlatformString { execv($0, words.pointers) }
      code = errno
    } else {
      code = execute(program, words)
    }
    if code == EACCES, program.privateFolder == nil {
      // The cache may be on a file system that forbids execution.
      code = execute(try program.copied(into: TemporaryFolders.all), words)
    }
    throw CommandFailure("cannot run '\(program.path)': \(Errno(rawValue: code))")
  }

  /// - Returns: why it cannot be run.
  private func execute(_ program: BuiltProgram, _ words: CStrings) -> Int32 {
    let fd = program.path.withPlatformString { open($0, O_RDONLY | O_CLOEXEC) }
    let code = errno
    program.discard()
    guard fd >= 0 else { return code }
    fexecve(fd, words.pointers, environ)
    return errno
  }
}
