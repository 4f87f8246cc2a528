// What the project's index says of outputs: under which names, and how they were.

import BuildCache
import FileIO
import Glibc
import SystemPackage

extension OutputPlan {
  /// What has the name now; `nil` where nothing has it that can be looked at.
  func status(_ path: FilePath) -> FileStatus? {
    try? context.fileSystem.status(of: path, followingLinks: false)
  }

  /// The status of an output that this build has written. Where another build has put its own in the
  /// place meanwhile, that is not taken for ours: the status before the file had its name, which nothing
  /// has now, makes the next build write it anew.
  func statusNow(_ path: FilePath, written: FileStatus) -> FileStatus {
    guard let now = status(path), now.isOfFile(written: written) else { return written }
    return now
  }

  /// Keeps an output's stamp, so that the next build knows it is as this one left it; with no
  /// status it will be made anew.
  func record(
    _ name: String, _ status: FileStatus?, _ key: Digest?, in outputs: inout [OutputRecord]
  ) {
    outputs.removeAll { $0.path == name }
    guard let status, let key else { return }
    outputs.append(OutputRecord(path: name, stamp: Stamp(status), key: key))
    if outputs.count > Self.outputsMax { outputs.removeFirst(outputs.count - Self.outputsMax) }
  }

  /// Outputs remembered at once: `-o` with ever new names must not make the index grow for ever.
  private static let outputsMax = 64

  /// The cache's copy of `main.ll`.
  private static let recordedNameOfCopy = "copy"

  func stampOfCopy(_ outputs: [OutputRecord]) -> Stamp? {
    outputs.first { $0.path == Self.recordedNameOfCopy }?.stamp
  }

  /// Outputs in the root's folder by their names, so that the index holds wherever the project is.
  /// The first word keeps the four kinds of names apart.
  func recordedName(of path: FilePath) -> String {
    if path == place?.combined { return Self.recordedNameOfCopy }
    if context.options.goal == .program { return "program O\(context.unitVariant)" }
    guard path.parentFolder == context.rootFolder, let name = path.lastComponent else {
      return "path \(path)"
    }
    return "root \(name)"
  }

  /// Whether the executable's bytes are those that were recorded with it.
  func hasExecutableItsBytes(_ snapshot: FileHashCache?) -> Bool {
    guard let path = executable?.path, let snapshot else { return executable == nil }
    let name = recordedNameOfBytes(of: path)
    return snapshot.project.outputs.contains { $0.path == name && $0.key == digest(of: path) }
  }

  func isOfExecutable(_ record: OutputRecord) -> Bool {
    guard let path = executable?.path else { return false }
    return [
      recordedName(of: path), recordedNameOfBytes(of: path), recordedNameOfUnits(of: path),
    ].contains(record.path)
  }

  func recordedNameOfBytes(of path: FilePath) -> String {
    "bytes of " + recordedName(of: path)
  }

  func recordedNameOfUnits(of path: FilePath) -> String {
    "units of " + recordedName(of: path)
  }

  /// A digest of a file's bytes; `nil` where they cannot be read.
  func digest(of path: FilePath) -> Digest? {
    // Who cannot read an executable here makes it again.
    (try? context.fileSystem.contents(of: path, sizeMax: Self.executableSizeMax))
      .map { Digest(hashing: $0) }
  }

  /// One beyond this size is made anew rather than read.
  private static let executableSizeMax = 1 << 30

  // MARK: Devices and pipes

  /// Writes into a device or a pipe that is there.
  func writeStream(_ bytes: [UInt8], to path: FilePath) throws(BuildError) {
    do throws(FileError) {
      guard let fd = try context.fileSystem.openIfPresent(path, flags: O_WRONLY) else {
        throw FileError(.open, path, .noSuchFileOrDirectory)
      }
      defer { try? context.fileSystem.close(fd) }  // whoever reads it has seen all of it
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
