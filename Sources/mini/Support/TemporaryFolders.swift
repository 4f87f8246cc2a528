// Where a program may lie that is run once and kept nowhere.

import FileIO
import Glibc
import SystemPackage

/// The user's folders for temporary files.
enum TemporaryFolders {
  /// Those that may hold programs, the most private first; `/tmp` at last, which says what is wrong.
  ///
  /// - SeeAlso: XDG Base Directory Specification; a relative path in a variable is to be ignored
  static var all: [FilePath] {
    let named = ["XDG_RUNTIME_DIR", "TMPDIR"].compactMap { Environment.bytes($0) }
      .map { FilePath(bytes: $0) }
    return named.filter { $0.isAbsolute && holdsPrograms($0) } + ["/tmp"]
  }

  /// Whether the folder's file system is not mounted so that nothing on it can be run.
  private static func holdsPrograms(_ folder: FilePath) -> Bool {
    var facts = statvfs()
    return folder.withPlatformString { statvfs($0, &facts) } == 0 && facts.f_flag & noExecution == 0
  }

  /// `ST_NOEXEC` of statvfs(3), which Swift's Glibc module does not show.
  private static let noExecution: UInt = 8
}
