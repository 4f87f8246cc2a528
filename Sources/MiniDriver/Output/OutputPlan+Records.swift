// The records of outputs in the project's index: their names and states.

import BuildCache
import FileIO
import Glibc
import SystemPackage

extension OutputPlan {
  /// The status of the file with this name; `nil` if there is none that can be read.
  func status(_ path: FilePath) -> FileStatus? {
    try? context.fileSystem.status(of: path, followingLinks: false)
  }

  /// The status of an output that this build has written. If another build has replaced the file in
  /// the meantime, this is the status before the file had its name. No file has that status now, so
  /// the next build rewrites the output.
  func statusNow(_ path: FilePath, written: FileStatus) -> FileStatus {
    guard let now = status(path), now.isOfFile(written: written) else { return written }
    return now
  }

  /// Records an output's stamp, so that the next build knows that it is unchanged. Without a
  /// status, the next build rewrites it.
  func record(
    _ name: String, _ status: FileStatus?, _ key: Digest?, in outputs: inout [OutputRecord]
  ) {
    outputs.removeAll { $0.path == name }
    guard let status, let key else { return }
    outputs.append(OutputRecord(path: name, stamp: Stamp(status), key: key))
    if outputs.count > Self.outputsMax { outputs.removeFirst(outputs.count - Self.outputsMax) }
  }

  /// Maximum number of recorded outputs: `-o` with ever new names must not make the index grow
  /// forever.
  private static let outputsMax = 64

  /// The record of the cache's copy of `main.ll`.
  private static let recordedNameOfCopy = "copy"

  func stampOfCopy(_ outputs: [OutputRecord]) -> Stamp? {
    outputs.first { $0.path == Self.recordedNameOfCopy }?.stamp
  }

  /// Outputs in the root's folder are recorded by their names, so that the index is valid wherever
  /// the project is. The first word distinguishes the four kinds of names.
  func recordedName(of path: FilePath) -> String {
    if path == place?.combined { return Self.recordedNameOfCopy }
    if context.options.goal == .program { return "program O\(context.unitVariant)" }
    guard path.parentFolder == context.rootFolder, let name = path.lastComponent else {
      return "path \(path)"
    }
    return Self.rootPrefix + name.string
  }

  /// Whether the executable has the bytes that were recorded with it.
  func hasExecutableItsBytes(_ snapshot: FileHashCache?) -> Bool {
    guard let path = executable?.path, let snapshot else { return executable == nil }
    let name = recordedNameOfBytes(of: path)
    return snapshot.project.outputs.contains { $0.path == name && $0.key == digest(of: path) }
  }

  /// Outputs of this very program with another stamp than the last build's, and that stamp: another
  /// build wrote them, or they were copied, restored or damaged. Only their bytes show which.
  func touched(
    of program: ProjectHash, _ snapshot: FileHashCache?
  ) -> [(path: FilePath, stamp: Stamp)] {
    guard context.options.changeDetection == .stamps, let snapshot else { return [] }
    var keys: [(FilePath, Digest?)] = texts.map { ($0, program.digest) }
    if let path = executable?.path { keys.append((path, backEnd?.key(of: program))) }
    for whole in wholes {
      if let path = whole.path, !isStream { keys.append((path, self.key(of: program, whole.kind))) }
    }
    return keys.compactMap { path, key in
      let name = recordedName(of: path)
      guard
        let record = snapshot.project.outputs.first(where: { $0.path == name && $0.key == key }),
        let status = status(path), status.kind == .regular, Stamp(status) != record.stamp
      else { return nil }
      return (path, Stamp(status))
    }
  }

  /// Records the executable's current stamp, if it has the bytes that were recorded with it.
  ///
  /// - Returns: whether it has.
  func restamp(
    _ path: FilePath, _ snapshot: FileHashCache?, _ outputs: inout [OutputRecord]
  ) -> Bool {
    let before = status(path)
    guard hasExecutableItsBytes(snapshot), let before, status(path) == before else { return false }
    for record in outputs where isOfExecutable(record) {
      self.record(record.path, before, record.key, in: &outputs)
    }
    return true
  }

  func isOfExecutable(_ record: OutputRecord) -> Bool {
    guard let path = executable?.path else { return false }
    return [
      recordedName(of: path), recordedNameOfBytes(of: path), recordedNameOfUnits(of: path),
    ].contains(record.path)
  }

  /// The record of an executable's bytes beside that of its units; `nil`: `record` is not one of
  /// units, or has none beside it.
  func recordedBytes(
    ofUnits record: OutputRecord, in outputs: [OutputRecord]
  ) -> OutputRecord? {
    guard record.path.hasPrefix(Self.unitsPrefix) else { return nil }
    let name = Self.bytesPrefix + record.path.dropFirst(Self.unitsPrefix.count)
    return outputs.first { $0.path == name }
  }

  /// The user's name of the file whose bytes a record describes.
  func name(ofBytes record: OutputRecord) -> String {
    let name = record.path.dropFirst(Self.bytesPrefix.count)
    for prefix in [Self.rootPrefix, "path "] where name.hasPrefix(prefix) {
      return String(name.dropFirst(prefix.count))
    }
    return String(name)
  }

  /// Its path; `nil`: it is not in the root's folder.
  func path(ofBytes record: OutputRecord) -> FilePath? {
    record.path.hasPrefix(Self.bytesPrefix + Self.rootPrefix)
      ? context.rootFolder.appending(name(ofBytes: record)) : nil
  }

  private static let bytesPrefix = "bytes of "
  private static let unitsPrefix = "units of "
  private static let rootPrefix = "root "

  func recordedNameOfBytes(of path: FilePath) -> String {
    Self.bytesPrefix + recordedName(of: path)
  }

  func recordedNameOfUnits(of path: FilePath) -> String {
    Self.unitsPrefix + recordedName(of: path)
  }

  /// A digest of a file's bytes; `nil` if they cannot be read.
  func digest(of path: FilePath) -> Digest? {
    contents(of: path).map { Digest(hashing: $0) }
  }

  func contents(of path: FilePath) -> [UInt8]? {
    // An executable that cannot be read is made again.
    try? context.fileSystem.contents(of: path, sizeMax: Self.executableSizeMax)
  }

  /// A larger executable is linked again rather than read.
  private static let executableSizeMax = 1 << 30

  // MARK: Devices and pipes

  /// Writes into an existing device or pipe.
  func writeStream(_ bytes: [UInt8], to path: FilePath) throws(BuildError) {
    do throws(FileError) {
      guard let fd = try context.fileSystem.openIfPresent(path, flags: O_WRONLY) else {
        throw FileError(.open, path, .noSuchFileOrDirectory)
      }
      defer { try? context.fileSystem.close(fd) }  // its reader has seen all of it
      do throws(Errno) {
        try bytes.withUnsafeBytes { bytes in
          Swift.Result { () throws(Errno) in try context.fileSystem.writeAll(fd, bytes) }
        }.get()
      } catch {
        throw FileError(.write, path, error)
      }
    } catch {
      throw .output(path: path.string, reason: error.errno.description)
    }
  }
}

// MARK: Faults

extension OutputPlan {
  /// Reports faults in the previous combined output, and copies of this one that could not be kept.
  /// (If another build has replaced the last one by now, that is not damage.)
  func tell(
    _ assembled: Assembled, _ program: ProgramLayout, _ graph: ProjectGraph,
    of previous: MappedFile?
  ) {
    for failure in assembled.copyFailures {
      switch failure.cause {
      case .inTheWay: context.cache.report(failure.text)
      case .refused: context.cache.stopWriting(failure.text)
      }
    }
    guard let first = assembled.misfits.first, let path = place?.combined, let previous,
      isRecorded(previous.status.inode, as: path, in: graph.snapshot)
    else { return }
    let others = assembled.misfits.count - 1
    let file = context.names.shown(graph.files.path(of: program.order[first]).path)
    context.cache.report(
      "'\(path)' is damaged: the section of \(file)"
        + (others > 0 ? " and \(others) more" : "") + " did not fit and came from the store")
  }

  private func isRecorded(
    _ inode: UInt64, as path: FilePath, in snapshot: FileHashCache?
  ) -> Bool {
    let name = recordedName(of: path)
    let outputs = snapshot?.project.outputs ?? []
    return outputs.contains { $0.path == name && $0.stamp.inode == inode }
  }
}
