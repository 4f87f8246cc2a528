// The layout of values in memory.
//
// All bytes zero are a value of every type: 0, false, the empty text, the empty array, `none`. It owns
// nothing. The run-time library (Sources/CMiniRuntime) has the same layouts.

import MiniFrontend

/// The layout of a type.
package struct TypeLayout: Hashable, Sendable {
  /// Bytes of a value, a multiple of the alignment.
  package let size: UInt32
  /// 1, 4 or 8.
  package let alignment: UInt32
  /// Whether values can own memory, which copying and releasing them counts.
  package let isCounted: Bool
  /// Whether two values are equal exactly if their bytes are.
  package let isPlain: Bool
  /// Of an optional: where the byte is that is 1 if there is a value.
  package let presenceOffset: UInt32

  private init(
    size: UInt32, alignment: UInt32, isCounted: Bool, isPlain: Bool, presenceOffset: UInt32 = 0
  ) {
    self.size = size
    self.alignment = alignment
    self.isCounted = isCounted
    self.isPlain = isPlain
    self.presenceOffset = presenceOffset
  }

  /// `{ ptr object, i32 start, i32 length }`
  static let text = TypeLayout(size: 16, alignment: 8, isCounted: true, isPlain: false)

  init(_ scalar: Scalar) {
    let size: UInt32 =
      switch scalar {
      case .void: 0
      case .bool, .u8: 1
      case .i32, .u32: 4
      case .i64, .u64, .f64: 8
      }
    self.init(
      size: size, alignment: max(size, 1), isCounted: false, isPlain: scalar != .f64)
  }

  /// The most bytes that a struct or an enum can have.
  static let sizeMax: UInt32 = 65_536

  /// Of what is in error: no bytes.
  static let unknown = TypeLayout(size: 0, alignment: 1, isCounted: false, isPlain: false)

  /// `{ ptr object, i64 length }`
  static let array = TypeLayout(size: 16, alignment: 8, isCounted: true, isPlain: false)

  /// A buffer, or nothing.
  static let map = TypeLayout(size: 8, alignment: 8, isCounted: true, isPlain: false)

  /// An address of code.
  static let function = TypeLayout(size: 8, alignment: 8, isCounted: false, isPlain: false)

  /// Where the value is in an entry of a map, whose key is first, and the entry's size.
  static func entry(
    _ key: TypeLayout, _ value: TypeLayout
  ) -> (valueOffset: UInt32, size: UInt32) {
    func aligned(_ size: UInt32, _ alignment: UInt32) -> UInt32 {
      (size + alignment - 1) / alignment * alignment
    }
    let offset = aligned(key.size, value.alignment)
    return (offset, aligned(offset + value.size, max(key.alignment, value.alignment)))
  }

  /// `{ value, i8 isPresent }`
  static func optional(of value: TypeLayout) -> TypeLayout {
    TypeLayout(
      size: (value.size + value.alignment) / value.alignment * value.alignment,
      alignment: value.alignment, isCounted: value.isCounted, isPlain: false,
      presenceOffset: value.size)
  }

  /// The layout of a struct, or of an enum with this many bytes of a tag before the values of its
  /// cases, and the offsets of all parts. The size can be above ``sizeMax``.
  static func nominal(
    tagBytes: UInt32, _ parts: [[TypeLayout]]
  ) -> (layout: TypeLayout, offsets: [[UInt32]]) {
    var (size, alignment) = (UInt64(tagBytes), max(tagBytes, 1))
    var (isCounted, isPlain) = (false, true)
    var bytes: UInt64 = 0
    var offsets: [[UInt32]] = []
    for list in parts {
      var end = UInt64(tagBytes)
      var starts: [UInt32] = []
      for part in list {
        let start =
          (end + UInt64(part.alignment) - 1) / UInt64(part.alignment)
          * UInt64(part.alignment)
        starts.append(UInt32(clamping: start))
        end = start + UInt64(part.size)
        alignment = max(alignment, part.alignment)
        isCounted = isCounted || part.isCounted
        isPlain = isPlain && part.isPlain
        bytes += UInt64(part.size)
      }
      offsets.append(starts)
      size = max(size, end)
    }
    let whole = (size + UInt64(alignment) - 1) / UInt64(alignment) * UInt64(alignment)
    // The unused bytes of an enum are 0; those between the fields of a struct are not.
    let isFull = tagBytes > 0 || whole == bytes
    let layout = TypeLayout(
      size: UInt32(clamping: whole), alignment: alignment, isCounted: isCounted,
      isPlain: isPlain && isFull)
    return (layout, offsets)
  }
}
