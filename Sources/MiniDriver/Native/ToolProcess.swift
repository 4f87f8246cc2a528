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
    _ words: [[UInt8]], messages: FilePath, fileSystem: any FileSystem,
    onStart: (Int32) -> Void = { _ in }
  ) -> ToolEnd {
    do throws(FileError) {
      let flags = O_RDWR | O_CREAT | O_TRUNC
      guard let fd = try fileSystem.openIfPresent(messages, flags: flags, mode: 0o600) else {
        throw FileError(.open, messages, .noSuchFileOrDirectory)
      }
      defer { try? fileSystem.close(fd) }  // a message that is lost is no reason to fail
      var launch = ProcessLaunch(.tool, FilePath(bytes: words[0]), words: words)
      launch.input = .empty
      launch.output = .empty
      launch.errors = .file(fd)
      let failure = failure(of: launch, onStart)
      let said = try? fileSystem.contents(of: messages, sizeMax: messageBytesMax)
      return ToolEnd(failure: failure, message: String(decoding: said ?? [], as: UTF8.self))
    } catch {
      return ToolEnd(failure: "\(error)", message: "")
    }
  }

  private static func failure(of launch: ProcessLaunch, _ onStart: (Int32) -> Void) -> String? {
    do throws(Errno) {
      let status = try launch.run(onStart: onStart)
      if status == 0 { return nil }
      let signal = status & 0x7f
      return signal == 0 ? "exit status \(status >> 8 & 0xff)" : "signal \(signal)"
    } catch {
      return "\(error)"
    }
  }

  /// More than any compiler says of one program that it cannot compile.
  private static let messageBytesMax = 1 << 20
}
