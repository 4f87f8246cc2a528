// Which names in which folders matter to a project: its files, what its imports ask for, and the
// folders on the way there.

import SystemPackage

/// The names that a watch of a project looks for, by the folders that they stand in.
struct WatchPlan: Hashable, Sendable {
  /// Folders, relative to the root file's: `""` is that one itself; and names in each.
  private(set) var names: [String: Set<String>] = [:]

  /// - Parameter paths: files that are there or might be, relative to the root file's folder.
  init(paths: some Sequence<String>) {
    for path in paths { insert(path) }
  }

  /// Adds a file.
  ///
  /// A folder that is made, removed, or replaced by another is seen as a name in its own folder.
  private mutating func insert(_ path: String) {
    var (folder, name) = Self.split(path)
    while true {
      // `..` is no name that anybody could give to something else.
      let isKnown = name == ".." || names[folder]?.contains(name) == true
      if !isKnown { names[folder, default: []].insert(name) }
      guard !folder.isEmpty, !isKnown || name == ".." else { return }
      (folder, name) = Self.split(folder)
    }
  }

  /// The folder and the name in it.
  static func split(_ path: String) -> (folder: String, name: String) {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return ("", path) }
    return (String(path[..<slash]), String(path[path.utf8.index(after: slash)...]))
  }

  /// A folder's path and a name in it, joined as ``split(_:)`` parts them.
  static func path(_ folder: String, _ name: String) -> String {
    folder.isEmpty ? name : folder + "/" + name
  }
}
