// The combined IR of a build: `main.ll`, or the cache's copy where the goal does not include it.

import BuildCache
import FileIO
import SystemPackage

extension OutputPlan {
  /// The file that this build keeps the combined IR in: `main.ll`, or else the cache's copy. The next
  /// build patches it.
  var text: CombinedOutput.Target? {
    if let ir, !isStream { return .output(ir) }
    return projectPaths.map { .copy($0.combined) }
  }

  func isTextFresh(of program: ProjectHash, _ snapshot: FileHashCache?) -> Bool {
    text.map { isFresh($0.path, key: program.digest, snapshot) } ?? true
  }

  /// The last build's combined IR: the cache's copy, whose sections are checked when they are read,
  /// or a `main.ll` that is as that build left it. `nil` without one; then the store has all of it.
  func previousIR(_ snapshot: FileHashCache?) -> PreviousIR? {
    guard let snapshot, let projectPaths else { return nil }
    if snapshot.project.outputs[.copy]?.key == snapshot.project.projectHash.digest {
      do throws(FileError) {
        if let copy = try PreviousIR(projectPaths.combined, context.fileSystem) { return copy }
      } catch {
        context.cache.report("\(error); it was assembled from the store")
      }
    }
    // The user's own file counts only with the stamp that the build gave it: a checksum shows
    // damage, but not intent.
    for record in snapshot.project.outputs.reversed()
    where record.key == snapshot.project.projectHash.digest {
      guard let path = path(of: record),
        // Without the file, the store has all of it.
        let file = try? PreviousIR(path, context.fileSystem), Stamp(file.status) == record.stamp
      else { continue }
      return file
    }
    return nil
  }

  /// The file of a record beside the root file or elsewhere; `nil` for the cache's own.
  private func path(of record: OutputRecord) -> FilePath? {
    switch OutputName(record.path) {
    case .inRoot(let name): context.rootFolder.appending(name)
    case .elsewhere(let path): FilePath(path)
    case .copy, .run, .program, .bytes, .units, .linker, nil: nil
    }
  }

  /// The record of one of the files that ``previousIR(_:)`` opens.
  func record(ofText path: FilePath, _ snapshot: FileHashCache?) -> OutputRecord? {
    snapshot?.project.outputs.last { record in
      record.path == OutputName.copy.text
        ? path == projectPaths?.combined : self.path(of: record) == path
    }
  }

  /// The file with this build's combined IR, and its stamp in the records.
  func recordedText(_ outputs: [OutputRecord]) -> (path: FilePath, stamp: Stamp)? {
    guard let path = text?.path, let record = outputs[name(of: path)] else { return nil }
    return (path, record.stamp)
  }

  /// Removes the cache's copy if it is another program's than `main.ll` is.
  func removeUnusedCopy(of program: ProjectHash, _ outputs: inout [OutputRecord]) {
    guard let copy = projectPaths?.combined, text != .copy(copy),
      let old = outputs[.copy], old.key != program.digest
    else { return }
    record(.copy, nil, nil, in: &outputs)
    // A copy that cannot be removed is never read: its record is gone.
    _ = try? context.fileSystem.remove(copy)
  }
}
