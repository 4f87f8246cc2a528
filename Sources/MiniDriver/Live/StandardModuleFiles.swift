// Files with the texts of standard modules, for editors, which show only what has a path.

package import FileIO
package import MiniFrontend
package import SystemPackage

/// A folder for the texts of standard modules. A file is written when it is asked for.
package struct StandardModuleFiles: Sendable {
  private let folder: FilePath
  private let fileSystem: any FileSystem

  /// - Parameter folder: need not exist. Its files are replaced where they differ.
  package init(folder: FilePath, fileSystem: any FileSystem = LocalFileSystem(mapping: .copied)) {
    self.folder = folder
    self.fileSystem = fileSystem
  }

  /// The path of a module's file, without links. The file cannot be written, and contains the text.
  package func path(of module: StandardModule) throws(FileError) -> FilePath {
    try fileSystem.createDirectories(folder)
    let path = try fileSystem.realPath(folder).appending(module.rawValue + ModulePath.suffix)
    let text = module.text
    // A file that cannot be read is replaced, too.
    if (try? fileSystem.contents(of: path, sizeMax: text.count)) != text {
      try fileSystem.replaceFile(path, with: text, mode: 0o444)
    }
    return path
  }

  /// The module whose file has a path; `nil`: it is another file.
  package func module(at path: FilePath) -> StandardModule? {
    guard let name = path.lastComponent?.string, name.hasSuffix(ModulePath.suffix),
      let module = StandardModule(rawValue: String(name.dropLast(ModulePath.suffix.count))),
      // A folder that does not exist contains no such file.
      let parent = try? fileSystem.realPath(path.parentFolder),
      parent == (try? fileSystem.realPath(folder))
    else { return nil }
    return module
  }
}
