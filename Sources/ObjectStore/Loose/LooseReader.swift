// Reads loose objects, with a zlib stream and buffers that are kept from object to object.

import FileIO
import SystemPackage

/// Why a loose file could not be read. The tree adds the object and its path.
enum LooseFailure: Error {
  case damaged(Damage)
  case file(Errno)
}

/// Inflates loose files. A class, because it keeps its zlib stream from object to object.
///
/// `@unchecked Sendable`: the pool gives it to one thread at a time, under its mutex.
@safe final class LooseReader: @unchecked Sendable {
  private var inflater = Inflater()
  private let input = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 16)
  private let output = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 16)
  private var fileLeft: UInt64 = 0
  private let bufferBytes = 64 << 10

  deinit {
    unsafe input.deallocate()
    unsafe output.deallocate()
  }

  /// Reads a whole object and checks everything but its digest.
  ///
  /// Memory: the body, which grows as its bytes are inflated, whatever size the header claims.
  ///
  /// - Parameter expected: the body's size in bytes, if known. Another size is damage, and the body
  ///   is not inflated.
  func object(
    _ fd: Int32, sizeBytes: UInt64, expected: UInt64?, _ fileSystem: any FileSystem
  ) throws(LooseFailure) -> StoredObject {
    var (count, outcome) = try begin(fd, sizeBytes: sizeBytes, roomBytes: bufferBytes, fileSystem)
    let (header, length) = try parse(count)
    guard header.sizeBytes <= StoredObject.bodySizeMaxBytes else { throw .damaged(.tooLarge) }
    guard expected.map({ $0 == header.sizeBytes }) ?? true else { throw .damaged(.otherSize) }
    // Rejects a size that a file of this length cannot reach.
    guard header.sizeBytes / ZlibStream.ratioMax <= sizeBytes else {
      throw .damaged(.bodyTooShort)
    }
    var body: [UInt8] = []
    body.reserveCapacity(Int(min(header.sizeBytes, reservedMax)))
    unsafe body.append(contentsOf: output[length..<count])
    while outcome != .finished {
      guard UInt64(body.count) <= header.sizeBytes else { throw .damaged(.bodyTooLong) }
      (count, outcome) = try fill(fd, from: 0, to: bufferBytes, fileSystem)
      unsafe body.append(contentsOf: output[..<count])
    }
    guard UInt64(body.count) <= header.sizeBytes else { throw .damaged(.bodyTooLong) }
    guard UInt64(body.count) == header.sizeBytes else { throw .damaged(.bodyTooShort) }
    guard inflater.inputLeft == 0, fileLeft == 0 else { throw .damaged(.trailingBytes) }
    return StoredObject(type: header.type, body: body)
  }

  /// Reads only the header.
  func header(
    _ fd: Int32, sizeBytes: UInt64, _ fileSystem: any FileSystem
  ) throws(LooseFailure) -> ObjectHeader {
    let (count, _) = try begin(
      fd, sizeBytes: sizeBytes, roomBytes: ObjectHeader.lengthMax, fileSystem)
    return try parse(count).header
  }

  /// Maximum reservation for a body before any of it is inflated.
  private let reservedMax: UInt64 = 1 << 20

  private func begin(
    _ fd: Int32, sizeBytes: UInt64, roomBytes: Int, _ fileSystem: any FileSystem
  ) throws(LooseFailure) -> (count: Int, outcome: Inflater.Outcome) {
    guard sizeBytes > 0 else { throw .damaged(.empty) }
    inflater.reset()
    fileLeft = sizeBytes
    return try fill(fd, from: 0, to: roomBytes, fileSystem)
  }

  private func parse(_ count: Int) throws(LooseFailure) -> (header: ObjectHeader, length: Int) {
    let head = min(count, ObjectHeader.lengthMax)
    var bytes: [UInt8] = []
    unsafe bytes.append(contentsOf: output[..<head])
    guard let parsed = ObjectHeader.parse(bytes.span) else { throw .damaged(.badHeader) }
    return parsed
  }

  /// Inflates into the output buffer until it is full or the stream ends.
  private func fill(
    _ fd: Int32, from start: Int, to end: Int, _ fileSystem: any FileSystem
  ) throws(LooseFailure) -> (count: Int, outcome: Inflater.Outcome) {
    var count = start
    while true {
      if inflater.inputLeft == 0 { try load(fd, fileSystem) }
      let room = unsafe UnsafeMutableRawBufferPointer(rebasing: output[count..<end])
      let (produced, outcome) = unsafe inflater.inflate(into: room)
      count += produced
      switch outcome {
      case .finished, .needsOutput: return (count, outcome)
      case .corrupt: throw .damaged(.corruptStream)
      case .needsInput:
        // zlib has used all input, and the stream needs more than the file contains.
        if inflater.inputLeft == 0, fileLeft == 0 { throw .damaged(.truncatedStream) }
      }
    }
  }

  /// Reads the file's next piece, if there is one.
  private func load(_ fd: Int32, _ fileSystem: any FileSystem) throws(LooseFailure) {
    guard fileLeft > 0 else { return }
    let count = Int(min(fileLeft, UInt64(bufferBytes)))
    let piece = unsafe UnsafeMutableRawBufferPointer(rebasing: input[..<count])
    do {
      let read = try unsafe fileSystem.read(fd, into: piece)
      fileLeft = read == 0 ? 0 : fileLeft - UInt64(read)
      unsafe inflater.setInput(UnsafeRawBufferPointer(rebasing: piece[..<read]))
    } catch {
      throw .file(error)
    }
  }
}
