// The folder in which a command works: `-C DIR`, as in git and make, and paths that start from it.

import ArgumentParser
import FileIO
import Glibc
import MiniFrontend
import SystemPackage

enum WorkingFolder {
  private static let option = "-C"

  /// Removes each `-C DIR` from the arguments before `--`, and changes to that folder. Several are
  /// cumulative, and an empty name changes nothing.
  ///
  /// - Returns: the other arguments.
  /// - Throws: if a folder does not exist.
  static func enter(_ arguments: [String]) throws -> [String] {
    guard arguments.contains(where: { $0.hasPrefix(option) }) else { return arguments }
    var others: [String] = []
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      guard argument != "--" else { return others + [argument] + rest }
      guard argument.hasPrefix(option) else {
        others.append(argument)
        continue
      }
      if argument != option {
        try enter(folder: String(argument.dropFirst(option.count)))
      } else if let folder = rest.popFirst() {
        try enter(folder: folder)
      } else {
        throw ValidationError("'-C' needs the name of a folder")
      }
    }
    return others
  }

  /// The absolute path of a file, which need not exist any more, with the links of its folder resolved;
  /// a standard module's own path.
  static func absolute(_ file: String) throws -> String {
    if StandardModule(path: file) != nil { return file }
    let disk = LocalFileSystem()
    let typed = FilePath(argument: file)
    if let folder = try? disk.realPath(typed.parentFolder), let name = typed.lastComponent {
      return folder.appending(name).string
    }
    return try disk.realPath(".").pushing(typed).lexicallyNormalized().string
  }

  private static func enter(folder: String) throws {
    guard !folder.isEmpty, FilePath(argument: folder).withPlatformString(chdir) != 0 else {
      return
    }
    throw CommandFailure("cannot change to '\(folder)': \(Errno(rawValue: errno))")
  }
}
