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
  /// Each file is written by a thread of its own, which checks what it copies: no byte is held in
  /// memory longer than that takes. No file appears before all are written; each appears whole.
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
    defer { try? fileSystem.close(fd) }  // nothing was written
    guard let size = try? fileSystem.status(fd).sizeBytes else { return nil }
    let patch = CombinedPatch(
      header: header, runs: runs, index: index, previous: fd, previousSize: size,
      fileSystem: fileSystem)
    guard let length = patch.length, patch.write(outputs + copies, length, threadsMax) else {
      return nil
    }
    return Assembled(
      bytes: [], places: [], copiedCount: patch.copiedCount, misfits: [],
      bytesWritten: UInt64(length) * UInt64(outputs.count + copies.count), copyFailures: [])
  }
}

/// One patching.
private struct CombinedPatch: Sendable {
  let header: [UInt8]
  let runs: [SectionRun]
  let index: FileHashCache
  /// The previous combined IR, open for reading.
  let previous: Int32
  let previousSize: UInt64
  let fileSystem: any FileSystem

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
        let range = index.sectionsRange(rows)
        guard range.upperBound <= UInt64(Self.lengthMax) else { return nil }
        length += Int(range.upperBound - range.lowerBound)
      }
      guard length <= Self.lengthMax else { return nil }
    }
    return length
  }

  /// Longer ones are assembled: nobody has them, and sums stay far from overflow.
  private static let lengthMax = 1 << 40

  // MARK: Files

  /// Writes all files under other names, then renames them, the last one first; whether all are
  /// written. Calls itself once for each, of which a build has two.
  func write(_ files: [FilePath], _ length: Int, _ threadsMax: Int) -> Bool {
    write(files[...], length, [], threadsMax)
  }

  private func write(
    _ files: ArraySlice<FilePath>, _ length: Int, _ begun: [FileAppender], _ threadsMax: Int
  ) -> Bool {
    guard let path = files.first else { return fill(begun, length, threadsMax) }
    do throws(FileError) {
      guard try isReplaceable(path) else { return false }
      try fileSystem.createDirectories(path.parentFolder)
      var file = try AtomicFile(
        in: path.parentFolder, mode: CombinedOutput.fileMode, fileSystem: fileSystem)
      try file.reserve(sizeBytes: Int64(length))
      guard write(files.dropFirst(), length, begun + [file.appender], threadsMax) else {
        return false
      }
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

  /// Fills all files, each on its own thread where that is worth one.
  private func fill(_ files: [FileAppender], _ length: Int, _ threadsMax: Int) -> Bool {
    let fits = Atomic(true)
    let threads = length < Self.threadBytesMin ? 1 : threadsMax
    Parallel.forEach(count: files.count, threadsMax: threads) { number in
      var copy = Copy(patch: self, file: files[number])
      if !copy.run() { fits.store(false, ordering: .relaxed) }
    }
    return fits.load(ordering: .relaxed)
  }

  /// Writing less takes no longer than starting a thread (some 50 µs).
  private static let threadBytesMin = 1 << 18

  // MARK: One file

  /// The making of one file: pieces of up to ``bufferBytes`` are gathered, checked and written.
  private struct Copy {
    let patch: CombinedPatch
    let file: FileAppender
    private var buffer: [UInt8] = []

    /// What fits into a core's own cache, so that what is checked is still there to be written.
    private static let bufferBytes = 1 << 18

    init(patch: CombinedPatch, file: FileAppender) {
      self.patch = patch
      self.file = file
      buffer.reserveCapacity(Self.bufferBytes)
    }

    mutating func run() -> Bool {
      buffer += patch.header
      for run in patch.runs {
        switch run {
        case .made(let path, let combinedHash, let ir):
          buffer += CombinedOutput.marker(path: path, combinedHash)
          buffer += ir
          if buffer.count >= Self.bufferBytes, !flush() { return false }
        case .kept(let rows):
          guard copy(rows) else { return false }
        }
      }
      return flush()
    }

    private mutating func flush() -> Bool {
      defer { buffer.removeAll(keepingCapacity: true) }
      return unsafe buffer.withUnsafeBytes { bytes in
        do throws(Errno) {
          try unsafe file.append(bytes)
          return true
        } catch {
          return false
        }
      }
    }

    /// Copies the sections of these rows, as many at a time as the buffer holds; one at least.
    private mutating func copy(_ rows: Range<Int>) -> Bool {
      var next = rows.lowerBound
      while next < rows.upperBound {
        let room = Self.bufferBytes - buffer.count
        let start = patch.index.sectionsRange(next..<(next + 1)).lowerBound
        let end = patch.index.files.firstRow(in: (next + 1)..<rows.upperBound) { row in
          patch.index.sectionsRange(row..<(row + 1)).upperBound &- start <= UInt64(max(room, 0))
        }
        guard append(next..<end), flush() else { return false }
        next = end
      }
      return true
    }

    /// Reads sections into the buffer and checks each.
    private mutating func append(_ rows: Range<Int>) -> Bool {
      let range = patch.index.sectionsRange(rows)
      guard range.upperBound <= UInt64(Int.max) else { return false }
      let first = buffer.count
      let count = Int(range.upperBound - range.lowerBound)
      guard read(count, at: Int64(range.lowerBound)) else { return false }
      return unsafe buffer.withUnsafeBytes { bytes in
        var place = first
        for row in rows {
          let section = patch.index.sectionsRange(row..<(row + 1))
          let end = place + Int(section.upperBound - section.lowerBound)
          guard end <= bytes.count else { return false }
          let checksum = unsafe Checksum.crc32(
            of: UnsafeRawBufferPointer(rebasing: bytes[place..<end]))
          guard checksum == patch.index.sectionChecksum(row) else { return false }
          place = end
        }
        return place == bytes.count
      }
    }

    /// Appends `count` bytes of the previous combined IR to the buffer.
    private mutating func read(_ count: Int, at offset: Int64) -> Bool {
      // No more is believed than there can be: a section longer than the file is none.
      guard UInt64(count) <= patch.previousSize else { return false }
      let (first, patch) = (buffer.count, patch)
      buffer.append(contentsOf: repeatElement(0, count: count))
      return unsafe buffer.withUnsafeMutableBytes { bytes in
        var done = 0
        while done < count {
          let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[(first + done)...])
          // A piece that cannot be read is one that does not fit.
          guard
            let more = unsafe try? patch.fileSystem.pread(
              patch.previous, into: rest, offset: offset + Int64(done)), more > 0
          else { return false }
          done += more
        }
        return true
      }
    }
  }
}
