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
    let program = try program.executable()
    let words = CStrings([program.name.bytes] + arguments.map(\.argumentBytes))
    if program.privateFolder == nil {
      _ = program.path.withPlatformString { execv($0, words.pointers) }
      throw failure(errno)
    }
    let fd = program.path.withPlatformString { open($0, O_RDONLY | O_CLOEXEC) }
    let code = errno
    program.discard()
    guard fd >= 0 else { throw failure(code) }
    fexecve(fd, words.pointers, environ)
    throw failure(errno)
  }

  private func failure(_ code: Int32) -> CommandFailure {
    CommandFailure("cannot run '\(program.path)': \(Errno(rawValue: code))")
  }
}

extension BuiltProgram {
  /// The program, or a private copy of it if its file system forbids execution.
  func executable() throws -> BuiltProgram {
    let isForbidden = path.withPlatformString { access($0, X_OK) } != 0 && errno == EACCES
    return isForbidden ? try copied(into: TemporaryFolders.all) : self
  }
}
