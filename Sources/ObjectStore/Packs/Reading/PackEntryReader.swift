// Reads entries of packs with a zlib stream and buffers that are reused for all entries.

import FileIO
import SystemPackage

/// Why an entry could not be read. The pack adds the object and its path.
enum PackFailure: Error {
  case damaged(Damage)
  case file(Errno)
}

/// Inflates entries. A class, because it keeps its zlib stream from entry to entry.
///
/// `@unchecked Sendable`: the pool gives it to one thread at a time, under its mutex.
@safe final class PackEntryReader: @unchecked Sendable {
  private var inflater = Inflater()
  private var blockInflater = Inflater(.blocks)
  private let input = UnsafeMutableRawBufferPointer.allocate(
    byteCount: PackEntryReader.bufferBytes, alignment: 16)
  private let output = UnsafeMutableRawBufferPointer.allocate(
    byteCount: PackEntryReader.bufferBytes, alignment: 16)
  /// The available bytes of the pack. They are in the input buffer, or in the pack's own memory.
  private var window: Range<UInt64> = 0..<0
  private var windowStart: UnsafeRawPointer?
  /// The pack of the window. Identifies it only while the pack is alive.
  private var windowPack: ObjectIdentifier?
  /// For callers that examine one body after another.
  let scratch = GatheredBytes()
  /// The end of the entry that was inflated last.
  private(set) var end: UInt64 = 0

  private static let bufferBytes = 64 << 10
  /// Size of the first read, head included: most entries are shorter.
  private static let firstBytes = 4 << 10
  /// Maximum reservation for data before any of it is inflated.
  private static let reservedMax: UInt64 = 1 << 20

  deinit {
    unsafe input.deallocate()
    unsafe output.deallocate()
  }

  /// Forgets the window, because the next pack can be another one.
  func begin() {
    window = 0..<0
    windowPack = nil
  }

  /// Forgets the window if it is of another pack. All packs since the last ``begin()`` must still
  /// be alive.
  func turn(to pack: PackFile) {
    let identity = ObjectIdentifier(pack)
    guard windowPack != identity else { return }
    window = 0..<0
    windowPack = identity
  }

  /// The head of the entry at an offset.
  func head(at offset: UInt64, in pack: PackFile) throws(PackFailure) -> PackEntryHead {
    guard offset >= UInt64(PackFormat.headerLength), offset < pack.sizeBytes else {
      throw .damaged(.badOffset)
    }
    let needed = UInt64(PackFormat.entryHeadLengthMax)
    if !window.contains(offset) || window.upperBound - offset < needed {
      // Reading at the window's end means that the caller reads the pack in order.
      let isNext = window.contains(offset) || offset == window.upperBound
      try load(at: offset, isNext ? Self.bufferBytes : Self.firstBytes, pack)
    }
    guard let head = unsafe PackEntryHead.parse(rest(from: offset), at: offset) else {
      throw .damaged(.badHeader)
    }
    return head
  }

  /// An entry's inflated data: exactly as long as the head claims, with a correct zlib checksum.
  ///
  /// Memory: the data, which grow as they are inflated, whatever size the head claims.
  func data(of head: PackEntryHead, in pack: PackFile) throws(PackFailure) -> [UInt8] {
    let size = head.sizeBytes
    guard size <= StoredObject.bodySizeMaxBytes else { throw .damaged(.tooLarge) }
    // Rejects a size that the rest of the pack cannot reach.
    let left = pack.sizeBytes - min(head.dataOffset, pack.sizeBytes)
    guard size / ZlibStream.ratioMax <= left else { throw .damaged(.bodyTooShort) }
    var data: [UInt8] = []
    data.reserveCapacity(Int(min(size, Self.reservedMax)))
    inflater.reset()
    var next = head.dataOffset
    while true {
      if inflater.inputLeft == 0 { try offer(&next, pack) }
      let (count, outcome) = unsafe inflater.inflate(into: output)
      guard UInt64(data.count + count) <= size else { throw .damaged(.bodyTooLong) }
      unsafe data.append(contentsOf: output[..<count])
      switch outcome {
      case .finished:
        guard UInt64(data.count) == size else { throw .damaged(.bodyTooShort) }
        end = next - UInt64(inflater.inputLeft)
        return data
      case .corrupt: throw .damaged(.corruptStream)
      case .needsOutput: continue
      case .needsInput:
        // No input is left, or zlib does not accept any.
        guard next < pack.sizeBytes || count > 0 else { throw .damaged(.truncatedStream) }
        guard inflater.inputLeft == 0 else { throw .damaged(.corruptStream) }
      }
    }
  }

  /// Appends the data to a buffer in one step. Skips the zlib checksum, for callers that compare
  /// the data with an object's name.
  ///
  /// - Returns: false, with the buffer unchanged, if the entry is damaged or longer than a window.
  ///   Then ``data(of:in:)`` reads it or reports the damage.
  func append(_ head: PackEntryHead, in pack: PackFile, to buffer: GatheredBytes) -> Bool {
    guard let stream = unsafe stream(of: head, in: pack), unsafe Inflater.isZlibHeader(stream)
    else { return false }
    let size = Int(head.sizeBytes)
    let blocks = unsafe UnsafeRawBufferPointer(rebasing: stream[Inflater.zlibHeaderLength...])
    let room = unsafe buffer.room(for: size + Inflater.fastRoomBytes)
    guard let (count, _) = unsafe blockInflater.inflateWhole(blocks, into: room), count == size
    else { return false }
    buffer.count += size
    return true
  }

  /// The same, with the zlib checksum.
  func appendChecked(_ head: PackEntryHead, in pack: PackFile, to buffer: GatheredBytes) -> Bool {
    guard let stream = unsafe stream(of: head, in: pack) else { return false }
    let size = Int(head.sizeBytes)
    let room = unsafe buffer.room(for: size + Inflater.fastRoomBytes)
    guard let (count, taken) = unsafe inflater.inflateWhole(stream, into: room), count == size
    else { return false }
    buffer.count += size
    end = head.dataOffset + UInt64(taken)
    return true
  }

  /// An entry's zlib stream and the bytes after it; nil if it is longer than a window or cannot be
  /// read.
  private func stream(of head: PackEntryHead, in pack: PackFile) -> UnsafeRawBufferPointer? {
    guard let size = Int(exactly: head.sizeBytes), size <= Self.wholeBytesMax else { return nil }
    // No sensible compressor needs more bytes for this size (zlib's `compressBound`).
    let entryBytesMax = UInt64(size + size >> 8 + PackFormat.entryHeadLengthMax + 64)
    let entryEnd = min(head.offset + entryBytesMax, pack.sizeBytes)
    if !window.contains(head.dataOffset) || window.upperBound < entryEnd {
      // If the entry was not the first in the window, entries are read in order.
      let isNext = window.contains(head.offset) && window.lowerBound < head.offset
      let count = isNext ? Self.bufferBytes : Int(entryBytesMax)
      // The error is ignored: the caller reads the entry again, which reports it.
      guard (try? load(at: head.offset, count, pack)) != nil else { return nil }
    }
    return unsafe rest(from: head.dataOffset)
  }

  /// Maximum body that is inflated in one step. With its framing it fits into the input buffer even
  /// if it does not compress.
  private static let wholeBytesMax = 60 << 10

  /// The sizes at the front of a delta. Inflates only these.
  func sizes(
    ofDelta head: PackEntryHead, in pack: PackFile
  ) throws(PackFailure) -> (base: UInt64, result: UInt64) {
    inflater.reset()
    var next = head.dataOffset
    var count = 0
    var front: [UInt8] = []
    // zlib can produce the bytes in several steps. Each but the last uses a piece of the pack.
    while count < PackDelta.sizesLengthMax {
      if inflater.inputLeft == 0 { try offer(&next, pack) }
      let room = unsafe UnsafeMutableRawBufferPointer(
        rebasing: output[count..<PackDelta.sizesLengthMax])
      let (produced, outcome) = unsafe inflater.inflate(into: room)
      count += produced
      if case .corrupt = outcome { throw .damaged(.corruptStream) }
      if case .finished = outcome { break }
      if produced == 0, next >= pack.sizeBytes || inflater.inputLeft > 0 { break }
    }
    unsafe front.append(contentsOf: output[..<count])
    guard let sizes = PackDelta.sizes(front.span) else { throw .damaged(.badDelta) }
    return (sizes.base, sizes.result)
  }

  /// The CRC-32 of a part of the pack.
  func checksum(_ range: Range<UInt64>, in pack: PackFile) throws(PackFailure) -> UInt32 {
    var checksum = CRC32()
    try unsafe forEachPiece(of: range, in: pack) { unsafe checksum.update($0) }
    return checksum.value
  }

  private func forEachPiece(
    of range: Range<UInt64>, in pack: PackFile, _ body: (UnsafeRawBufferPointer) -> Void
  ) throws(PackFailure) {
    var next = range.lowerBound
    while next < range.upperBound {
      if !window.contains(next) { try load(at: next, Self.bufferBytes, pack) }
      let piece = unsafe rest(from: next).prefix(Int(range.upperBound - next))
      guard unsafe !piece.isEmpty else { throw .damaged(.truncatedStream) }
      unsafe body(UnsafeRawBufferPointer(rebasing: piece))
      next += unsafe UInt64(piece.count)
    }
  }

  /// The bytes of a part of the pack.
  func bytes(_ range: Range<UInt64>, in pack: PackFile) throws(PackFailure) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(range.count)
    try unsafe forEachPiece(of: range, in: pack) { unsafe bytes.append(contentsOf: $0) }
    return bytes
  }

  // MARK: The window

  /// Passes zlib the next piece of the pack: the rest of the window, or a new one.
  private func offer(_ next: inout UInt64, _ pack: PackFile) throws(PackFailure) {
    if !window.contains(next) { try load(at: next, Self.bufferBytes, pack) }
    let piece = unsafe rest(from: next)
    unsafe inflater.setInput(piece)
    next += UInt64(piece.count)
    // A pack that was truncated since it was opened ends here.
    if unsafe piece.isEmpty { next = max(next, pack.sizeBytes) }
  }

  private func rest(from offset: UInt64) -> UnsafeRawBufferPointer {
    guard window.contains(offset) else {
      return unsafe UnsafeRawBufferPointer(start: nil, count: 0)
    }
    let start = Int(offset - window.lowerBound)
    // zlib counts its input in 32 bits.
    let count = min(window.count - start, Int(Int32.max))
    return unsafe UnsafeRawBufferPointer(start: windowStart.map { unsafe $0 + start }, count: count)
  }

  private func load(at offset: UInt64, _ count: Int, _ pack: PackFile) throws(PackFailure) {
    window = 0..<0
    if let memory = unsafe pack.memory {
      unsafe windowStart = memory.baseAddress
      window = 0..<UInt64(memory.count)
      return
    }
    unsafe windowStart = UnsafeRawPointer(input.baseAddress)
    do throws(Errno) {
      let room = unsafe UnsafeMutableRawBufferPointer(rebasing: input[..<count])
      let read = try unsafe pack.read(at: offset, into: room)
      window = offset..<offset + UInt64(read)
    } catch {
      throw .file(error)
    }
  }
}
