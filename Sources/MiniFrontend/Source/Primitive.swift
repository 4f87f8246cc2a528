// Operations that Mini cannot express, for standard modules.

/// A function of the compiler that only standard modules can call, by its name, like a built-in one.
/// The raw value is the name.
package enum Primitive: String, Hashable, Sendable, CaseIterable {
  /// The square root of an `f64`, correctly rounded.
  case squareRoot = "f64_sqrt"
  /// The bits of an `f64`.
  case bitsOfDouble = "f64_bits"
  /// The `f64` with these bits.
  case doubleOfBits = "f64_from_bits"

  package var signature: Signature {
    switch self {
    case .squareRoot: Signature(parameters: [Parameter(.f64)], result: .f64)
    case .bitsOfDouble: Signature(parameters: [Parameter(.f64)], result: .u64)
    case .doubleOfBits: Signature(parameters: [Parameter(.u64)], result: .f64)
    }
  }

  /// Its name as a callee: that of a function of the module `std:`, which cannot exist.
  package var symbol: String { Self.prefix + rawValue }

  /// The primitive with this symbol; `nil` for a function's symbol.
  package init?(symbol: String) {
    guard symbol.hasPrefix(Self.prefix) else { return nil }
    self.init(rawValue: String(symbol.dropFirst(Self.prefix.utf8.count)))
  }

  private static let prefix = "std:."
}

/// Where a file's text comes from, which decides whether it may call primitives.
package enum SourceOrigin: Hashable, Sendable {
  case project
  case standardModule
}
