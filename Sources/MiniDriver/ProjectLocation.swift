// Where a project is: its root file's folder and name.

package import FileIO
import ObjectStore
package import SystemPackage

/// A root file, found on the disk.
package struct ProjectLocation: Sendable {
  /// The root file's folder as the user named it; `.` for the working directory.
  let folder: FilePath
  /// Its absolute path, links resolved.
  let realFolder: FilePath
  let rootName: String
  /// The root file's owner.
  let ownerID: UInt32

  var realComponents: [String] { realFolder.components.map(\.string) }

  /// The root's name without `.mini`: what outputs are named after.
  var stem: String { ModulePath(rootName).module }

  /// The usual name of a root file, which a folder stands for.
  package static let usualRootName = "main.mini"

  /// The root file that a name stands for: of a folder, the one in it.
  package static func root(
    named name: FilePath, fileSystem: any FileSystem = LocalFileSystem()
  ) -> FilePath {
    // What cannot be looked at is not a folder of ours; opening it says why.
    let kind = (try? fileSystem.status(of: name, followingLinks: true))?.kind
    return kind == .directory ? name.naming(usualRootName) : name
  }

  /// The root file of the project that a source most likely belongs to: `main.mini` in its folder or in
  /// the nearest one above, up to one that holds `.git`.
  ///
  /// - Returns: `nil` where there is none.
  package static func nearestRoot(
    to file: FilePath, fileSystem: any FileSystem = LocalFileSystem()
  ) -> FilePath? {
    var folder = file.parentFolder
    for _ in 0..<depthMax {
      // A folder that cannot be looked into holds no project that could be built.
      func kind(_ name: String) -> FileKind? {
        (try? fileSystem.status(of: folder.naming(name), followingLinks: true))?.kind
      }
      if kind(usualRootName) == .regular { return folder.naming(usualRootName) }
      guard kind(".git") == nil, let real = try? fileSystem.realPath(folder), real != "/" else {
        return nil
      }
      folder = folder.above
    }
    return nil
  }

  /// Folders above one another: a path of the system's longest (4096 bytes) has no more.
  private static let depthMax = 2048

  /// - Throws: where there is no root file that could be compiled.
  init(_ options: BuildOptions, fileSystem: any FileSystem) throws(BuildError) {
    switch options.text?.place {
    case .nowhere: self.init(nowhere: options.text, fileSystem)
    case .file(options.root): try self.init(root: options.root, isThere: true, fileSystem)
    case .file, nil: try self.init(root: options.root, isThere: false, fileSystem)
    }
  }

  /// A project that is a text alone. Its folder's path, which no folder has, tells it from others.
  private init(nowhere text: SourceText?, _ fileSystem: any FileSystem) {
    ownerID = fileSystem.effectiveUserID()
    folder = "."
    realFolder = FilePath("/nonexistent/mini/\(text?.id.description ?? "")")
    rootName = Self.usualRootName
  }

  /// - Parameters:
  ///   - name: of the root file, or of the folder that holds it.
  ///   - isThere: a text stands for the root file.
  private init(
    root name: FilePath, isThere: Bool, _ fileSystem: any FileSystem
  ) throws(BuildError) {
    var root = name
    var status = isThere ? nil : try Self.status(of: root, fileSystem)
    if status?.kind == .directory {
      root = name.naming(Self.usualRootName)
      status = try Self.status(of: root, fileSystem)
      guard status != nil else { throw .rootNotInFolder(name.string) }
    }
    guard let component = root.lastComponent, case let name = component.string,
      name.hasSuffix(ModulePath.suffix),
      name.utf8.count > ModulePath.suffix.utf8.count
    else {
      throw .rootUnusable(path: root.string, reason: "a source file's name ends in '.mini'")
    }
    guard FilePath.Component(name) == component else {
      throw .rootUnusable(
        path: root.string, reason: "its name is not UTF-8, and a module is named after it")
    }
    guard name.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "\\") }) else {
      throw .rootUnusable(path: root.string, reason: "its name has a control character or '\\'")
    }
    switch status?.kind {
    case .regular: break
    case .directory: throw .rootUnusable(path: root.string, reason: "it is a folder")
    case .symbolicLink, .other:
      throw .rootUnusable(path: root.string, reason: "it is no regular file")
    case nil where isThere: break
    case nil: throw .rootNotFound(root.string)
    }
    ownerID = status?.ownerID ?? fileSystem.effectiveUserID()
    rootName = name
    folder = root.parentFolder
    do throws(FileError) {
      realFolder = try fileSystem.realPath(folder)
    } catch {
      throw .rootUnusable(path: root.string, reason: error.errno.description)
    }
  }

  private static func status(
    of root: FilePath, _ fileSystem: any FileSystem
  ) throws(BuildError) -> FileStatus? {
    do throws(FileError) {
      return try fileSystem.status(of: root, followingLinks: true)
    } catch {
      throw .rootUnusable(path: root.string, reason: error.errno.description)
    }
  }
}

extension FilePath {
  /// The folder above this one, where that can be said without looking.
  fileprivate var above: FilePath {
    switch lastComponent?.kind {
    case .regular: parentFolder
    case .parentDirectory: appending("..")
    case .currentDirectory, nil: ".."
    }
  }

  /// A name in this folder, as a user would write it: nothing before it in the working directory.
  package func naming(_ name: String) -> FilePath {
    self == "." ? FilePath(name) : appending(name)
  }
}
