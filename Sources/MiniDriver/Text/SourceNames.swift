// Formats the names of a project's files for messages.

import MiniFrontend
package import SystemPackage

/// Names a project's files as a user would write them: relative to the working directory, or
/// absolute if the user named the root file so. Reports and caches hold paths relative to the root
/// file's folder, because their content does not depend on the working directory. Renderers join
/// the two.
///
/// The folder is put before the path, and nothing is resolved. `ke/../shared/a.mini` is the file
/// that was read even if `ke` is a symbolic link.
package struct SourceNames: Hashable, Sendable {
  /// Text before a path: `ke/`; empty for the working directory, `nil` for a text that is in no
  /// folder.
  private let prefix: String?

  /// - Parameter rootFolder: the root file's folder as the user named it; `nil` if the project is a
  ///   text of the command line.
  package init(rootFolder: FilePath? = ".") {
    prefix = rootFolder.map { folder in
      let text = folder.string
      return folder == "." || text.isEmpty ? "" : text.hasSuffix("/") ? text : text + "/"
    }
  }

  /// - Parameter path: relative to the root file's folder.
  package func shown(_ path: String) -> String {
    if StandardModule(path: path) != nil { return path }
    return prefix.map { $0 + path } ?? "<code>"
  }
}
