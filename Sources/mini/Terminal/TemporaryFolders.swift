// Folders for a program that runs once and is not kept.

import FileIO
import Glibc
import SystemPackage

/// The user's folders for temporary files.
enum TemporaryFolders {
  /// Folders that can contain programs, the most private first. The last one is always `/tmp`,
  /// whose error is reported if none is usable.
  ///
  /// - SeeAlso: XDG Base Directory Specification, which says to ignore relative paths in variables
  static var all: [FilePath] {
    let named = ["XDG_RUNTIME_DIR", "TMPDIR"].compactMap { Environment.bytes($0) }
      .map { FilePath(bytes: $0) }
    return named.filter { $0.isAbsolute && holdsPrograms($0) } + ["/tmp"]
  }

  /// Whether the folder's file system allows execution.
  private static func holdsPrograms(_ folder: FilePath) -> Bool {
    var facts = statvfs()
    return folder.withPlatformString { statvfs($0, &facts) } == 0 && facts.f_flag & noExecution == 0
  }

  /// `ST_NOEXEC` of statvfs(3), which Swift's Glibc module does not export.
  private static let noExecution: UInt = 8
}
