// The projects that use a cache, as commands name them.

import BuildCache
import FileIO
import MiniDriver
import SystemPackage

/// The projects of one cache.
struct CacheUsers {
  private let directory: CacheDirectory
  private let all: [CacheProject]

  init(_ directory: CacheDirectory) throws {
    self.directory = directory
    do throws(FileError) {
      all = try CacheProject.all(in: directory)
    } catch {
      throw CommandFailure("\(error)")
    }
  }

  /// The project with this root file, or whose main.mini is in this folder; neither need exist. Or those
  /// of a folder's `mini.config`, or of one of the programs that it names here.
  func projects(named argument: String) throws -> [CacheProject] {
    let root = FilePath(argument: argument)
    let roots = try BuildTarget.programs(argument)?.map(\.root) ?? [root]
    let projects = roots.compactMap(project)
    guard projects.isEmpty else { return projects }
    throw CommandFailure(
      "no project '\(root)' uses the cache '\(directory.path)'; 'mini projects' lists all")
  }

  private func project(of root: FilePath) -> CacheProject? {
    let disk = LocalFileSystem()
    var paths: [FilePath] = []
    // A path that cannot be resolved is taken as it is.
    if let real = try? disk.realPath(root) { paths.append(real) }
    if let folder = try? disk.realPath(root.parentFolder), let name = root.lastComponent {
      paths.append(folder.appending(name))
    }
    if let here = try? disk.realPath(".") {
      paths.append(here.pushing(root).lexicallyNormalized())
    }
    paths += paths.map { $0.appending(ProjectLocation.usualRootName) }
    return all.first { $0.root.map(paths.contains) ?? false }
  }

  /// Those of the working directory's project, and those of others whose root files are there.
  func split() throws -> (here: [CacheProject], others: [CacheProject]) {
    let here = Self.folder(around: FilePath(ProjectLocation.usualRootName))
    // A root file that is gone belongs to none of them.
    let programs = try BuildTarget.programs(nil)?.compactMap {
      try? LocalFileSystem().realPath($0.root)
    }
    let isHere = { (project: CacheProject) in
      project.root.map { Self.folder(around: $0) == here || programs?.contains($0) ?? false }
        ?? false
    }
    return (all.filter(isHere), all.filter { $0.isThere && !isHere($0) })
  }

  /// The folder of the project that a file most likely belongs to, else the file's folder.
  private static func folder(around file: FilePath) -> FilePath {
    let folder = NearestProject(to: file)?.folder ?? file.parentFolder
    // The folder of a root file that is gone is no other project's.
    return (try? LocalFileSystem().realPath(folder)) ?? folder
  }

  /// Removes projects, with all that nothing else reaches.
  static func remove(
    _ projects: [CacheProject], from directory: CacheDirectory, _ configuration: Configuration
  ) throws {
    var policy = GarbagePolicy()
    policy.limitSnapshots(by: PlumbingCache.settings(configuration, of: directory))
    policy.removedProjects = Set(projects.map(\.id))
    do throws(MaintenanceError) {
      let report = try GarbageCollection(
        directory: directory, policy: policy, threadsMax: AvailableProcessors.count,
        fileSystem: directory.fileSystem, clock: SystemWallClock()
      ).run()
      StandardError.write(report?.events.map { "mini: warning: \($0)\n" }.joined() ?? "")
    } catch {
      throw CommandFailure(error)
    }
  }
}
