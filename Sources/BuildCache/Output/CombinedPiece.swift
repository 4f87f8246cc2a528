// A piece of the combined IR: a unit of work for one thread.

/// A range of the new combined IR that is made in one step.
struct CombinedPiece {
  let start: Int
  var end: Int
  var length: Int { end - start }
  var parts: [Part] = []

  enum Part {
    case header
    /// The section of a run that this build made.
    case made(run: Int)
    /// Kept sections, the first of which has this number.
    case kept(rows: Range<Int>, section: Int)
  }

  /// Fits into a core's own cache, so that bytes are still cached there when they are written after
  /// the check.
  static let sizeBytes = 1 << 18
}
