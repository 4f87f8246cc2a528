// verify, repository: the folders and files that make a cache a Git repository, and mini's own, with
// the records of builds.

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
        fault(flaw.path, flaw.problem, .none("'mini verify --repair' or a build rebuilds it"))
      }
      return
    }
    var failure = "it could not be rebuilt"
    do throws(CacheDirectoryError) {
      _ = try directory.repair()
    } catch {
      failure += ": \(error)"
    }
    let left = Set(try repositoryFlaws().map(\.path))
    for flaw in flaws {
      fault(flaw.path, flaw.problem, left.contains(flaw.path) ? .none(failure) : .done("rebuilt"))
    }
  }

  /// Checks that only the owner can write to the cache's files and folders. Builds look only at
  /// what they open.
  mutating func checkPermissions() throws(MaintenanceError) {
    let paths = try MaintenanceError.ofFile { () throws(FileError) in
      try directory.pathsWritableByOthers()
    }
    guard let first = paths.min(by: { $0.bytes.lexicographicallyPrecedes($1.bytes) }) else {
      return
    }
    let others = paths.count - 1
    let problem = "others can write to it" + (others > 0 ? " and to \(others) more" : "")
    guard mode == .repair else {
      return fault(
        "\(first)", problem, .none("'mini verify --repair' removes the permission"))
    }
    do throws(FileError) {
      _ = try directory.removeOthersPermission()
      fault("\(first)", problem, .done("the permission was removed"))
    } catch {
      fault("\(first)", problem, .none("\(error)"))
    }
  }

  /// Checks that everything in `projects/` is a folder, and that the root files' records are sound.
  mutating func checkProjectFolders() throws(MaintenanceError) {
    let folder = directory.path(CacheName.projects)
    let entries = try MaintenanceError.ofFile { () throws(FileError) in
      try fileSystem.entries(of: folder) ?? []
    }
    for entry in entries {
      let path = "\(CacheName.projects)/\(entry.name)"
      let project = folder.appending(FilePath.Component(bytes: entry.nameBytes))
      if entry.kind == .directory {
        try checkRecord(of: project, path)
      } else {
        fault(
          path, "not a project's folder",
          .moveAside(project, as: path, then: "nothing needs it"))
      }
    }
  }

  /// Checks the record of a project's root file. Without one the project is kept longer, so an
  /// absent record is not a fault.
  private mutating func checkRecord(of project: FilePath, _ path: String) throws(MaintenanceError) {
    let record = project.appending(CacheName.root)
    let isWrong = try MaintenanceError.ofFile { () throws(FileError) in
      guard try fileSystem.status(of: record, followingLinks: false) != nil else { return false }
      return try ProjectPaths.root(recordedIn: project, fileSystem) == nil
    }
    guard isWrong else { return }
    let name = "\(path)/\(CacheName.root)"
    fault(
      name, "not the record of a root file",
      .moveAside(record, as: name, then: "the next build that compiles something rewrites it"))
  }

  private func repositoryFlaws() throws(MaintenanceError) -> [CacheFlaw] {
    do throws(CacheDirectoryError) {
      return try directory.flaws()
    } catch {
      throw .directory(error)
    }
  }

  // MARK: The records of builds

  /// Checks both files of records.
  mutating func checkHistory() {
    for name in [CacheName.olderBuilds, CacheName.builds] {
      let path = directory.path(name)
      do throws(FileError) {
        guard let log = try BuildLog(file: path, fileSystem: fileSystem) else { continue }
        // A build can be adding a record at the end: the file is read twice.
        guard log.wrongByteCount > 0,
          let log = try BuildLog(file: path, fileSystem: fileSystem), log.wrongByteCount > 0
        else { continue }
        fault(
          name, "\(log.wrongByteCount) bytes belong to no record of a build",
          rewritingHistory(at: path))
      } catch {
        fault(name, "\(error)", .readable)
      }
    }
  }

  /// Rewrites a file of records without the bytes that belong to none, while no build adds to it.
  private func rewritingHistory(at path: FilePath) -> Repair {
    guard mode == .repair else {
      return .none("readers skip them, and 'mini verify --repair' removes them")
    }
    do throws(MaintenanceError) {
      try directory.exclusively(MaintenanceError.file) { () throws(MaintenanceError) in
        try MaintenanceError.ofFile { () throws(FileError) in
          guard let log = try BuildLog(file: path, fileSystem: fileSystem) else { return }
          try fileSystem.replaceFile(path, with: log.soundBytes, mode: 0o644)
        }
      }
      return .done("rewritten without them")
    } catch {
      return .none("it could not be rewritten: \(error)")
    }
  }
}
