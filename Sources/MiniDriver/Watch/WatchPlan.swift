// The names that matter to a watched project, by folder: its files, its missing imports, and the
// folders on the way to them.

import SystemPackage

/// The names that a watch of a project looks for, by the folder that contains them.
struct WatchPlan: Hashable, Sendable {
  /// Folders relative to the root file's folder (`""` is that folder), and the names in each.
  private(set) var names: [String: Set<String>] = [:]

  /// - Parameter paths: existing or possible files, relative to the root file's folder.
  init(paths: some Sequence<String>) {
    for path in paths { insert(path) }
  }

  /// Adds a file and the folders on the way to it.
  ///
  /// A folder that is created, removed or replaced is seen as a name in its parent.
  private mutating func insert(_ path: String) {
    var (folder, name) = Self.split(path)
    while true {
      // `..` always names the parent folder, so it need not be watched.
      let isKnown = name == ".." || names[folder]?.contains(name) == true
      if !isKnown { names[folder, default: []].insert(name) }
      guard !folder.isEmpty, !isKnown || name == ".." else { return }
      (folder, name) = Self.split(folder)
    }
  }

  /// The folder of a path and the name in it.
  static func split(_ path: String) -> (folder: String, name: String) {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return ("", path) }
    return (String(path[..<slash]), String(path[path.utf8.index(after: slash)...]))
  }

  /// Joins a folder's path and a name: the inverse of ``split(_:)``.
  static func path(_ folder: String, _ name: String) -> String {
    folder.isEmpty ? name : folder + "/" + name
  }
}
