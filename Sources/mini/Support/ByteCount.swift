// Sizes in bytes and lengths of time, as options take them and outputs show them.

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
  /// Saturated: what is older than the clock can tell is as old as `never`.
  let nanoseconds: Int64

  init(parsing text: String) throws { nanoseconds = try Amount.age(text) ?? .max }
}
