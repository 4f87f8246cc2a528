// Why units could not be compiled.

/// Why units could not be compiled.
enum UnitFailure: Error, Sendable {
  /// A unit's text is lost.
  case textLost
  /// The compiler ended with an error.
  case refused(BuildError)
  case tool(BuildError)
}
