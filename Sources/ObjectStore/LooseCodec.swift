// What a thread needs to read and write loose objects: zlib streams and buffers, kept from object
// to object and lent out by a pool.

import FileIO
import Synchronization
import SystemPackage

/// Lends codecs: as many exist as threads work at once, and the memory of the surplus is freed.
final class CodecPool<Codec: Sendable>: Sendable {
  private let idle = Mutex<[Codec]>([])
  private let make: @Sendable () -> Codec
  /// Codecs kept while nobody uses them: a machine's threads, not a peak's.
  private let idleMax = 16

  init(_ make: @escaping @Sendable () -> Codec) {
    self.make = make
  }

  /// Calls `body` with a codec that nobody else has.
  func lend<Value, Failure: Error>(
    _ body: (Codec) throws(Failure) -> Value
  ) throws(Failure) -> Value {
    let codec = idle.withLock { $0.popLast() } ?? make()
    defer { idle.withLock { if $0.count < idleMax { $0.append(codec) } } }
    return try body(codec)
  }
}

/// Why a loose file could not be read; the tree adds which it was.
enum LooseFailure: Error {
  case damaged(Damage)
  case file(Errno)
}

/// Inflates loose files. A class, because zlib's stream stays while objects come and go.
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

  /// Reads a whole object, everything but its digest checked.
  ///
  /// Memory: the body, which grows as its bytes come, whatever size the header claims.
  ///
  /// - Parameter expected: bytes of the body, where they are known; other ones are damage, and nothing more
  ///   is inflated.
  func object(
    _ fd: Int32, sizeBytes: UInt64, expected: UInt64?, _ fileSystem: any FileSystem
  ) throws(LooseFailure) -> StoredObject {
    var (count, outcome) = try begin(fd, sizeBytes: sizeBytes, roomBytes: bufferBytes, fileSystem)
    let (header, length) = try parse(count)
    guard header.sizeBytes <= LooseFormat.bodySizeMaxBytes else { throw .damaged(.tooLarge) }
    guard expected.map({ $0 == header.sizeBytes }) ?? true else { throw .damaged(.otherSize) }
    // What the file cannot hold is not waited for.
    guard header.sizeBytes / LooseFormat.ratioMax <= sizeBytes else {
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

  /// Reads the header and no more.
  func header(
    _ fd: Int32, sizeBytes: UInt64, _ fileSystem: any FileSystem
  ) throws(LooseFailure) -> ObjectHeader {
    let (count, _) = try begin(
      fd, sizeBytes: sizeBytes, roomBytes: ObjectHeader.lengthMax, fileSystem)
    return try parse(count).header
  }

  /// What is reserved for a body before any of it has come.
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
        // All input was offered and taken, and the stream wants more than the file has.
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

/// Deflates objects. A class, because zlib's stream stays while objects come and go.
///
/// `@unchecked Sendable`: the pool gives it to one thread at a time, under its mutex.
final class LooseWriter: @unchecked Sendable {
  private var deflater: Deflater
  private var output: [UInt8] = []
  /// Memory kept between objects: most are smaller, a huge one shall not stay for ever.
  private let outputKeptBytes = 1 << 20

  init(level: Int32) {
    deflater = Deflater(level: level)
  }

  /// Calls `body` with the bytes of an object's file.
  func encode<Value, Failure: Error>(
    _ type: ObjectType, _ object: RawSpan,
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Value
  ) throws(Failure) -> Value {
    let header = ObjectHeader(type: type, sizeBytes: UInt64(object.byteCount)).encoded
    output.removeAll(keepingCapacity: true)
    if object.byteCount < LooseFormat.storedBodyBytesBelow {
      unsafe LooseFormat.store(header.span.bytes, object, appendingTo: &output)
    } else {
      unsafe deflater.deflate(header.span.bytes, object, appendingTo: &output)
    }
    defer { if output.capacity > outputKeptBytes { output = [] } }
    return try unsafe output.span.bytes.withUnsafeBytes(body)
  }
}
