// Where in a cache a project's own files lie.

import FileIO
package import ObjectStore
package import SystemPackage

/// The files of a cache that belong to one project: stamps and outputs are no others' business,
/// whereas objects and keys are common to all.
package struct ProjectPlace: Hashable, Sendable {
  /// `file_hashes.bin`.
  package let index: FilePath
  /// The combined IR of the last build, `main.mini.ll`.
  package let combined: FilePath

  /// - Parameters:
  ///   - rootFolder: the real path of the root file's folder.
  ///   - rootName: the root file's name.
  ///
  /// The project `main.mini` whose folder holds the cache under its usual name lies at the cache's
  /// top; any other in `projects/<first 16 digits of SHA-256(root folder NUL root name)>/`.
  package init(directory: CacheDirectory, rootFolder: FilePath, rootName: String) {
    let usual = rootFolder.appending(CacheDirectory.folderName)
    // A cache whose path cannot be resolved is nobody's usual one: its projects lie side by side.
    let real = try? directory.fileSystem.realPath(directory.path)
    let isOwn = real == usual && rootName == "main.mini"
    self.init(
      folder: isOwn
        ? directory.path
        : directory.path.appending("projects")
          .appending(ProjectPlace.folderName(rootFolder: rootFolder, rootName: rootName)),
      rootName: rootName)
  }

  private init(folder: FilePath, rootName: String) {
    index = folder.appending("file_hashes.bin")
    combined = folder.appending("combined").appending(rootName + ".ll")
  }

  private static func folderName(rootFolder: FilePath, rootName: String) -> String {
    let name = Array(rootFolder.string.utf8) + [0] + Array(rootName.utf8)
    return String(Digest(hashing: name).description.prefix(16))
  }
}
