// Runs the toolchain's programs: plain child processes that plain threads wait for.

import FileIO
import Glibc
import SystemPackage

/// What came of a program's run.
struct ToolEnd: Sendable {
  /// In words; `nil`: it ended well.
  let failure: String?
  /// The last of what it said on standard error.
  let message: String
}

/// Runs other programs.
enum ToolProcess {
  /// Runs a program to its end, as a ``ProcessLaunch/Kind/tool``. The calling thread waits; any number may
  /// do so at once.
  ///
  /// - Parameters:
  ///   - words: the program's path and its arguments.
  ///   - messages: a file for what it says, which is made.
  ///   - onStart: called with the child's number, for ``Interruption/send(_:to:)``.
  static func run(
    _ words: [String], messages: FilePath, fileSystem: any FileSystem,
    onStart: (Int32) -> Void = { _ in }
  ) -> ToolEnd {
    do throws(FileError) {
      let flags = O_RDWR | O_CREAT | O_TRUNC
      guard let fd = try fileSystem.openIfPresent(messages, flags: flags, mode: 0o600) else {
        throw FileError(.open, messages, .noSuchFileOrDirectory)
      }
      defer { try? fileSystem.close(fd) }  // a message that is lost is no reason to fail
      var launch = ProcessLaunch(.tool, FilePath(words[0]), words: words)
      launch.input = .empty
      launch.output = .empty
      launch.errors = .file(fd)
      let result = Result { [launch] () throws(Errno) in try launch.run(onStart: onStart) }
      let said = try? fileSystem.contents(of: messages, sizeMax: messageBytesMax)
      let message = String(decoding: said ?? [], as: UTF8.self)
      switch result {
      case .success(0): return ToolEnd(failure: nil, message: message)
      case .success(let status) where status & 0x7f == 0:
        return ToolEnd(failure: "exit status \(status >> 8 & 0xff)", message: message)
      case .success(let status):
        return ToolEnd(failure: "signal \(status & 0x7f)", message: message)
      case .failure(let problem): return ToolEnd(failure: "\(problem)", message: "")
      }
    } catch {
      return ToolEnd(failure: "\(error)", message: "")
    }
  }

  /// More than any compiler says of one program that it cannot compile.
  private static let messageBytesMax = 1 << 20
}
