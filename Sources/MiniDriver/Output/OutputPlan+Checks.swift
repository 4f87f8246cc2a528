// What a build may write where: none of its sources, nothing in the cache, no file twice.

import BuildCache
import FileIO
import ObjectStore
import SystemPackage

extension OutputPlan {
  /// Nothing that a build writes has a source's name, or lies in the cache.
  ///
  /// - Parameter shown: what the user calls it; `nil`: the same.
  func checkName(_ output: FilePath, shown: FilePath? = nil) throws(BuildError) {
    let shown = (shown ?? output).string
    guard let name = output.lastComponent, !name.string.hasSuffix(ModulePath.suffix) else {
      throw .output(path: shown, reason: "that is the name of a source file")
    }
    let folder = output.lexicallyNormalized().parentFolder
    let cache = place == nil ? nil : context.options.cacheDirectory?.lexicallyNormalized()
    guard !folder.components.contains(where: { $0.string == CacheDirectory.folderName }),
      cache.map({ !folder.starts(with: $0) }) ?? true
    else { throw .output(path: shown, reason: "that is inside the cache") }
  }

  /// Outputs are files of ours: nothing else in the place of one is ever replaced.
  func checkKind(_ output: FilePath) throws(BuildError) {
    let kind: FileKind?
    do throws(FileError) {
      kind = try context.fileSystem.status(of: output, followingLinks: false)?.kind
    } catch {
      throw .output(path: output.string, reason: error.errno.description)
    }
    switch kind {
    case nil, .regular: return
    case .directory: throw .output(path: output.string, reason: "it is a folder")
    case .symbolicLink:
      throw .output(path: output.string, reason: "a symbolic link is in its place")
    case .other: throw .output(path: output.string, reason: "a special file is in its place")
    }
  }

  // MARK: One file under two names

  /// What a name stands for, whatever else it is called: a file, or a place for one in a folder.
  struct Identity: Equatable {
    let device: UInt64
    let inode: UInt64
    /// Of a file that is not there yet.
    var name: FilePath.Component?
  }

  /// `nil` for what is not a file: many may write into one device.
  private func identity(of path: FilePath) -> Identity? {
    // What cannot be looked at cannot be written either, which is told then.
    if let status = try? context.fileSystem.status(of: path, followingLinks: true) {
      guard status.kind == .regular else { return nil }
      return Identity(device: status.device, inode: status.inode)
    }
    guard let name = path.lastComponent,
      let folder = try? context.fileSystem.status(of: path.parentFolder, followingLinks: true)
    else { return nil }
    return Identity(device: folder.device, inode: folder.inode, name: name)
  }

  /// Checks that all these go into files of their own, before any of them is written.
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
  /// - Parameter sources: of each source its stamp, and its path relative to the root file's folder.
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

  /// Checks the files that the caller writes, in a build in which nothing changed.
  func checkReports(against snapshot: FileHashCache) throws(BuildError) {
    try check(
      context.options.reportFiles, against: snapshot.count, stamp: snapshot.stamp,
      path: snapshot.path)
  }

  /// Checks these, or the files that the caller writes.
  func check(_ paths: [FilePath]? = nil, against graph: ProjectGraph) throws(BuildError) {
    let paths = paths ?? context.options.reportFiles
    guard !paths.isEmpty else { return }
    try check(
      paths, against: graph.files.count, stamp: { graph.files.stamp(of: $0) },
      path: { graph.files.path(of: $0).path })
  }
}
