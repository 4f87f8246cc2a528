// How messages name a project's files.

package import SystemPackage

/// Names of a project's files as a user would write them: relative to the working directory, or absolute
/// where the root file was named so. Reports and caches hold paths relative to the root file's folder,
/// because what they say does not depend on where a command was started; every renderer joins the two.
///
/// The folder is put before the path and nothing is resolved: `ke/../shared/a.mini` is the file that was
/// read even where `ke` is a symbolic link.
package struct SourceNames: Hashable, Sendable {
  /// What stands before a path: `ke/`; empty for the working directory.
  private let prefix: String

  /// - Parameter rootFolder: the root file's folder as the user named it.
  package init(rootFolder: FilePath = ".") {
    let text = rootFolder.string
    prefix = rootFolder == "." || text.isEmpty ? "" : text.hasSuffix("/") ? text : text + "/"
  }

  /// - Parameter path: relative to the root file's folder.
  package func shown(_ path: String) -> String { prefix.isEmpty ? path : prefix + path }
}
