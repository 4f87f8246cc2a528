// Surgical patching: a combined IR made of the previous one by copying its unchanged ranges, each
// checked as it is copied, and writing the sections that changed.

package import FileIO
import Glibc
import Synchronization
package import SystemPackage

/// A stretch of the combined IR.
package enum SectionRun: Sendable {
  /// A section that this build has made or fetched.
  case made(path: String, combinedHash: CombinedHash, ir: [UInt8])
  /// Sections as the last build left them: these rows of its index.
  case kept(rows: Range<Int>)
}

extension CombinedOutput {
  /// Writes the combined IR by patching the previous one.
  ///
  /// The IR is made piece by piece, on several threads, each of which checks what it copies before it
  /// writes it to all files. No file appears before all are written; each appears whole. What the
  /// files replace is given back in the background.
  ///
  /// - Parameters:
  ///   - previous: the last build's combined IR; only the bytes that have their checksum are used.
  ///   - index: the last build's, which is sound.
  ///   - copies: files for the cache's own use. One that cannot be written does not fail the others.
  /// - Returns: `nil` where patching does not do, and nothing has changed: a section does not fit, a
  ///   file cannot be written. ``assemble(header:sections:previous:readObject:outputs:copies:doubtful:fileSystem:)``
  ///   does it then, and tells why.
  package static func patch(
    header: [UInt8], runs: [SectionRun], of index: FileHashCache, previous: FilePath,
    outputs: [FilePath], copies: [FilePath], threadsMax: Int, fileSystem: any FileSystem
  ) -> Assembled? {
    // Where it cannot be opened, whoever assembles says so.
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

  /// Writes a combined IR of which all sections were made, in the same way.
  ///
  /// - Returns: `nil` where it does not do, as above.
  package static func writeMade(
    header: [UInt8], runs: [SectionRun], outputs: [FilePath], copies: [FilePath],
    threadsMax: Int, fileSystem: any FileSystem
  ) -> Assembled? {
    let patch = CombinedPatch(header: header, runs: runs, previous: nil, fileSystem: fileSystem)
    return patch.written(outputs, copies, threadsMax, ReplacedFiles(nil, fileSystem))
  }
}

/// One patching.
private struct CombinedPatch: Sendable {
  let header: [UInt8]
  let runs: [SectionRun]
  /// What kept runs are copied from; `nil`: there are none.
  let previous: Previous?
  let fileSystem: any FileSystem

  /// The previous combined IR.
  struct Previous: Sendable {
    let index: FileHashCache
    /// Open for reading.
    let fd: Int32
    let sizeBytes: UInt64
  }

  /// How many sections are copied.
  var copiedCount: Int {
    runs.reduce(0) { if case .kept(let rows) = $1 { $0 + rows.count } else { $0 } }
  }

  /// The length of the new combined IR; `nil` for one that only a forged index can ask for.
  var length: Int? {
    var length = header.count
    for run in runs {
      switch run {
      case .made(let path, _, let ir):
        length += CombinedOutput.markerLength(pathLength: path.utf8.count) + ir.count
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

  /// Longer ones are assembled: nobody has them, and sums stay far from overflow.
  private static let lengthMax = 1 << 40

  // MARK: Files

  /// Writes all files; `nil` where that does not do.
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
      bytes: [], places: [], copiedCount: copiedCount, misfits: [],
      bytesWritten: UInt64(length) * UInt64(files.count), files: files, copyFailures: [])
  }

  /// Writes files under other names, then renames them, the last one first; whether all are
  /// written. Calls itself once for each, of which a build has two.
  ///
  /// - Parameter files: of each its status before it is given its name.
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

  /// Only an absent or a regular file is ever replaced.
  private func isReplaceable(_ path: FilePath) throws(FileError) -> Bool {
    switch try fileSystem.status(of: path, followingLinks: false)?.kind {
    case nil, .regular: true
    case .directory, .symbolicLink, .other: false
    }
  }

  /// Fills all files with all pieces, on several threads where that is worth one.
  private func fill(_ files: [FilePieces], _ length: Int, _ threadsMax: Int) -> Bool {
    let pieces = pieces
    let next = Atomic(0)
    let fits = Atomic(true)
    let threads = length < Self.threadBytesMin ? 1 : min(threadsMax, pieces.count)
    Parallel.forEach(count: threads, threadsMax: threads) { number in
      // Two threads that write to one file wait for each other: so they begin at different ends.
      let order = number % 2 == 0 ? files : files.reversed()
      var copy = Copy(patch: self, files: order)
      while fits.load(ordering: .relaxed) {
        let place = next.add(1, ordering: .relaxed).oldValue
        guard place < pieces.count else { return }
        if !copy.write(pieces[place]) { fits.store(false, ordering: .relaxed) }
      }
    }
    return fits.load(ordering: .relaxed)
  }

  /// Writing less takes no longer than starting a thread (some 50 µs).
  private static let threadBytesMin = 1 << 18

  // MARK: Pieces

  /// A stretch of the new combined IR that is made at a time.
  private struct Piece {
    let start: Int
    var length = 0
    var parts: [Part] = []
  }

  private enum Part {
    case header
    /// The section of a run that was made.
    case made(run: Int)
    case kept(rows: Range<Int>)
  }

  /// What fits into a core's own cache, so that what is checked is still there to be written.
  private static let pieceBytes = 1 << 18

  /// All of the new combined IR, in order.
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
          CombinedOutput.markerLength(pathLength: path.utf8.count) + ir.count)
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

  /// How far the rows from `first` on fit into so many bytes, or into a piece of their own; at least
  /// one does.
  private func rowsEnd(
    from first: Int, of rows: Range<Int>, in index: FileHashCache, within room: Int
  ) -> Int {
    let start = index.sectionsRange(first..<(first + 1)).lowerBound
    func end(within bytes: Int) -> Int {
      index.files.firstRow(in: first..<rows.upperBound) { row in
        index.sectionsRange(row..<(row + 1)).upperBound &- start <= UInt64(bytes)
      }
    }
    let fitting = end(within: room)
    return fitting > first ? fitting : max(end(within: Self.pieceBytes), first + 1)
  }

  /// The making of pieces by one thread.
  private struct Copy {
    let patch: CombinedPatch
    let files: [FilePieces]
    private var buffer: [UInt8] = []

    init(patch: CombinedPatch, files: [FilePieces]) {
      self.patch = patch
      self.files = files
      buffer.reserveCapacity(CombinedPatch.pieceBytes)
    }

    /// Gathers a piece, checks what is copied, and writes it to all files; whether all went well.
    mutating func write(_ piece: Piece) -> Bool {
      buffer.removeAll(keepingCapacity: true)
      for part in piece.parts {
        switch part {
        case .header: buffer += patch.header
        case .made(let number):
          guard case .made(let path, let combinedHash, let ir) = patch.runs[number] else {
            return false
          }
          buffer += CombinedOutput.marker(path: path, combinedHash)
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
        var place = first
        for row in rows {
          let size = index.sectionSize(row)
          guard size <= UInt64(bytes.count - place) else { return false }
          let end = place + Int(size)
          let checksum = unsafe Checksum.crc32(
            of: UnsafeRawBufferPointer(rebasing: bytes[place..<end]))
          guard checksum == index.sectionChecksum(row) else { return false }
          place = end
        }
        return place == bytes.count
      }
    }

    /// Appends `count` bytes of the previous combined IR to the buffer.
    private mutating func read(_ count: Int, of previous: Previous, at offset: Int64) -> Bool {
      // No more is believed than there can be: a section longer than the file is none.
      guard UInt64(count) <= previous.sizeBytes else { return false }
      let (first, fileSystem) = (buffer.count, patch.fileSystem)
      buffer.append(contentsOf: repeatElement(0, count: count))
      return unsafe buffer.withUnsafeMutableBytes { bytes in
        var done = 0
        while done < count {
          let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[(first + done)...])
          // A piece that cannot be read is one that does not fit.
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

/// The files that a patching replaces, held open: what gives a file's memory back is the end of its
/// last name or descriptor, and it takes a millisecond for 4 MB. So that comes on another thread.
private struct ReplacedFiles: ~Copyable {
  private let fileSystem: any FileSystem
  private let previous: Int32?
  private let held = Mutex<[Int32]>([])

  /// - Parameter fd: one that is open already.
  init(_ fd: Int32?, _ fileSystem: any FileSystem) {
    self.fileSystem = fileSystem
    previous = fd
  }

  /// Holds the file that has this name now.
  borrowing func hold(_ path: FilePath) {
    // One that cannot be opened is given back when it is replaced.
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
