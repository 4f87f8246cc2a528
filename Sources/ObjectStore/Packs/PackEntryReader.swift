// What a thread needs to read entries of packs: a zlib stream and buffers, kept from entry to entry.

import FileIO
import SystemPackage

/// Why an entry could not be read; the pack adds which it was.
enum PackFailure: Error {
  case damaged(PackFault)
  case file(Errno)
}

/// Inflates entries. A class, because zlib's stream stays while entries come and go.
///
/// `@unchecked Sendable`: the pool gives it to one thread at a time, under its mutex.
@safe final class PackEntryReader: @unchecked Sendable {
  private var inflater = Inflater()
  private var blockInflater = Inflater(.blocks)
  private let input = UnsafeMutableRawBufferPointer.allocate(
    byteCount: PackEntryReader.bufferBytes, alignment: 16)
  private let output = UnsafeMutableRawBufferPointer.allocate(
    byteCount: PackEntryReader.bufferBytes, alignment: 16)
  /// Which bytes of the pack are at hand, and where: in the input buffer, or where the whole pack is
  /// in memory, there.
  private var window: Range<UInt64> = 0..<0
  private var windowStart: UnsafeRawPointer?
  /// The pack that the window is of, as long as someone has it.
  private var windowPack: ObjectIdentifier?
  /// For who looks at one body after another.
  let scratch = GatheredBytes()
  /// Where the entry ends that was inflated last.
  private(set) var end: UInt64 = 0

  private static let bufferBytes = 64 << 10
  /// Read at first, with the head: most entries are shorter.
  private static let firstBytes = 4 << 10
  /// What is reserved for data before any of it has come.
  private static let reservedMax: UInt64 = 1 << 20

  deinit {
    unsafe input.deallocate()
    unsafe output.deallocate()
  }

  /// Forgets what was read: another pack may come, or another process's.
  func begin() {
    window = 0..<0
    windowPack = nil
  }

  /// The same, if it was of another pack. The packs asked for since the last ``begin()`` must be there
  /// still.
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
      // Who goes on where the window ends goes through the pack in order.
      let isNext = window.contains(offset) || offset == window.upperBound
      try load(at: offset, isNext ? Self.bufferBytes : Self.firstBytes, pack)
    }
    guard let head = unsafe PackEntryHead.parse(rest(from: offset), at: offset) else {
      throw .damaged(.badHead)
    }
    return head
  }

  /// An entry's data, inflated: exactly as long as the head says, its zlib checksum right.
  ///
  /// Memory: the data, which grow as their bytes come, whatever size the head claims.
  func data(of head: PackEntryHead, in pack: PackFile) throws(PackFailure) -> [UInt8] {
    let size = head.sizeBytes
    guard size <= LooseFormat.bodySizeMaxBytes else { throw .damaged(.tooLarge) }
    // What the rest of the pack cannot hold is not waited for.
    let left = pack.sizeBytes - min(head.dataOffset, pack.sizeBytes)
    guard size / LooseFormat.ratioMax <= left else { throw .damaged(.bodyTooShort) }
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
        // Nothing was left to offer, or zlib takes nothing of what it was offered.
        guard next < pack.sizeBytes || count > 0 else { throw .damaged(.truncatedStream) }
        guard inflater.inputLeft == 0 else { throw .damaged(.corruptStream) }
      }
    }
  }

  /// The same, to the end of a buffer, in one go. The zlib checksum is left out: for those who hold the
  /// data against an object's name.
  ///
  /// - Returns: false, and nothing appended, where that cannot be done: the entry is damaged, or longer
  ///   than a window. ``data(of:in:)`` can tell.
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

  /// An entry's zlib stream and what follows it; nil where that is longer than a window, or cannot be
  /// read.
  private func stream(of head: PackEntryHead, in pack: PackFile) -> UnsafeRawBufferPointer? {
    guard let size = Int(exactly: head.sizeBytes), size <= Self.wholeBytesMax else { return nil }
    // No deflater in its senses makes more of so many bytes (zlib's `compressBound`).
    let entryBytesMax = UInt64(size + size >> 8 + PackFormat.entryHeadLengthMax + 64)
    let entryEnd = min(head.offset + entryBytesMax, pack.sizeBytes)
    if !window.contains(head.dataOffset) || window.upperBound < entryEnd {
      // Where the entry was not the first in the window, the next one follows.
      let isNext = window.contains(head.offset) && window.lowerBound < head.offset
      let count = isNext ? Self.bufferBytes : Int(entryBytesMax)
      // Whoever can say why it fails reads it again.
      guard (try? load(at: head.offset, count, pack)) != nil else { return nil }
    }
    return unsafe rest(from: head.dataOffset)
  }

  /// The longest body that is inflated in one go: with what frames it, the input buffer holds it even
  /// where it would not shrink.
  private static let wholeBytesMax = 60 << 10

  /// The sizes at the front of a delta, of which no more is inflated.
  func sizes(
    ofDelta head: PackEntryHead, in pack: PackFile
  ) throws(PackFailure) -> (base: UInt64, result: UInt64) {
    inflater.reset()
    var next = head.dataOffset
    var count = 0
    var front: [UInt8] = []
    // A stream may give its bytes in several steps; each but the last takes a piece of the pack.
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

  /// A part of the pack.
  func bytes(_ range: Range<UInt64>, in pack: PackFile) throws(PackFailure) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(range.count)
    try unsafe forEachPiece(of: range, in: pack) { unsafe bytes.append(contentsOf: $0) }
    return bytes
  }

  // MARK: The window

  /// Gives zlib the next piece of the pack: the rest of the window, or a new one.
  private func offer(_ next: inout UInt64, _ pack: PackFile) throws(PackFailure) {
    if !window.contains(next) { try load(at: next, Self.bufferBytes, pack) }
    let piece = unsafe rest(from: next)
    unsafe inflater.setInput(piece)
    next += UInt64(piece.count)
    // A pack that was cut short since it was opened gives nothing: that is its end.
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
