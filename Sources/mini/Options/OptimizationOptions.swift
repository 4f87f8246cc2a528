// The options of optimisation.

import ArgumentParser
import SystemPackage

/// The level of `-O`, and `--release`.
struct OptimizationOptions: ParsableArguments {
  @Option(
    name: .customShort("O", allowingJoined: true),
    help: ArgumentHelp(
      "Optimisation level of the executable, 0 to 3. (default: mini.config's, or 0)",
      valueName: "level"))
  var number: Int?

  @Flag(help: "The same as -O2.")
  var release = false

  /// `nil` if none is given.
  var given: Int? { number ?? (release ? 2 : nil) }

  var level: Int { given ?? 0 }

  func validate() throws {
    guard (0...3).contains(level) else { throw ValidationError("'-O' takes a level from 0 to 3") }
    guard !release || level == 2 else {
      throw ValidationError("'--release' means '-O2': leave one of them out")
    }
  }
}
