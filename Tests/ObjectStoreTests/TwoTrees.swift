// A bare repository with two trees, of which Git reads one as an alternate of the other.

import FileIO
import ObjectStore
import SystemPackage
import TestSupport

extension ObjectDatabase.Tree {
  static let zir = Self(number: 0, name: "zir")
  static let objects = Self(number: 1, name: "objects")
  static let allCases = [zir, objects]
}

extension ObjectDatabase {
  var zir: LooseTree { loose(.zir) }
  var objects: LooseTree { loose(.objects) }
}

/// A repository's folder.
struct TwoTrees {
  let path: FilePath
  private let fileSystem: any FileSystem

  var quarantinePath: FilePath { path.appending("quarantine") }

  func path(of tree: ObjectDatabase.Tree) -> FilePath { path.appending(tree.name) }

  /// Creates what is missing of it.
  init(at path: FilePath, fileSystem: any FileSystem = LocalFileSystem()) throws {
    self.path = path
    self.fileSystem = fileSystem
    for folder in ["zir/pack", "objects/pack", "objects/info", "refs/heads", "refs/tags"] {
      try fileSystem.createDirectories(path.appending(folder))
    }
    for (name, text) in [
      ("objects/info/alternates", "../zir\n"), ("HEAD", "ref: refs/heads/main\n"),
      (
        "config",
        """
        [core]
        \trepositoryformatversion = 1
        \tbare = true
        [extensions]
        \tobjectFormat = sha256
        \tpreciousObjects = true
        [gc]
        \tauto = 0

        """
      ),
    ] {
      try fileSystem.replaceFile(path.appending(name), with: Array(text.utf8))
    }
  }

  func database(_ fileSystem: (any FileSystem)? = nil) throws -> ObjectDatabase {
    try ObjectDatabase(
      in: path, trees: ObjectDatabase.Tree.allCases, quarantine: quarantinePath,
      fileSystem: fileSystem ?? self.fileSystem)
  }
}
