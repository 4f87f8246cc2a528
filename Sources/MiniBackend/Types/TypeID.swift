// Types as small numbers.

package import MiniFrontend

/// A type of a ``TypeTable``. The scalars and `text` have the same number in every table.
package struct TypeID: Hashable, Sendable {
  package let raw: UInt32

  init(raw: UInt32) {
    self.raw = raw
  }

  package init(_ scalar: Scalar) {
    raw = UInt32(scalar.rawValue)
  }

  // The raw values of the scalars. As constants they cost nothing where they are used.
  package static let void = TypeID(raw: 0)
  package static let bool = TypeID(raw: 1)
  package static let u8 = TypeID(raw: 5)
  package static let i32 = TypeID(raw: 2)
  package static let u32 = TypeID(raw: 6)
  package static let i64 = TypeID(raw: 3)
  package static let u64 = TypeID(raw: 7)
  package static let f64 = TypeID(raw: 4)
  package static let text = TypeID(raw: 8)

  /// The first number of a type that a table describes.
  static let firstRow: UInt32 = 9

  /// `nil` for other types than scalars.
  package var scalar: Scalar? {
    raw < TypeID.text.raw ? Scalar(rawValue: UInt8(raw)) : nil
  }

  /// Whether it is a type without parts that a register holds.
  package var isScalar: Bool { raw < TypeID.text.raw }
}
