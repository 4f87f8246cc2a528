// The runner's arguments.

/// The runner's options. They are parsed by hand: a library would add to the measured memory.
struct Options {
  var fixtures = ""
  var mode = Inputs.Mode.mutations
  /// The first input's seed; the others are consecutive.
  var seed: UInt64 = 0
  /// `nil`: the mode's own count.
  var count: UInt64?
  /// Prints each seed before its input is compiled.
  var traces = false
  /// Writes each input before it is compiled.
  var writesInput = false

  static let usage = """
    usage: MutationRunner --fixtures DIR [--mode mutations|bytes|prefixes]
                          [--seed S] [--count N] [--trace] [--replay S]
    """

  /// Returns `nil` for arguments that ``usage`` does not allow.
  init?(_ arguments: some Sequence<String>) {
    var rest = arguments.makeIterator()
    while let argument = rest.next() {
      switch argument {
      case "--fixtures":
        guard let value = rest.next() else { return nil }
        fixtures = value
      case "--mode":
        guard let value = rest.next().flatMap({ Inputs.Mode(rawValue: $0) }) else { return nil }
        mode = value
      case "--seed":
        guard let value = rest.next().flatMap({ UInt64($0) }) else { return nil }
        seed = value
      case "--count":
        guard let value = rest.next().flatMap({ UInt64($0) }) else { return nil }
        count = value
      case "--replay":
        guard let value = rest.next().flatMap({ UInt64($0) }) else { return nil }
        (seed, count, writesInput) = (value, 1, true)
      case "--trace":
        traces = true
      default:
        return nil
      }
    }
    // The seeds must not overflow.
    if fixtures.isEmpty || seed > .max / 2 || (count ?? 0) > .max / 2 { return nil }
  }
}
