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
  /// The last build's combined IR while it is open.
  private(set) var previous: PreviousIR?
  /// A checked read of a row's IR from the store; `nil` for an absent or damaged object. Any thread
  /// calls it.
  let readObject: @Sendable (_ row: Int) -> [UInt8]?
  let fileSystem: any FileSystem

  package init(
    header: [UInt8], runs: [SectionRun], index: FileHashCache? = nil,
    fileSystem: any FileSystem,
    readObject: @escaping @Sendable (_ row: Int) -> [UInt8]? = { _ in nil }
  ) {
    self.header = header
    self.runs = runs
    self.index = index
    self.readObject = readObject
    self.fileSystem = fileSystem
  }

  /// The place where a combined IR is made.
  package enum Form: Sendable {
    /// In its files, piece by piece, on several threads.
    case inFiles
    /// In memory, because the caller needs the bytes.
    case inMemory
  }

  /// Writes the combined IR to all `outputs` and `copies`.
  ///
  /// No file appears before all are written, and each appears complete. The memory of the replaced
  /// files is freed in the background.
  ///
  /// - Parameters:
  ///   - previous: the last build's combined IR. Only bytes with the right checksum are used.
  ///   - copies: files for the cache's own use. Their folders are created if necessary.
  ///   - doubtful: the outputs and copies that are left alone if they already contain the right
  ///     bytes.
  package func write(
    _ form: Form = .inFiles, previous: FilePath? = nil, outputs: [FilePath],
    copies: [FilePath] = [], doubtful: [FilePath] = [], threadsMax: Int = 1
  ) throws(AssemblyError) -> Assembled {
    for output in outputs { try check(output) }
    var (output, assembled) = (self, Assembled())
    output.open(previous, &assembled)
    let replaced = ReplacedFiles(output.previous?.fd, fileSystem)
    try output.fetchAbsent(&assembled)
    if form == .inMemory || !doubtful.isEmpty {
      output.header = try output.bytes(&assembled)
      output.runs = []
      if form == .inMemory { assembled.bytes = output.header }
      for path in doubtful { assembled.files[path] = status(of: path, having: output.header) }
    }
    let stale = outputs.filter { assembled.files[$0] == nil }
    let copies = copies.filter { assembled.files[$0] == nil && clear($0, &assembled) }
    let targets = Targets(
      paths: stale + copies, outputCount: stale.count, pieces: output.pieces,
      threadsMax: threadsMax)
    try output.write(targets, from: 0, [], [], &assembled, replaced)
    return assembled
  }

  // MARK: Kept sections

  /// Opens the last build's combined IR, if sections are kept.
  private mutating func open(_ path: FilePath?, _ assembled: inout Assembled) {
    guard let path, runs.contains(where: { if case .kept = $0 { true } else { false } }) else {
      return
    }
    do throws(FileError) {
      previous = try PreviousIR(path, fileSystem)
      assembled.previousStatus = previous?.status
    } catch {
      assembled.previousError = error
    }
  }

  /// Reads kept sections that are not in the previous combined IR from the store. Sizes that only an
  /// index claims, which can be forged, are never allocated.
  private mutating func fetchAbsent(_ assembled: inout Assembled) throws(AssemblyError) {
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
      for row in end..<rows.upperBound {
        let number = section + row - rows.lowerBound
        if previous != nil { assembled.misfits.append(number) }
        if let ir = readObject(row) {
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

  // MARK: Files

  /// The files to write, and their content.
  private struct Targets {
    /// Outputs, then copies.
    let paths: [FilePath]
    let outputCount: Int
    let pieces: [CombinedPiece]
    let threadsMax: Int

    var length: Int { pieces[pieces.count - 1].end }
  }

  /// Creates files under temporary names, fills them, then renames them, the last one first. Calls
  /// itself once per file, of which a build has two or three.
  ///
  /// - Parameters:
  ///   - next: the first file that is not created yet.
  ///   - numbers: the files that are created, each with its content in `begun`.
  private func write(
    _ targets: Targets, from next: Int, _ numbers: [Int], _ begun: [FilePieces],
    _ assembled: inout Assembled, _ replaced: borrowing ReplacedFiles
  ) throws(AssemblyError) {
    guard next < targets.paths.count else {
      guard !begun.isEmpty else { return }
      let findings = fill(begun, targets.pieces, targets.threadsMax)
      try assembled.take(findings)
      for (file, number) in numbers.enumerated() {
        if let errno = findings.errno(ofFile: file) {
          try fail(targets, number, errno, &assembled)
        }
      }
      return
    }
    let path = targets.paths[next]
    let file: AtomicFile
    do throws(FileError) {
      file = try begin(targets, next)
    } catch {
      try fail(targets, next, error.errno, &assembled)
      return try write(targets, from: next + 1, numbers, begun, &assembled, replaced)
    }
    try write(
      targets, from: next + 1, numbers + [next], begun + [file.pieces], &assembled, replaced)
    guard !assembled.copyFailures.contains(where: { $0.path == path }) else { return }
    do throws(FileError) {
      if targets.length >= Self.threadBytesMin { replaced.hold(path) }
      let status = try file.status()
      try file.commit(as: path)
      assembled.files[path] = status
      assembled.bytesWritten += UInt64(targets.length)
    } catch {
      try fail(targets, next, error.errno, &assembled)
    }
  }

  private func begin(_ targets: Targets, _ number: Int) throws(FileError) -> AtomicFile {
    let folder = targets.paths[number].parentFolder
    if number >= targets.outputCount { try fileSystem.createDirectories(folder) }
    var file = try AtomicFile(in: folder, mode: Self.fileMode, fileSystem: fileSystem)
    try file.reserve(sizeBytes: Int64(targets.length))
    return file
  }

  /// The mode that compilers give a text output, before the umask.
  private static let fileMode: UInt16 = 0o644

  /// A copy that cannot be written is recorded; an output is an error.
  private func fail(
    _ targets: Targets, _ number: Int, _ errno: Errno, _ assembled: inout Assembled
  ) throws(AssemblyError) {
    let path = targets.paths[number]
    guard number >= targets.outputCount else {
      throw .refused(path: path.string, errno)
    }
    assembled.copyFailures.append(.init(cause: .refused, path: path, reason: errno.description))
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

  /// Moves an obstacle in a copy's place aside, if the cache can.
  ///
  /// - Returns: whether the copy can be written.
  private func clear(_ copy: FilePath, _ assembled: inout Assembled) -> Bool {
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
    assembled.copyFailures.append(.init(cause: .inTheWay, path: copy, reason: reason))
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
