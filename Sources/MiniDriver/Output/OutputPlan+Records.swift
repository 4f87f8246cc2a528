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
    _ name: OutputName, _ status: FileStatus?, _ key: Digest?, in outputs: inout [OutputRecord]
  ) {
    let text = name.text
    outputs.removeAll { $0.path == text }
    guard let status, let key else { return }
    outputs.append(OutputRecord(path: text, stamp: Stamp(status), key: key))
    if outputs.count > Self.outputsMax { outputs.removeFirst(outputs.count - Self.outputsMax) }
  }

  /// Maximum number of recorded outputs: `-o` with ever new names must not make the index grow
  /// forever.
  private static let outputsMax = 64

  /// The name of an output's record.
  func name(of path: FilePath) -> OutputName {
    if path == projectPaths?.combined { return .copy }
    if context.options.goal == .program { return .program(variant: context.unitVariant) }
    guard path.parentFolder == context.rootFolder, let name = path.lastComponent else {
      return .elsewhere("\(path)")
    }
    return .inRoot(name.string)
  }

  /// Whether the executable has the bytes that were recorded with it.
  func hasExecutableItsBytes(_ snapshot: FileHashCache?) -> Bool {
    guard let path = executable?.path, let snapshot else { return executable == nil }
    let record = snapshot.project.outputs[.bytes(of: name(of: path))]
    return record.map { $0.key == digest(of: path) } ?? false
  }

  /// Outputs of this very program with another stamp than the last build's, and that stamp: another
  /// build wrote them, or they were copied, restored or damaged. Only their bytes show which.
  func touched(
    of program: ProjectHash, _ snapshot: FileHashCache?
  ) -> [(path: FilePath, stamp: Stamp)] {
    guard context.options.changeDetection == .stamps, let snapshot else { return [] }
    var keys: [(FilePath, Digest?)] = []
    if let text { keys.append((text.path, program.digest)) }
    if let path = executable?.path { keys.append((path, backEnd?.key(of: program))) }
    for whole in wholes {
      if let path = whole.path, !isStream { keys.append((path, self.key(of: program, whole.kind))) }
    }
    return keys.compactMap { path, key in
      guard let record = snapshot.project.outputs[name(of: path)], record.key == key,
        let status = status(path), status.kind == .regular, Stamp(status) != record.stamp
      else { return nil }
      return (path, Stamp(status))
    }
  }

  /// Records the executable's current stamp, if it has the bytes that were recorded with it and can be run.
  ///
  /// - Returns: whether it has.
  func restamp(
    _ path: FilePath, _ snapshot: FileHashCache?, _ outputs: inout [OutputRecord]
  ) -> Bool {
    let before = status(path)
    guard let before, before.permissions & 0o100 != 0, hasExecutableItsBytes(snapshot),
      status(path) == before
    else { return false }
    for record in outputs where isOfExecutable(record) {
      guard let name = OutputName(record.path) else { continue }
      self.record(name, before, record.key, in: &outputs)
    }
    return true
  }

  func isOfExecutable(_ record: OutputRecord) -> Bool {
    guard let path = executable?.path else { return false }
    let name = name(of: path)
    return [name, .bytes(of: name), .units(of: name), .linker(of: name)].contains {
      $0.text == record.path
    }
  }

  /// A digest of a file's bytes; `nil` if they cannot be read.
  func digest(of path: FilePath) -> Digest? {
    contents(of: path).map { Digest(hashing: $0) }
  }

  func contents(of path: FilePath) -> [UInt8]? {
    // An executable that cannot be read, or is too large, is linked again.
    try? context.fileSystem.contents(of: path, sizeMax: BuiltProgram.sizeMaxBytes)
  }

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
  /// Reports faults in the previous combined IR, and a copy of this one that could not be kept.
  /// (If another build has replaced the last one by now, that is not damage.)
  func report(
    _ assembled: Assembled, _ previous: PreviousIR?, _ program: ProgramLayout,
    _ graph: ProjectGraph
  ) {
    if let failure = assembled.copyFailure {
      switch failure.cause {
      case .inTheWay: context.cache.report(failure.text)
      case .refused: context.cache.stopWriting(failure.text)
      }
    }
    guard let first = assembled.misfits.first, let previous,
      let recorded = record(ofText: previous.path, graph.snapshot)?.stamp,
      recorded.inode == previous.status.inode
    else { return }
    // A file system gives the number of a removed file to the next new one, so a file with another
    // time can be another build's. Only with the recorded times is it surely the last build's.
    let fault =
      recorded == Stamp(previous.status) ? "is damaged" : "was changed after the last build"
    let others = assembled.misfits.count - 1
    let file = context.names.shown(graph.files.path(of: program.order[first]).path)
    context.cache.report(
      "'\(previous.path)' \(fault): the section of \(file)"
        + (others > 0 ? " and \(others) more" : "") + " did not match and came from the store")
  }
}
