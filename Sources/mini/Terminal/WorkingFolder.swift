// `-C DIR`: the folder in which a command works, as in git and make.

import ArgumentParser
import Glibc
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

  private static func enter(folder: String) throws {
    guard !folder.isEmpty, FilePath(argument: folder).withPlatformString(chdir) != 0 else {
      return
    }
    throw CommandFailure("cannot change to '\(folder)': \(Errno(rawValue: errno))")
  }
}
