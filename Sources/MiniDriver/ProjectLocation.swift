// Where a project is: its root file's folder and name.

import FileIO
package import SystemPackage

/// A root file, found on the disk.
struct ProjectLocation: Sendable {
  /// The root file's folder as the user named it; `.` for the working directory.
  let folder: FilePath
  /// Its absolute path, links resolved.
  let realFolder: FilePath
  let rootName: String

  var realComponents: [String] { realFolder.components.map(\.string) }

  /// The root's name without `.mini`: what outputs are named after.
  var stem: String { ModulePath(rootName).module }

  init(root: FilePath, fileSystem: any FileSystem) throws(BuildError) {
    guard let component = root.lastComponent, case let name = component.string,
      name.hasSuffix(ModulePath.suffix),
      name.utf8.count > ModulePath.suffix.utf8.count
    else {
      let isFolder = (try? fileSystem.status(of: root, followingLinks: true)?.kind) == .directory
      throw .rootUnusable(
        path: root.string,
        reason: isFolder
          ? "it is a folder; name the root file in it, as in '\(root.appending("main.mini"))'"
          : "a source file's name ends in '.mini'")
    }
    guard FilePath.Component(name) == component else {
      throw .rootUnusable(
        path: root.string, reason: "its name is not UTF-8, and a module is named after it")
    }
    guard name.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "\\") }) else {
      throw .rootUnusable(path: root.string, reason: "its name has a control character or '\\'")
    }
    rootName = name
    folder = root.parentFolder
    let kind: FileKind?
    do throws(FileError) {
      kind = try fileSystem.status(of: root, followingLinks: true)?.kind
      realFolder = kind == nil ? folder : try fileSystem.realPath(folder)
    } catch {
      throw .rootUnusable(path: root.string, reason: error.errno.description)
    }
    switch kind {
    case .regular: break
    case .directory: throw .rootUnusable(path: root.string, reason: "it is a folder")
    case .symbolicLink, .other:
      throw .rootUnusable(path: root.string, reason: "it is no regular file")
    case nil: throw .rootNotFound(root.string)
    }
  }
}

extension FilePath {
  /// A name in this folder, as a user would write it: nothing before it in the working directory.
  package func naming(_ name: String) -> FilePath {
    self == "." ? FilePath(name) : appending(name)
  }
}
