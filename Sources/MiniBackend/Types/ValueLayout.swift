// Where the parts of texts and arrays are.

/// Offsets in values and buffers, as in the run-time library.
enum ValueLayout {
  /// Of an array's length, an `i64`.
  static let arrayLength: UInt32 = 8
  /// Of the start and the length of a text, both `u32`.
  static let textStart: UInt32 = 8
  static let textLength: UInt32 = 12
  /// Bytes before a buffer's elements.
  static let objectHead: UInt32 = 24
}
