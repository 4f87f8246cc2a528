// Bytes under construction, in memory that grows.

/// Bytes under construction. ``ByteReader`` reads them.
struct ByteWriter: ByteSink {
  /// The bytes written, then zeros up to the reserved size.
  private var storage: [UInt8] = []
  /// The number of bytes written.
  private(set) var count = 0

  init() {}

  /// A writer that already contains `bytes`.
  init(_ bytes: consuming [UInt8]) {
    count = bytes.count
    storage = bytes
  }

  /// The bytes written. Cost: a copy if more was reserved than used, else nothing.
  var bytes: [UInt8] {
    storage.count == count ? storage : Array(storage[..<count])
  }

  /// Reserves room for `capacity` bytes in total.
  mutating func reserve(_ capacity: Int) {
    guard capacity > storage.count else { return }
    storage.reserveCapacity(capacity)
    storage.append(contentsOf: repeatElement(0, count: capacity - storage.count))
  }

  mutating func append(zeros count: Int) {
    makeRoom(for: count)
    // The reserved bytes are zeros already.
    self.count += count
  }

  func withBytes(_ body: (UnsafeRawBufferPointer) -> Void) {
    unsafe storage.withUnsafeBytes { bytes in
      unsafe body(UnsafeRawBufferPointer(rebasing: bytes[..<count]))
    }
  }

  /// Returns the bytes written and leaves this writer empty.
  mutating func take() -> ByteWriter {
    defer { self = ByteWriter() }
    return self
  }

  // MARK: Room

  @inline(__always)
  mutating func store<Value: BitwiseCopyable>(_ value: Value) {
    makeRoom(for: MemoryLayout<Value>.size)
    unsafe storage.withUnsafeMutableBytes { bytes in
      unsafe bytes.storeBytes(of: value, toByteOffset: count, as: Value.self)
    }
    count += MemoryLayout<Value>.size
  }

  mutating func append(_ other: UnsafeRawBufferPointer) {
    makeRoom(for: other.count)
    unsafe storage.withUnsafeMutableBytes { bytes in
      unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[count...]).copyMemory(from: other)
    }
    count += other.count
  }

  @inline(__always)
  private mutating func makeRoom(for more: Int) {
    if count + more > storage.count { grow(to: count + more) }
  }

  @inline(never)
  private mutating func grow(to needed: Int) {
    reserve(max(needed, 2 * storage.count, 64))
  }
}

extension ByteSink {
  mutating func append(_ other: ByteWriter) {
    unsafe other.withBytes { unsafe append($0) }
  }
}
