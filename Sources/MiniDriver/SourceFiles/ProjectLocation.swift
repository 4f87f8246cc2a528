// The location of a project: its root file's folder and name.

package import FileIO
import ObjectStore
package import SystemPackage

/// A root file that was found on disk.
package struct ProjectLocation: Sendable {
  /// The folder that modules are named from, as the user named it; `.` for the working directory.
  /// It is the root file's folder, unless a build of tests names one above it.
  private(set) var folder: FilePath
  /// Its absolute path with links resolved.
  private(set) var realFolder: FilePath
  /// The root file's path in this folder.
  private(set) var rootName: String
  /// The root file's owner.
  let ownerID: UInt32

  var realComponents: [String] { realFolder.components.map(\.string) }

  /// The root's name without `.mini`; outputs are named after it.
  var stem: String { ModulePath(rootName).module }

  /// The name of the root file when the user names a folder.
  package static let usualRootName = "main.mini"

  /// The root file for a path of the user: for a folder, the `main.mini` in it.
  package static func root(
    named name: FilePath, fileSystem: any FileSystem = LocalFileSystem()
  ) -> FilePath {
    // A path that cannot be examined is taken as a file; opening it reports the reason.
    let kind = (try? fileSystem.status(of: name, followingLinks: true))?.kind
    return kind == .directory ? name.naming(usualRootName) : name
  }

  /// - Parameters:
  ///   - root: the root file, or the folder that contains it.
  ///   - text: replaces one of the project's files, or all of them.
  ///   - projectFolder: names the modules if the root file is in it; `nil`: the root file's folder
  ///     does.
  /// - Throws: if the root file is absent or unusable.
  init(
    root: FilePath, text: SourceText?, projectFolder: FilePath? = nil, fileSystem: any FileSystem
  ) throws(BuildError) {
    switch text?.location {
    case .nowhere: self.init(nowhere: text, fileSystem)
    case .file(root): try self.init(root: root, isThere: true, fileSystem)
    case .file, nil: try self.init(root: root, isThere: false, fileSystem)
    }
    guard let projectFolder, projectFolder != folder else { return }
    var location = self
    location.folder = projectFolder
    do throws(FileError) {
      location.realFolder = try fileSystem.realPath(projectFolder)
    } catch {
      throw .rootUnusable(path: projectFolder.string, reason: error.errno.description)
    }
    location.rootName = try location.path(
      ofFile: folder.naming(rootName), fileSystem: fileSystem)
    if !location.rootName.hasPrefix("../") { self = location }
  }

  /// A project that consists of a text alone. The path of its folder, which does not exist,
  /// distinguishes it from others.
  private init(nowhere text: SourceText?, _ fileSystem: any FileSystem) {
    ownerID = fileSystem.effectiveUserID()
    folder = "."
    realFolder = FilePath("/nonexistent/mini/\(text?.id.description ?? "")")
    rootName = Self.usualRootName
  }

  /// - Parameters:
  ///   - name: the root file, or the folder that contains it.
  ///   - isThere: whether a text replaces the root file.
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
      throw .rootUnusable(path: root.string, reason: "it is not a regular file")
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

  /// The path of the file that a text replaces, relative to the root file's folder.
  func path(
    of text: SourceText, fileSystem: any FileSystem
  ) throws(BuildError) -> String {
    guard case .file(let file) = text.location else { return rootName }
    return try path(ofFile: file, fileSystem: fileSystem)
  }

  /// The path of a file, relative to the root file's folder.
  func path(
    ofFile file: FilePath, fileSystem: any FileSystem
  ) throws(BuildError) -> String {
    guard let name = file.lastComponent else { return rootName }
    do throws(FileError) {
      return try fileSystem.realPath(file.parentFolder).appending(name).relative(to: realFolder)
    } catch {
      throw .rootUnusable(path: file.string, reason: error.errno.description)
    }
  }

  /// The modules of files; standard modules are named by their paths.
  func modules(
    _ files: [FilePath], fileSystem: any FileSystem
  ) throws(BuildError) -> [ModulePath] {
    var modules: [ModulePath] = []
    for file in files {
      let module = ModulePath(file.string)
      let isFile = module.standardModule == nil
      modules.append(isFile ? ModulePath(try path(ofFile: file, fileSystem: fileSystem)) : module)
    }
    return modules
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
  /// A name in this folder, as a user would write it: without a prefix in the working directory.
  package func naming(_ name: String) -> FilePath {
    self == "." ? FilePath(name) : appending(name)
  }
}
