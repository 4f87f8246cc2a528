// Makes the combined IR in pieces, on several threads. Each copied section is checked before it is
// written.

import FileIO
import ObjectStore
import Synchronization
import SystemPackage

extension CombinedOutput {
  /// The pieces of the new combined IR, in order.
  var pieces: [CombinedPiece] {
    var pieces = [CombinedPiece(start: 0, end: header.count, parts: [.header])]
    func add(_ part: CombinedPiece.Part, _ length: Int) {
      let end = pieces[pieces.count - 1].end
      if pieces[pieces.count - 1].length + length > CombinedPiece.sizeBytes {
        pieces.append(CombinedPiece(start: end, end: end))
      }
      pieces[pieces.count - 1].end += length
      pieces[pieces.count - 1].parts.append(part)
    }
    var section = 0
    for (number, run) in runs.enumerated() {
      switch run {
      case .made(let path, _, let ir):
        add(
          .made(run: number),
          SectionMarker.length(pathLength: path.utf8.count) + ir.count)
        section += 1
      case .kept(let rows):
        guard let index else { preconditionFailure("a kept row is a row of an index") }
        var first = rows.lowerBound
        while first < rows.upperBound {
          let rest = max(CombinedPiece.sizeBytes - pieces[pieces.count - 1].length, 0)
          let end = rowsEnd(from: first, of: rows, in: index, within: rest)
          let range = index.sectionsRange(first..<end)
          add(
            .kept(rows: first..<end, section: section), Int(range.upperBound - range.lowerBound))
          section += end - first
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
    return fitting > first ? fitting : max(end(within: CombinedPiece.sizeBytes), first + 1)
  }

  /// The whole combined IR.
  func bytes(_ assembled: inout Assembled) throws(AssemblyError) -> [UInt8] {
    let pieces = pieces
    var bytes: [UInt8] = []
    bytes.reserveCapacity(pieces.last?.end ?? 0)
    var maker = PieceMaker(self)
    for piece in pieces where maker.make(piece) { bytes += maker.bytes }
    try assembled.take(maker.findings)
    return bytes
  }

  /// The bytes of a file before it is filled.
  enum FileContent {
    case none
    /// Those of the previous combined IR.
    case previous
  }

  /// Writes all pieces to the file, on several threads if there is enough to write. Those that are in
  /// their places already are checked alone.
  func fill(
    _ file: FilePieces, _ pieces: [CombinedPiece], _ threadsMax: Int, content: FileContent = .none
  ) -> Findings {
    let next = Atomic(0)
    let findings = Mutex(Findings())
    let length = pieces.last?.end ?? 0
    let threads = length < Self.threadBytesMin ? 1 : min(threadsMax, pieces.count)
    Parallel.forEach(count: threads, threadsMax: threads) { _ in
      var maker = PieceMaker(self)
      while true {
        let number = next.add(1, ordering: .relaxed).oldValue
        guard number < pieces.count else { break }
        let misfits = maker.findings.misfits.count
        guard maker.make(pieces[number]) else { continue }
        let isThere =
          content == .previous && misfits == maker.findings.misfits.count
          && isInPlace(pieces[number])
        if !isThere { maker.write(pieces[number], to: file) }
      }
      findings.withLock { $0.add(maker.findings) }
    }
    return findings.withLock { $0 }
  }

  /// Whether a piece consists of kept sections that were at the same offsets before.
  func isInPlace(_ piece: CombinedPiece) -> Bool {
    guard let index else { return false }
    var offset = piece.start
    for part in piece.parts {
      guard case .kept(let rows, _) = part, case let range = index.sectionsRange(rows),
        range.lowerBound == offset
      else { return false }
      offset = Int(range.upperBound)
    }
    return true
  }

  /// Writing less than this takes no longer than starting a thread (about 50 µs).
  static let threadBytesMin = 1 << 18
}

/// Makes pieces on one thread.
struct PieceMaker {
  /// The last piece that was made.
  private(set) var bytes: [UInt8] = []
  private(set) var findings = Findings()
  private let output: CombinedOutput

  init(_ output: CombinedOutput) {
    self.output = output
    bytes.reserveCapacity(CombinedPiece.sizeBytes)
  }

  /// Makes a piece and checks the sections that it copies.
  ///
  /// - Returns: `false` if a section is lost.
  mutating func make(_ piece: CombinedPiece) -> Bool {
    bytes.removeAll(keepingCapacity: true)
    for part in piece.parts {
      switch part {
      case .header: bytes += output.header
      case .made(let run):
        guard case .made(let path, let combinedHash, let ir) = output.runs[run] else {
          preconditionFailure("a made section is a run of its own")
        }
        bytes += SectionMarker.line(path: path, combinedHash)
        bytes += ir
      case .kept(let rows, let section): copy(rows, section)
      }
    }
    return findings.lost.isEmpty
  }

  /// Writes the last piece. After a failure, nothing more is written.
  mutating func write(_ piece: CombinedPiece, to file: FilePieces) {
    guard findings.errno == nil else { return }
    do throws(Errno) {
      try unsafe bytes.span.bytes.withUnsafeBytes { bytes throws(Errno) in
        try unsafe file.write(bytes, at: piece.start)
      }
      findings.bytesWritten += UInt64(bytes.count)
    } catch {
      findings.errno = error
    }
  }

  /// Appends kept sections: those with the right checksum from the previous combined IR, the others
  /// from the store.
  private mutating func copy(_ rows: Range<Int>, _ section: Int) {
    guard let index = output.index, let previous = output.previous else {
      preconditionFailure("kept sections are in the previous combined IR")
    }
    var offset = bytes.count
    let range = index.sectionsRange(rows)
    previous.append(
      Int(range.upperBound - range.lowerBound), at: Int64(range.lowerBound), to: &bytes)
    for row in rows {
      let end = offset + Int(index.sectionSize(row))
      let checksum = unsafe bytes.withUnsafeBytes { bytes in
        unsafe Checksum.crc32(of: UnsafeRawBufferPointer(rebasing: bytes[offset..<end]))
      }
      if checksum != index.sectionChecksum(row) {
        let number = section + row - rows.lowerBound
        findings.misfits.append(number)
        if !replace(offset..<end, with: row, of: index) { findings.lost.append(number) }
      }
      offset = end
    }
  }

  /// Replaces a damaged section by the store's.
  ///
  /// - Returns: whether the store contains one of this size.
  private mutating func replace(
    _ range: Range<Int>, with row: Int, of index: FileHashCache
  ) -> Bool {
    guard let ir = output.readObject(row) else { return false }
    let section = SectionMarker.line(path: index.path(row), index.combinedHash(row)) + ir
    guard section.count == range.count else { return false }
    bytes.replaceSubrange(range, with: section)
    return true
  }
}
