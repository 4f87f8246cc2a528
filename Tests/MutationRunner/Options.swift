// The runner's arguments.

/// What to run. Argument parsing is by hand: a library would add to the memory that is measured.
struct Options {
  var fixtures = ""
  var mode = Inputs.Mode.mutations
  /// The first input's; the others follow one by one.
  var seed: UInt64 = 0
  /// `nil`: as many as the mode has.
  var count: UInt64?
  /// Says each seed before its input is compiled.
  var traces = false
  /// Writes each input before it is compiled.
  var writesInput = false

  static let usage = """
    usage: MutationRunner --fixtures DIR [--mode mutations|bytes|prefixes]
                          [--seed S] [--count N] [--trace] [--replay S]
    """

  /// `nil` where they are not what ``usage`` says.
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
    // No seed may run over the end of the numbers.
    if fixtures.isEmpty || seed > .max / 2 || (count ?? 0) > .max / 2 { return nil }
  }
}
