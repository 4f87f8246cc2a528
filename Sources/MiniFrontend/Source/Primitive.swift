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
  /// The next bytes of standard input, to the end of a line at most.
  case linePart = "io_line_part"
  /// The next bytes of standard input.
  case inputPart = "io_input_part"
  /// The arguments of the program.
  case arguments = "io_args"
  /// The value of an environment variable.
  case variable = "io_env"
  case readFile = "io_read_file"
  case writeFile = "io_write_file"
  /// Writes to standard error.
  case writeError = "io_error"
  /// Nanoseconds of a clock that never goes back.
  case clock = "io_now"

  package var signature: Signature {
    switch self {
    case .squareRoot: Signature(parameters: [Parameter(.f64)], result: .f64)
    case .bitsOfDouble: Signature(parameters: [Parameter(.f64)], result: .u64)
    case .doubleOfBits: Signature(parameters: [Parameter(.u64)], result: .f64)
    case .linePart, .inputPart: Signature(parameters: [], result: .optional(.text))
    case .arguments: Signature(parameters: [], result: .array(.text))
    case .variable, .readFile: Signature(parameters: [Parameter(.text)], result: .optional(.text))
    case .writeFile:
      Signature(parameters: [Parameter(.text), Parameter(.text)], result: .bool)
    case .writeError: Signature(parameters: [Parameter(.text)], result: .void)
    case .clock: Signature(parameters: [], result: .i64)
    }
  }

  /// Its number among all.
  package var number: Int { Self.allCases.firstIndex(of: self) ?? 0 }

  /// Whether it is a function of the run-time library, whose name in C is the raw value after
  /// `mini_`. The others are instructions.
  package var isOfLibrary: Bool {
    switch self {
    case .squareRoot, .bitsOfDouble, .doubleOfBits: false
    case .linePart, .inputPart, .arguments, .variable, .readFile, .writeFile, .writeError, .clock:
      true
    }
  }

  /// The part of the world outside the program that it reads or changes.
  package var effect: Effect? {
    switch self {
    case .squareRoot, .bitsOfDouble, .doubleOfBits, .writeError: nil
    case .linePart, .inputPart: .input
    case .arguments: .arguments
    case .variable: .environment
    case .readFile, .writeFile: .files
    case .clock: .clock
    }
  }

  /// A part of the world outside a program.
  package enum Effect: String, Hashable, Sendable, CaseIterable {
    case input = "standard input"
    case arguments = "the program's arguments"
    case environment = "the environment"
    case files
    case clock = "the clock"
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
