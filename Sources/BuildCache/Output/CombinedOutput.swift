// The combined IR: sections that this build made, sections of the last build's combined IR, and,
// where those are absent or damaged, sections from the store.

package import FileIO
import Glibc
import ObjectStore
package import SystemPackage

/// A run of sections of the combined IR.
package enum SectionRun: Sendable {
  /// A section that this build compiled or fetched.
  case made(path: String, combinedHash: CombinedHash, ir: [UInt8])
  /// Unchanged sections: these rows of the last build's index.
  case kept(rows: Range<Int>)
}

/// Writes a combined IR.
///
/// Surgical patching: unchanged sections are copied by range from the last build's combined IR, and
/// each is checked as it is copied. A section that is absent or damaged there is read from the
/// store. The result is the same either way.
package struct CombinedOutput: Sendable {
  private(set) var header: [UInt8]
  private(set) var runs: [SectionRun]
  /// The last build's index, which must be sound; `nil` if no section is kept.
  let index: FileHashCache?
  /// The last build's combined IR.
  private(set) var previous: PreviousIR?
  /// A checked read of a row's IR from the store; `nil` for an absent or damaged object. Any thread
  /// calls it.
  let readObject: @Sendable (_ row: Int) -> [UInt8]?
  let fileSystem: any FileSystem

  /// - Parameter previous: the last build's combined IR. Only bytes with the right checksum are
  ///   used.
  package init(
    header: [UInt8], runs: [SectionRun], index: FileHashCache? = nil,
    previous: PreviousIR? = nil, fileSystem: any FileSystem,
    readObject: @escaping @Sendable (_ row: Int) -> [UInt8]? = { _ in nil }
  ) {
    self.header = header
    self.runs = runs
    self.index = index
    self.previous = previous
    self.readObject = readObject
    self.fileSystem = fileSystem
  }

  /// The place where a combined IR is made.
  package enum Form: Sendable {
    /// In its file, piece by piece, on several threads.
    case inFile
    /// In memory, because the caller needs the bytes.
    case inMemory
  }

  /// The file of a combined IR.
  package enum Target: Hashable, Sendable {
    /// One that the user wants. If it cannot be written, that is an error.
    case output(FilePath)
    /// One for the cache's own use. If it cannot be written, the next build is slower. Its folder is
    /// created if necessary.
    case copy(FilePath)

    package var path: FilePath {
      switch self {
      case .output(let path), .copy(let path): path
      }
    }
  }

  /// Writes the combined IR.
  ///
  /// The file appears complete or not at all. The memory of the replaced file is freed in the
  /// background.
  ///
  /// - Parameters:
  ///   - target: `nil` if it is only needed in memory.
  ///   - isDoubtful: whether the file may have the right bytes. Then it is left alone.
  package func write(
    _ form: Form = .inFile, to target: Target?, isDoubtful: Bool = false, threadsMax: Int = 1
  ) throws(AssemblyError) -> Assembled {
    if case .output(let path) = target { try check(path) }
    var (output, assembled) = (self, Assembled())
    let replaced = ReplacedFile(previous, fileSystem)
    try output.fetchAbsent(threadsMax, &assembled)
    if form == .inMemory || isDoubtful {
      output.header = try output.bytes(&assembled)
      output.runs = []
      if form == .inMemory { assembled.bytes = output.header }
    }
    guard let target else { return assembled }
    if isDoubtful { assembled.status = status(of: target.path, having: output.header) }
    if assembled.status == nil, isFree(target, &assembled) {
      try output.write(target, threadsMax, &assembled, replaced)
    }
    return assembled
  }

  // MARK: Kept sections

  /// Reads kept sections that are not in the previous combined IR from the store. Sizes that only an
  /// index claims, which can be forged, are never allocated.
  private mutating func fetchAbsent(
    _ threadsMax: Int, _ assembled: inout Assembled
  ) throws(AssemblyError) {
    guard let index else { return }
    let sizeBytes = previous?.status.sizeBytes ?? 0
    var (present, lost): ([SectionRun], [Int]) = ([], [])
    present.reserveCapacity(runs.count)
    var section = 0
    for run in runs {
      guard case .kept(let rows) = run else {
        present.append(run)
        section += 1
        continue
      }
      let areAllPresent = index.sectionsRange(rows).upperBound <= sizeBytes
      let end =
        areAllPresent
        ? rows.upperBound
        : rows.partitionPoint { index.sectionsRange($0..<($0 + 1)).upperBound <= sizeBytes }
      if end > rows.lowerBound { present.append(.kept(rows: rows.lowerBound..<end)) }
      assembled.copiedCount += end - rows.lowerBound
      let absent = Array(end..<rows.upperBound)
      let isLong = absent.count >= Self.threadReadsMin
      let read = Parallel.map(absent, threadsMax: isLong ? threadsMax : 1, readObject)
      for (row, ir) in zip(absent, read) {
        let number = section + row - rows.lowerBound
        if previous != nil { assembled.misfits.append(number) }
        if let ir {
          present.append(
            .made(path: index.path(row), combinedHash: index.combinedHash(row), ir: ir))
        } else {
          lost.append(number)
        }
      }
      section += rows.count
    }
    guard lost.isEmpty else { throw .sectionsLost(lost) }
    runs = present
  }

  /// Reading fewer objects takes no longer than starting a thread.
  private static let threadReadsMin = 16

  // MARK: The file

  /// Creates the file under a temporary name, fills it, then renames it.
  private func write(
    _ target: Target, _ threadsMax: Int, _ assembled: inout Assembled,
    _ replaced: borrowing ReplacedFile
  ) throws(AssemblyError) {
    let pieces = pieces
    let length = pieces[pieces.count - 1].end
    var file: AtomicFile
    do throws(FileError) {
      file = try begin(target)
    } catch {
      return try fail(target, error.errno, &assembled)
    }
    var output = self
    var placement = Assembled.Placement.written
    do throws(FileError) {
      if let placed = place(in: file, pieces) { (output.previous, placement) = placed }
      try file.reserve(sizeBytes: Int64(length))
    } catch {
      return try fail(target, error.errno, &assembled)
    }
    let findings = output.fill(
      file.pieces, pieces, threadsMax, content: placement == .written ? .none : .previous)
    try assembled.take(findings)
    if let errno = findings.errno { return try fail(target, errno, &assembled) }
    do throws(FileError) {
      if length >= Self.threadBytesMin { replaced.hold(target.path) }
      let status = try file.status()
      try file.commit(as: target.path)
      assembled.status = status
      assembled.bytesWritten = findings.bytesWritten
      assembled.placement = placement
    } catch {
      try fail(target, error.errno, &assembled)
    }
  }

  private func begin(_ target: Target) throws(FileError) -> AtomicFile {
    let folder = target.path.parentFolder
    if case .copy = target { try fileSystem.createDirectories(folder) }
    return try AtomicFile(in: folder, mode: Self.fileMode, fileSystem: fileSystem)
  }

  /// The mode that compilers give a text output, before the umask.
  private static let fileMode: UInt16 = 0o644

  /// A copy that cannot be written is recorded; an output is an error.
  private func fail(
    _ target: Target, _ errno: Errno, _ assembled: inout Assembled
  ) throws(AssemblyError) {
    switch target {
    case .output(let path): throw .refused(path: path.string, errno)
    case .copy(let path):
      assembled.copyFailure = .init(cause: .refused, path: path, reason: errno.description)
    }
  }

  /// Fails unless an output is absent or a regular file: nothing else is ever replaced.
  private func check(_ output: FilePath) throws(AssemblyError) {
    let found: String?
    do throws(FileError) {
      found = try obstacle(at: output)
    } catch {
      throw .refused(path: output.string, error.errno)
    }
    if let found { throw .inTheWay(path: output.string, reason: found) }
  }

  /// A description of anything in a file's place that is never replaced; `nil` for nothing and for
  /// a regular file.
  private func obstacle(at path: FilePath) throws(FileError) -> String? {
    try fileSystem.status(of: path, followingLinks: false)?.kind.obstacle
  }

  /// Moves an obstacle in a copy's place aside, if the cache can. (An output's was checked before.)
  ///
  /// - Returns: whether the file can be written.
  private func isFree(_ target: Target, _ assembled: inout Assembled) -> Bool {
    guard case .copy(let copy) = target else { return true }
    var reason = ""
    do throws(FileError) {
      guard let obstacle = try obstacle(at: copy) else { return true }
      reason = obstacle
    } catch {
      reason = error.errno.description
    }
    // If it cannot be moved, the obstacle is reported.
    let isFree = try? unsafe copy.withCString { name throws(Errno) in
      try unsafe fileSystem.moveAside(name)
    }
    if isFree == true { return true }
    assembled.copyFailure = .init(cause: .inTheWay, path: copy, reason: reason)
    return false
  }

  /// The status of a file that has exactly these bytes; `nil` for another.
  private func status(of path: FilePath, having bytes: [UInt8]) -> FileStatus? {
    // A file that cannot be read is rewritten.
    guard let found = try? fileSystem.contentsAndStatus(of: path, sizeMax: bytes.count),
      found.bytes == bytes, found.before == found.after
    else { return nil }
    return found.after
  }
}

extension FileKind {
  /// The reason why an output does not replace this; `nil` for a regular file.
  package var obstacle: String? {
    switch self {
    case .regular: nil
    case .directory: "it is a folder"
    case .symbolicLink: "a symbolic link is in its place"
    case .other: "a special file is in its place"
    }
  }
}
