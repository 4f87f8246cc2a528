// Formats source files: finds them, reads those that may need it, and replaces those that change.

package import BuildCache
package import FileIO
import MiniFrontend
package import SystemPackage

/// One run of `mini fmt`.
package struct SourceFormatter: Sendable {
  /// The treatment of a file whose text changes.
  package enum Mode: Sendable {
    case replaces
    /// Nothing is written.
    case compares
  }

  /// The result for one file.
  package enum Outcome: Sendable {
    /// Its text is right, as its stamp or its bytes show.
    case formatted
    /// It was replaced, or would be.
    case changed(from: [UInt8], to: [UInt8])
    /// It has syntax errors.
    case wrong([FileDiagnostic])
    /// It was left as it is. A sentence.
    case failed(String)
  }

  private let mode: Mode
  private let record: FormatRecord?
  /// `nil`: no record is written.
  private let recordPath: FilePath?
  private let fileSystem: any FileSystem
  /// Of the cache's folder.
  private let cacheFileSystem: any FileSystem
  private let clock: any WallClock
  private let threadsMax: Int

  /// - Parameter cache: contains the record of files that are formatted; `nil`: all are read.
  package init(
    mode: Mode, cache: CacheDirectory?, threadsMax: Int,
    fileSystem: any FileSystem = LocalFileSystem(), clock: any WallClock = SystemWallClock()
  ) {
    self.mode = mode
    self.fileSystem = fileSystem
    self.clock = clock
    self.threadsMax = threadsMax
    let ofCache = cache?.fileSystem ?? fileSystem
    cacheFileSystem = ofCache
    let path = cache?.path(CacheName.formatted)
    let outcome = path.map {
      FormatRecord.load($0, epoch: compilerEpochHex, fileSystem: ofCache)
    }
    switch outcome {
    case .loaded(let known): (record, recordPath) = (known, path)
    // The files are read, and the record is written again.
    case .absent, .damaged: (record, recordPath) = (nil, path)
    // It is left alone.
    case .unreadable, .newer, nil: (record, recordPath) = (nil, nil)
    }
  }

  /// A file's result.
  private struct Visit: Sendable {
    let outcome: Outcome
    /// Of the file that was looked at.
    var inode: UInt64?
    /// If the file is formatted and did not change while it was read.
    var stamp: Stamp?
    /// The clock before the file was read; `nil` if the record contains its stamp.
    var clockBefore: Int64?
  }

  /// Formats files, each once.
  ///
  /// - Parameter show: called with each file and its result, in the order of `files`.
  package func run(_ files: [FilePath], show: (FilePath, Outcome) -> Void) {
    var stamps: [Stamp] = []
    var seen: Set<UInt64> = []
    var isNew = false
    let devices = LocalDevices(fileSystem)
    Parallel.map(files, threadsMax: threadsMax) {
      visit($0)
    } inOrder: { index, visit in
      if let stamp = visit.stamp, let clockBefore = visit.clockBefore {
        let isLocal = devices.isLocal(stamp.device, of: files[index])
        if !stamp.isRacy(clockBefore: clockBefore, isLocal: isLocal) {
          stamps.append(stamp)
          isNew = true
        }
      } else if let stamp = visit.stamp {
        stamps.append(stamp)
      }
      if let inode = visit.inode { seen.insert(inode) }
      show(files[index], visit.outcome)
    }
    guard let recordPath, isNew else { return }
    let bytes = FormatRecord.encode(stamps, epoch: compilerEpochHex, after: record, seen: seen)
    // Without the record the next run reads the files again.
    try? cacheFileSystem.replaceFile(recordPath, with: bytes)
  }

  private func visit(_ file: FilePath) -> Visit {
    do throws(FileError) {
      guard let status = try fileSystem.status(of: file, followingLinks: false) else {
        return Visit(outcome: .failed("there is no file '\(file)'"))
      }
      switch status.kind {
      case .regular: break
      case .symbolicLink:
        return Visit(
          outcome: .failed("kept '\(file)': it is a link; name the file that it leads to"))
      case .directory, .other:
        return Visit(outcome: .failed("kept '\(file)': it is not a regular file"))
      }
      let stamp = Stamp(status)
      if let record, record.contains(stamp) {
        return Visit(outcome: .formatted, inode: stamp.inode, stamp: stamp)
      }
      return try read(file, status)
    } catch {
      return Visit(outcome: .failed("\(error)"))
    }
  }

  private func read(_ file: FilePath, _ status: FileStatus) throws(FileError) -> Visit {
    let clockBefore = clock.nowNanoseconds()
    guard
      let (source, before, after) = try fileSystem.contentsAndStatus(
        of: file, sizeMax: SourceBytes.sizeMaxBytes)
    else { return Visit(outcome: .failed("there is no file '\(file)'")) }
    guard let formatted = FormattedSource(source)?.bytes else {
      let errors = Self.errors(in: source, named: file.string)
      return Visit(outcome: .wrong(errors), inode: status.inode)
    }
    guard formatted == source else {
      let outcome = try change(file, after, from: source, to: formatted)
      return Visit(outcome: outcome, inode: status.inode)
    }
    let stamp = before == after ? Stamp(after) : nil
    return Visit(
      outcome: .formatted, inode: status.inode, stamp: stamp, clockBefore: clockBefore)
  }

  private func change(
    _ file: FilePath, _ status: FileStatus, from source: [UInt8], to formatted: [UInt8]
  ) throws(FileError) -> Outcome {
    let outcome = Outcome.changed(from: source, to: formatted)
    guard mode == .replaces else { return outcome }
    guard status.permissions & 0o200 != 0 else {
      return .failed("kept '\(file)': it is read-only")
    }
    var new = try AtomicFile(in: file.parentFolder, mode: 0o600, fileSystem: fileSystem)
    try new.write(formatted.span.bytes)
    try new.inherit(from: status)
    let now = try fileSystem.status(of: file, followingLinks: false)
    guard now.map(Stamp.init) == Stamp(status) else {
      return .failed("kept '\(file)': it changed while it was formatted; format it again")
    }
    try new.commit(as: file)
    return outcome
  }

  /// The syntax errors of a text.
  ///
  /// - Parameter path: as diagnostics show it.
  package static func errors(in source: [UInt8], named path: String) -> [FileDiagnostic] {
    let analysis = FileAnalysis(analyzing: source)
    let errors = analysis.zir.diagnostics.filter { $0.code.severity == .error }
    let ofSyntax = errors.filter(\.code.isOfSyntax)
    return (ofSyntax.isEmpty ? errors : ofSyntax).map {
      FileDiagnostic(path: path, diagnostic: analysis.lines.locate($0))
    }
  }
}
