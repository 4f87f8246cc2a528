// The memory of an interpreted program: frames and buffers.

import MiniFrontend

/// Objects of bytes. An address is an object's number and an offset in it; the one of nothing is 0.
///
/// An access outside of a living object is a fault of the compiler, and traps.
struct InterpreterMemory {
  /// More memory than the limits allow.
  struct Exhausted: Error {}

  struct Object {
    var bytes: [UInt8]
    /// The number of values that share a buffer.
    var owners = 1
    var isLive = true
  }

  /// Bytes before a buffer's elements, as in the run-time library.
  static let head = Int(ValueLayout.objectHead)
  /// A number of owners with which a buffer is never freed.
  static let ownersOfLiteral = 1 << 62

  private let limit: Int
  /// The first one is nothing.
  private(set) var objects = [Object(bytes: [], isLive: false)]
  private var freeFrames: [Int] = []
  private(set) var sizeBytes = 0

  init(limit: Int) {
    self.limit = limit
  }

  /// The number of living buffers that are not parts of literals and constants.
  var bufferCount: Int {
    objects.count { $0.isLive && $0.owners < Self.ownersOfLiteral }
  }

  // MARK: Objects

  static func number(of address: UInt64) -> Int { Int(address >> 32) }

  private mutating func count(_ size: Int) throws(Exhausted) {
    sizeBytes += size + 64
    guard sizeBytes <= limit else { throw Exhausted() }
  }

  /// Makes an object, and returns its address.
  mutating func add(_ bytes: [UInt8], owners: Int = 1) throws(Exhausted) -> UInt64 {
    try count(bytes.count)
    objects.append(Object(bytes: bytes, owners: owners))
    return UInt64(objects.count - 1) << 32
  }

  /// Makes a buffer for elements, all 0.
  mutating func addBuffer(_ size: Int, owners: Int = 1) throws(Exhausted) -> UInt64 {
    guard size <= limit else { throw Exhausted() }
    return try add(Array(repeating: 0, count: Self.head + size), owners: owners)
  }

  mutating func addFrame(_ size: Int) throws(Exhausted) -> UInt64 {
    guard let free = freeFrames.popLast() else {
      return try add(Array(repeating: 0, count: size), owners: Self.ownersOfLiteral)
    }
    try count(size)
    objects[free] = Object(
      bytes: Array(repeating: 0, count: size), owners: Self.ownersOfLiteral)
    return UInt64(free) << 32
  }

  mutating func freeFrame(_ address: UInt64) {
    free(address)
    freeFrames.append(Self.number(of: address))
  }

  mutating func free(_ address: UInt64) {
    let number = Self.number(of: address)
    precondition(objects[number].isLive, "memory is freed twice")
    sizeBytes -= objects[number].bytes.count + 64
    objects[number].bytes = []
    objects[number].isLive = false
  }

  mutating func addOwner(_ address: UInt64) {
    precondition(objects[Self.number(of: address)].isLive, "a dead buffer gets an owner")
    objects[Self.number(of: address)].owners += 1
  }

  /// Takes an owner away; true if none is left.
  mutating func dropOwner(_ address: UInt64) -> Bool {
    let number = Self.number(of: address)
    precondition(objects[number].isLive, "a dead buffer loses an owner")
    objects[number].owners -= 1
    return objects[number].owners == 0
  }

  func owners(_ address: UInt64) -> Int { objects[Self.number(of: address)].owners }

  // MARK: Bytes

  func bytes(_ address: UInt64, _ count: Int) -> ArraySlice<UInt8> {
    if count == 0 { return [] }
    let start = Int(address & 0xFFFF_FFFF)
    let object = objects[Self.number(of: address)]
    precondition(object.isLive && start + count <= object.bytes.count, "a read outside of memory")
    return object.bytes[start..<start + count]
  }

  mutating func write(_ bytes: some Collection<UInt8>, at address: UInt64) {
    if bytes.isEmpty { return }
    let (number, start) = (Self.number(of: address), Int(address & 0xFFFF_FFFF))
    precondition(
      objects[number].isLive && start + bytes.count <= objects[number].bytes.count,
      "a write outside of memory")
    objects[number].bytes.replaceSubrange(start..<start + bytes.count, with: bytes)
  }

  /// Appends bytes to a buffer.
  mutating func extend(_ address: UInt64, _ bytes: [UInt8]) throws(Exhausted) {
    try count(bytes.count - 64)
    objects[Self.number(of: address)].bytes += bytes
  }

  func integer(_ address: UInt64, _ count: Int) -> UInt64 {
    bytes(address, count).reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  mutating func set(_ value: UInt64, _ count: Int, at address: UInt64) {
    write(value.bytes(count), at: address)
  }

  func scalar(_ type: Scalar, _ address: UInt64) -> AIR.Constant {
    let bits = integer(address, Int(TypeLayout(type).size))
    switch type {
    case .bool: return .bool(bits != 0)
    case .f64: return .f64(bits)
    case .void, .u8, .i32, .u32, .i64, .u64: return .integer(type.extended(bits), type)
    }
  }

  // MARK: Texts and arrays

  func textBytes(_ text: UInt64) -> [UInt8] {
    let (object, start) = (integer(text, 8), integer(text + 8, 4))
    return Array(bytes(object + UInt64(Self.head) + start, Int(integer(text + 12, 4))))
  }

  /// Sets memory that holds no value to a new text.
  mutating func setText(_ text: UInt64, to bytes: [UInt8]) throws(Exhausted) {
    let object = bytes.isEmpty ? 0 : try addBuffer(bytes.count)
    write(bytes, at: object + UInt64(Self.head))
    set(object, 8, at: text)
    set(UInt64(bytes.count) << 32, 8, at: text + 8)
  }

  func length(_ array: UInt64) -> Int { Int(integer(array + 8, 8)) }

  /// The address of an array's first element.
  func elements(_ array: UInt64) -> UInt64 { integer(array, 8) + UInt64(Self.head) }

  mutating func setArray(_ array: UInt64, object: UInt64, length: Int) {
    set(object, 8, at: array)
    set(UInt64(length), 8, at: array + 8)
  }
}
