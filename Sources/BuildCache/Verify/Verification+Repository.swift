// verify, repository: the folders and files that make a cache a Git repository, and mini's own.

import FileIO
import SystemPackage

extension Verification {
  /// Checks the cache's folders and files. A repair creates missing or wrong ones, as each build
  /// does.
  mutating func checkRepositoryFiles() throws(MaintenanceError) {
    let flaws = try repositoryFlaws()
    guard !flaws.isEmpty else { return }
    guard mode == .repair else {
      for flaw in flaws {
        fault(flaw.path, flaw.problem, .none("'mini verify --repair', or a build, makes it anew"))
      }
      return
    }
    var failure = "it could not be made anew"
    do throws(CacheDirectoryError) {
      _ = try directory.repair()
    } catch {
      failure += ": \(error)"
    }
    let left = Set(try repositoryFlaws().map(\.path))
    for flaw in flaws {
      fault(flaw.path, flaw.problem, left.contains(flaw.path) ? .none(failure) : .done("made anew"))
    }
  }

  /// Checks that everything in `projects/` is a folder.
  mutating func checkProjectFolders() throws(MaintenanceError) {
    let folder = directory.path(CacheName.projects)
    let entries = try MaintenanceError.ofFile { () throws(FileError) in
      try fileSystem.entries(of: folder) ?? []
    }
    for entry in entries where entry.kind != .directory {
      let path = "\(CacheName.projects)/\(entry.name)"
      fault(
        path, "not a project's folder",
        .moveAside(
          folder.appending(FilePath.Component(bytes: entry.nameBytes)), as: path,
          then: "nothing needs it"))
    }
  }

  private func repositoryFlaws() throws(MaintenanceError) -> [CacheFlaw] {
    do throws(CacheDirectoryError) {
      return try directory.flaws()
    } catch {
      throw .directory(error)
    }
  }
}
