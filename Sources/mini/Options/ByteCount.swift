// Sizes in bytes and lengths of time in options.

import ArgumentParser
import BuildCache

/// A number of bytes: see ``Amount/bytes(_:)``.
struct ByteCount {
  let bytes: UInt64

  init(parsing text: String) throws { bytes = try Amount.bytes(text) }
}

/// A length of time: see ``Amount/nanoseconds(_:)``.
struct TimeSpan {
  let nanoseconds: Int64

  init(parsing text: String) throws { nanoseconds = try Amount.nanoseconds(text) }
}

/// An age: see ``Amount/age(_:)``.
struct Age {
  /// Saturated: an age that the clock cannot represent counts as `never`.
  let nanoseconds: Int64

  init(parsing text: String) throws { nanoseconds = try Amount.age(text) ?? .max }
}
