// The files that a build may write: none of its sources, nothing in the cache, no file twice.

import BuildCache
import FileIO
import SystemPackage

extension OutputPlan {
  /// Checks that an output does not have a source's name, and is not in the cache.
  ///
  /// - Parameter shown: the user's name for it; `nil`: the same.
  func checkName(_ output: FilePath, shown: FilePath? = nil) throws(BuildError) {
    let shown = (shown ?? output).string
    guard let name = output.lastComponent, !name.string.hasSuffix(ModulePath.suffix) else {
      throw .output(path: shown, reason: "that is the name of a source file")
    }
    let folder = output.lexicallyNormalized().parentFolder
    let cache = projectPaths == nil ? nil : context.options.cacheDirectory?.lexicallyNormalized()
    guard !folder.components.contains(where: { $0.string == CacheName.folder }),
      cache.map({ !folder.starts(with: $0) }) ?? true
    else { throw .output(path: shown, reason: "that is inside the cache") }
  }

  /// Checks that the output is absent or a regular file: nothing else in its place is ever
  /// replaced.
  func checkKind(_ output: FilePath) throws(BuildError) {
    let kind: FileKind?
    do throws(FileError) {
      kind = try context.fileSystem.status(of: output, followingLinks: false)?.kind
    } catch {
      throw .output(path: output.string, reason: error.errno.description)
    }
    if let obstacle = kind?.obstacle { throw .output(path: output.string, reason: obstacle) }
  }

  // MARK: One file with two names

  /// The identity of a path, whatever its name: a file, or a place for one in a folder.
  struct Identity: Equatable {
    let device: UInt64
    let inode: UInt64
    /// The name of a file that does not exist yet.
    var name: FilePath.Component?
  }

  /// `nil` for a path that is not a file: several outputs may go into one device.
  private func identity(of path: FilePath) -> Identity? {
    // A path without a status cannot be written either; the write reports it.
    if let status = try? context.fileSystem.status(of: path, followingLinks: true) {
      guard status.kind == .regular else { return nil }
      return Identity(device: status.device, inode: status.inode)
    }
    guard let name = path.lastComponent,
      let folder = try? context.fileSystem.status(of: path.parentFolder, followingLinks: true)
    else { return nil }
    return Identity(device: folder.device, inode: folder.inode, name: name)
  }

  /// Checks that these paths are different files, before any of them is written.
  func checkApart(_ paths: [FilePath]) throws(BuildError) {
    var seen: [Identity] = []
    for path in paths {
      guard let identity = identity(of: path) else { continue }
      guard !seen.contains(identity) else {
        throw .output(path: path.string, reason: "another output of this build goes there")
      }
      seen.append(identity)
    }
  }

  /// Checks that none of these is a source.
  ///
  /// - Parameter sources: each source's stamp, and its path relative to the root file's folder.
  func check(
    _ paths: [FilePath], against count: Int, stamp: (Int) -> Stamp?,
    path sourcePath: (Int) -> String
  ) throws(BuildError) {
    let outputs = paths.compactMap { path in identity(of: path).map { (path: path, $0) } }
      .filter { $0.1.name == nil }
    guard !outputs.isEmpty else { return }
    for source in 0..<count {
      guard let stamp = stamp(source) else { continue }
      let identity = Identity(device: stamp.device, inode: stamp.inode)
      guard let output = outputs.first(where: { $0.1 == identity }) else { continue }
      throw .output(
        path: output.path.string,
        reason: "it is the program's source file '\(context.names.shown(sourcePath(source)))'")
    }
  }

  /// Checks the files that the caller writes, in a null build.
  func checkReports(against snapshot: FileHashCache) throws(BuildError) {
    try check(
      context.options.reportFiles, against: snapshot.count, stamp: snapshot.stamp,
      path: snapshot.path)
  }

  /// Checks these paths, or the files that the caller writes.
  func check(_ paths: [FilePath]? = nil, against graph: ProjectGraph) throws(BuildError) {
    let paths = paths ?? context.options.reportFiles
    guard !paths.isEmpty else { return }
    try check(
      paths, against: graph.files.count, stamp: { graph.files.stamp(of: $0) },
      path: { graph.files.path(of: $0).path })
  }
}
