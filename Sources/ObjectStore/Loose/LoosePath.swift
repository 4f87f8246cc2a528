// The path of a loose object's file within its tree, as a C string on the stack.

/// A path relative to a tree's folder, `ab/cdef…`, built without an allocation.
struct LoosePath {
  private var characters = InlineArray<80, CChar>(repeating: 0)
  private var count = 0

  /// The file of an object.
  init(_ id: ObjectID) {
    unsafe id.withHex { hex in
      var buffer = characters.mutableSpan
      unsafe buffer.withUnsafeMutableBytes { characters in
        unsafe characters.copyMemory(from: UnsafeRawBufferPointer(rebasing: hex[..<2]))
        unsafe characters[2] = 0x2F
        unsafe UnsafeMutableRawBufferPointer(rebasing: characters[3...])
          .copyMemory(from: UnsafeRawBufferPointer(rebasing: hex[2...]))
      }
    }
    count = ObjectID.hexLength + 1
  }

  /// The folder of a shard.
  init(shard: UInt8) {
    append(shard: shard)
  }

  /// Length of the part before the file's name: two digits and a slash.
  static let shardPrefixLength = 3

  /// The shard of a folder with this name; nil if it is not a shard's.
  static func shard(ofFolder name: [UInt8]) -> UInt8? {
    guard name.count == 2, let high = hexDigitValue(name[0]), let low = hexDigitValue(name[1])
    else { return nil }
    return high << 4 | low
  }

  /// A temporary file in a shard's folder, whose name is probably free.
  init(temporaryInShard shard: UInt8) {
    append(shard: shard)
    append(0x2F)
    for character in LooseFormat.temporaryPrefix.utf8 { append(character) }
    var random = UInt64.random(in: .min ... .max)
    for _ in 0..<12 {
      append(hexDigit(UInt8(random & 15)))
      random >>= 4
    }
  }

  private mutating func append(shard: UInt8) {
    append(hexDigit(shard >> 4))
    append(hexDigit(shard & 15))
  }

  /// The last of the 80 characters stays 0 and ends the string.
  private mutating func append(_ character: UInt8) {
    characters[count] = CChar(bitPattern: character)
    count += 1
  }

  /// The path for display.
  var string: String {
    var bytes: [UInt8] = []
    for index in 0..<count { bytes.append(UInt8(bitPattern: characters[index])) }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Calls `body` with the path as a C string.
  func withCString<Value, Failure: Error>(
    _ body: (UnsafePointer<CChar>) throws(Failure) -> Value
  ) throws(Failure) -> Value {
    try unsafe characters.span.withUnsafeBufferPointer { buffer throws(Failure) in
      try unsafe body(buffer.baseAddress!)
    }
  }
}
