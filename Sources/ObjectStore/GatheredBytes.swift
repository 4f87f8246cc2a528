// Bytes gathered from many small pieces, some of which are written in place.

/// Bytes that grow at their end. Room at the end can be written to in place, by what would otherwise
/// fill an array of its own that is then copied.
///
/// A class, because what it holds has one place, and goes from the thread that fills it to the one
/// that hands it on.
///
/// `@unchecked Sendable`: one thread at a time has it.
@safe package final class GatheredBytes: @unchecked Sendable {
  private var memory: UnsafeMutableRawBufferPointer
  /// How many bytes there are. Fewer can be said to forget those at the end, more to keep what was
  /// written into the ``room(for:)``.
  package var count = 0 {
    didSet { precondition(count >= 0 && count <= capacity, "there is no room for so many") }
  }

  package init(capacity: Int = 4096) {
    unsafe memory = .allocate(byteCount: max(capacity, 1), alignment: 16)
  }

  deinit { unsafe memory.deallocate() }

  /// How many bytes there may be before memory is moved.
  package var capacity: Int { unsafe memory.count }

  /// All bytes, until more come.
  package var bytes: UnsafeRawBufferPointer {
    unsafe UnsafeRawBufferPointer(rebasing: memory[..<count])
  }

  /// The bytes from a place on, until more come.
  func bytes(from start: Int) -> UnsafeRawBufferPointer {
    unsafe UnsafeRawBufferPointer(rebasing: memory[start..<count])
  }

  /// Room behind the bytes for at least one and at least so many more; they count once ``count`` says
  /// so.
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
