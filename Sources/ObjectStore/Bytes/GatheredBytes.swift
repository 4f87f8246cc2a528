// A byte buffer that grows, with room at its end that callers can write to.

/// Bytes that grow at their end. Callers can write directly into the room at the end instead of
/// copying from an array of their own.
///
/// A class, because the bytes have one address, and pass from the thread that fills them to
/// another.
///
/// `@unchecked Sendable`: one thread at a time uses it.
@safe package final class GatheredBytes: @unchecked Sendable {
  private var memory: UnsafeMutableRawBufferPointer
  /// The number of bytes. Lower it to drop bytes at the end, raise it to include bytes written into
  /// ``room(for:)``.
  package var count = 0 {
    didSet { precondition(count >= 0 && count <= capacity, "there is no room for so many") }
  }

  package init(capacity: Int = 4096) {
    unsafe memory = .allocate(byteCount: max(capacity, 1), alignment: 16)
  }

  deinit { unsafe memory.deallocate() }

  /// The number of bytes that fit before memory is reallocated.
  package var capacity: Int { unsafe memory.count }

  /// All bytes, valid until more are added.
  package var bytes: UnsafeRawBufferPointer {
    unsafe UnsafeRawBufferPointer(rebasing: memory[..<count])
  }

  /// The bytes from `start` on, valid until more are added.
  func bytes(from start: Int) -> UnsafeRawBufferPointer {
    unsafe UnsafeRawBufferPointer(rebasing: memory[start..<count])
  }

  /// Room after the bytes for at least `additional` bytes, and at least one. They are included once
  /// ``count`` is raised.
  func room(for additional: Int) -> UnsafeMutableRawBufferPointer {
    let needed = count + max(additional, 1)
    if needed > capacity {
      let larger = UnsafeMutableRawBufferPointer.allocate(
        byteCount: max(needed, capacity * 2), alignment: 16)
      unsafe larger.copyMemory(from: bytes)
      unsafe memory.deallocate()
      unsafe memory = larger
    }
    return unsafe UnsafeMutableRawBufferPointer(rebasing: memory[count...])
  }

  package func append(_ byte: UInt8) {
    unsafe room(for: 1)[0] = byte
    count += 1
  }

  package func append(contentsOf more: UnsafeRawBufferPointer) {
    unsafe room(for: more.count).copyMemory(from: more)
    count += more.count
  }

  package func append(contentsOf more: [UInt8]) {
    unsafe more.withUnsafeBytes { unsafe append(contentsOf: $0) }
  }
}
