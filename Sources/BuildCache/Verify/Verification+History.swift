// verify, the records of builds.

import FileIO
import SystemPackage

extension Verification {
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
