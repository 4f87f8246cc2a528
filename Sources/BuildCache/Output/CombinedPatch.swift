// Surgical patching: writes a combined IR from the unchanged ranges of the previous one and the
// sections that changed. Each range is checked as it is copied.

package import FileIO
import Glibc
import ObjectStore
import Synchronization
package import SystemPackage

/// A run of sections of the combined IR.
package enum SectionRun: Sendable {
  /// A section that this build compiled or fetched.
  case made(path: String, combinedHash: CombinedHash, ir: [UInt8])
  /// Unchanged sections: these rows of the last build's index.
  case kept(rows: Range<Int>)
}

extension CombinedOutput {
  /// Writes the combined IR by patching the previous one.
  ///
  /// Several threads make it in pieces. Each thread checks the bytes that it copies before it
  /// writes them to all files. No file appears before all are written, and each appears complete.
  /// The memory of the replaced files is freed in the background.
  ///
  /// - Parameters:
  ///   - previous: the last build's combined IR. Only bytes with the right checksum are used.
  ///   - index: the last build's index, which must be sound.
  ///   - copies: files for the cache's own use.
  /// - Returns: `nil` if a section is damaged or a file cannot be written. Files that were renamed
  ///   before the failure have the right bytes, and the others are unchanged. The caller then uses
  ///   ``assemble(header:sections:previous:readObject:outputs:copies:doubtful:fileSystem:)``, which
  ///   reports the problem.
  package static func patch(
    header: [UInt8], runs: [SectionRun], of index: FileHashCache, previous: FilePath,
    outputs: [FilePath], copies: [FilePath], threadsMax: Int, fileSystem: any FileSystem
  ) -> Assembled? {
    // If it cannot be opened, `assemble` reports why.
    guard let fd = try? fileSystem.openIfPresent(previous, flags: O_RDONLY | O_NONBLOCK) else {
      return nil
    }
    let replaced = ReplacedFiles(fd, fileSystem)
    guard let size = try? fileSystem.status(fd).sizeBytes else { return nil }
    let patch = CombinedPatch(
      header: header, runs: runs, previous: .init(index: index, fd: fd, sizeBytes: size),
      fileSystem: fileSystem)
    return patch.written(outputs, copies, threadsMax, replaced)
  }

  /// Writes a combined IR of which this build made every section, in the same way.
  ///
  /// - Returns: `nil` if a file cannot be written, as above.
  package static func writeMade(
    header: [UInt8], runs: [SectionRun], outputs: [FilePath], copies: [FilePath],
    threadsMax: Int, fileSystem: any FileSystem
  ) -> Assembled? {
    let patch = CombinedPatch(header: header, runs: runs, previous: nil, fileSystem: fileSystem)
    return patch.written(outputs, copies, threadsMax, ReplacedFiles(nil, fileSystem))
  }
}

/// One patch of a combined IR.
private struct CombinedPatch: Sendable {
  let header: [UInt8]
  let runs: [SectionRun]
  /// The source of kept runs; `nil` if there are none.
  let previous: Previous?
  let fileSystem: any FileSystem

  /// The previous combined IR.
  struct Previous: Sendable {
    let index: FileHashCache
    /// Open for reading.
    let fd: Int32
    let sizeBytes: UInt64
  }

  var copiedCount: Int {
    runs.reduce(0) { if case .kept(let rows) = $1 { $0 + rows.count } else { $0 } }
  }

  /// The length of the new combined IR; `nil` if it exceeds `lengthMax`, as only a forged index can
  /// ask.
  var length: Int? {
    var length = header.count
    for run in runs {
      switch run {
      case .made(let path, _, let ir):
        length += SectionMarker.length(pathLength: path.utf8.count) + ir.count
      case .kept(let rows):
        guard let range = previous?.index.sectionsRange(rows),
          range.upperBound <= UInt64(Self.lengthMax)
        else { return nil }
        length += Int(range.upperBound - range.lowerBound)
      }
      guard length <= Self.lengthMax else { return nil }
    }
    return length
  }

  /// The limit for patching. No project is this large, and sums stay far from overflow.
  private static let lengthMax = 1 << 40

  // MARK: Files

  /// Writes all files; `nil` if that fails.
  func written(
    _ outputs: [FilePath], _ copies: [FilePath], _ threadsMax: Int,
    _ replaced: borrowing ReplacedFiles
  ) -> Assembled? {
    guard let length else { return nil }
    var files = WrittenFiles()
    do throws(FileError) {
      for copy in copies { try fileSystem.createDirectories(copy.parentFolder) }
    } catch {
      return nil
    }
    guard write((outputs + copies)[...], length, [], &files, threadsMax, replaced) else {
      return nil
    }
    return Assembled(
      bytes: [], locations: [], copiedCount: copiedCount, misfits: [],
      bytesWritten: UInt64(length) * UInt64(files.count), files: files, copyFailures: [])
  }

  /// Writes files under temporary names, then renames them, the last one first. Calls itself once
  /// per file, of which a build has two.
  ///
  /// - Parameter files: receives each file's status before it is renamed.
  /// - Returns: whether all are written.
  private func write(
    _ paths: ArraySlice<FilePath>, _ length: Int, _ begun: [FilePieces],
    _ files: inout WrittenFiles, _ threadsMax: Int, _ replaced: borrowing ReplacedFiles
  ) -> Bool {
    guard let path = paths.first else { return fill(begun, length, threadsMax) }
    do throws(FileError) {
      guard try isReplaceable(path) else { return false }
      var file = try AtomicFile(
        in: path.parentFolder, mode: CombinedOutput.fileMode, fileSystem: fileSystem)
      try file.reserve(sizeBytes: Int64(length))
      guard
        write(paths.dropFirst(), length, begun + [file.pieces], &files, threadsMax, replaced)
      else { return false }
      if length >= Self.threadBytesMin { replaced.hold(path) }
      files[path] = try file.status()
      try file.commit(as: path)
      return true
    } catch {
      return false
    }
  }

  /// Whether a path is absent or a regular file: nothing else is ever replaced.
  private func isReplaceable(_ path: FilePath) throws(FileError) -> Bool {
    switch try fileSystem.status(of: path, followingLinks: false)?.kind {
    case nil, .regular: true
    case .directory, .symbolicLink, .other: false
    }
  }

  /// Writes all pieces to all files, on several threads if there is enough to write.
  private func fill(_ files: [FilePieces], _ length: Int, _ threadsMax: Int) -> Bool {
    let pieces = pieces
    let next = Atomic(0)
    let fits = Atomic(true)
    let threads = length < Self.threadBytesMin ? 1 : min(threadsMax, pieces.count)
    Parallel.forEach(count: threads, threadsMax: threads) { number in
      // Two threads that write to one file wait for each other, so they start with different files.
      let order = number % 2 == 0 ? files : files.reversed()
      var copy = Copy(patch: self, files: order)
      while fits.load(ordering: .relaxed) {
        let offset = next.add(1, ordering: .relaxed).oldValue
        guard offset < pieces.count else { return }
        if !copy.write(pieces[offset]) { fits.store(false, ordering: .relaxed) }
      }
    }
    return fits.load(ordering: .relaxed)
  }

  /// Writing less than this takes no longer than starting a thread (about 50 µs).
  private static let threadBytesMin = 1 << 18

  // MARK: Pieces

  /// A range of the new combined IR that is made in one step.
  private struct Piece {
    let start: Int
    var length = 0
    var parts: [Part] = []
  }

  private enum Part {
    case header
    /// The section of a run that this build made.
    case made(run: Int)
    case kept(rows: Range<Int>)
  }

  /// Fits into a core's own cache, so that bytes are still cached there when they are written after
  /// the check.
  private static let pieceBytes = 1 << 18

  /// The pieces of the new combined IR, in order.
  private var pieces: [Piece] {
    var pieces = [Piece(start: 0, length: header.count, parts: [.header])]
    func add(_ part: Part, _ length: Int) {
      if pieces[pieces.count - 1].length + length > Self.pieceBytes {
        let last = pieces[pieces.count - 1]
        pieces.append(Piece(start: last.start + last.length))
      }
      pieces[pieces.count - 1].length += length
      pieces[pieces.count - 1].parts.append(part)
    }
    for (number, run) in runs.enumerated() {
      switch run {
      case .made(let path, _, let ir):
        add(
          .made(run: number),
          SectionMarker.length(pathLength: path.utf8.count) + ir.count)
      case .kept(let rows):
        guard let index = previous?.index else { break }  // `length` is nil then
        var first = rows.lowerBound
        while first < rows.upperBound {
          let rest = max(Self.pieceBytes - pieces[pieces.count - 1].length, 0)
          let end = rowsEnd(from: first, of: rows, in: index, within: rest)
          let range = index.sectionsRange(first..<end)
          add(.kept(rows: first..<end), Int(range.upperBound - range.lowerBound))
          first = end
        }
      }
    }
    return pieces
  }

  /// The end of the rows from `first` on that fit into `room`, or else into a piece of their own.
  /// At least one row is included, even if it is larger.
  private func rowsEnd(
    from first: Int, of rows: Range<Int>, in index: FileHashCache, within room: Int
  ) -> Int {
    let start = index.sectionsRange(first..<(first + 1)).lowerBound
    func end(within bytes: Int) -> Int {
      (first..<rows.upperBound).partitionPoint { row in
        index.sectionsRange(row..<(row + 1)).upperBound &- start <= UInt64(bytes)
      }
    }
    let fitting = end(within: room)
    return fitting > first ? fitting : max(end(within: Self.pieceBytes), first + 1)
  }

  /// Makes pieces on one thread.
  private struct Copy {
    let patch: CombinedPatch
    let files: [FilePieces]
    private var buffer: [UInt8] = []

    init(patch: CombinedPatch, files: [FilePieces]) {
      self.patch = patch
      self.files = files
      buffer.reserveCapacity(CombinedPatch.pieceBytes)
    }

    /// Collects a piece, checks the copied sections, and writes the piece to all files.
    ///
    /// - Returns: whether all of that succeeded.
    mutating func write(_ piece: Piece) -> Bool {
      buffer.removeAll(keepingCapacity: true)
      for part in piece.parts {
        switch part {
        case .header: buffer += patch.header
        case .made(let number):
          guard case .made(let path, let combinedHash, let ir) = patch.runs[number] else {
            return false
          }
          buffer += SectionMarker.line(path: path, combinedHash)
          buffer += ir
        case .kept(let rows): guard append(rows) else { return false }
        }
      }
      guard buffer.count == piece.length else { return false }
      return unsafe buffer.withUnsafeBytes { bytes in
        do throws(Errno) {
          for file in files { try unsafe file.write(bytes, at: piece.start) }
          return true
        } catch {
          return false
        }
      }
    }

    /// Reads sections into the buffer and checks each.
    private mutating func append(_ rows: Range<Int>) -> Bool {
      guard let previous = patch.previous else { return false }
      let index = previous.index
      let range = index.sectionsRange(rows)
      let first = buffer.count
      let count = Int(range.upperBound - range.lowerBound)
      guard read(count, of: previous, at: Int64(range.lowerBound)) else { return false }
      return unsafe buffer.withUnsafeBytes { bytes in
        var offset = first
        for row in rows {
          let size = index.sectionSize(row)
          guard size <= UInt64(bytes.count - offset) else { return false }
          let end = offset + Int(size)
          let checksum = unsafe Checksum.crc32(
            of: UnsafeRawBufferPointer(rebasing: bytes[offset..<end]))
          guard checksum == index.sectionChecksum(row) else { return false }
          offset = end
        }
        return offset == bytes.count
      }
    }

    /// Appends `count` bytes of the previous combined IR to the buffer.
    private mutating func read(_ count: Int, of previous: Previous, at offset: Int64) -> Bool {
      // A forged index can name a section that is longer than the file. Do not allocate for it.
      guard UInt64(count) <= previous.sizeBytes else { return false }
      let (first, fileSystem) = (buffer.count, patch.fileSystem)
      buffer.append(contentsOf: repeatElement(0, count: count))
      return unsafe buffer.withUnsafeMutableBytes { bytes in
        var done = 0
        while done < count {
          let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[(first + done)...])
          // A piece that cannot be read is treated as damaged.
          guard
            let more = unsafe try? fileSystem.pread(
              previous.fd, into: rest, offset: offset + Int64(done)), more > 0
          else { return false }
          done += more
        }
        return true
      }
    }
  }
}

/// Keeps the files open that a patch replaces. The kernel frees a file's memory when its last name
/// and descriptor are gone, which takes a millisecond for 4 MB. So they are closed on another
/// thread.
private struct ReplacedFiles: ~Copyable {
  private let fileSystem: any FileSystem
  private let previous: Int32?
  private let held = Mutex<[Int32]>([])

  /// - Parameter fd: a descriptor that is open already.
  init(_ fd: Int32?, _ fileSystem: any FileSystem) {
    self.fileSystem = fileSystem
    previous = fd
  }

  /// Opens the file that has this name now.
  borrowing func hold(_ path: FilePath) {
    // If it cannot be opened, its memory is freed when it is replaced.
    guard let fd = try? fileSystem.openIfPresent(path, flags: O_RDONLY | O_NONBLOCK) else { return }
    held.withLock { $0.append(fd) }
  }

  deinit {
    let (held, fileSystem) = (held.withLock { $0 }, fileSystem)
    let fds = held + (previous.map { [$0] } ?? [])
    guard !held.isEmpty else {
      for fd in fds { try? fileSystem.close(fd) }  // nothing was written
      return
    }
    Parallel.inBackground {
      for fd in fds { try? fileSystem.close(fd) }  // nothing was written
    }
  }
}
