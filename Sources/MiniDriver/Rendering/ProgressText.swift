// The progress line that a terminal shows during a build.

/// Renders the progress of a piece of work.
package enum ProgressText {
  /// `compiling 3,120 of 10,001 files, 2 s left`.
  ///
  /// - Parameter elapsed: since the work began. The estimate assumes the same speed for the rest,
  ///   by load instead of by count, because the last of many files can be the slowest.
  package static func render(_ progress: BuildProgress, elapsed: Duration) -> String {
    let count = NumberText.count(progress.total, progress.noun)
    let text = "\(progress.work) \(NumberText.grouped(progress.done)) of \(count)"
    let load = progress.load
    guard progress.done < progress.total, load.done > 0, load.total > load.done else { return text }
    let share = Double(load.total - load.done) / Double(load.done)
    let seconds = Double(elapsed.nanoseconds) / 1e9 * share
    return text + ", " + words(for: seconds) + " left"
  }

  /// Rounded up, so that it never shows 0; in minutes above two minutes.
  private static func words(for seconds: Double) -> String {
    seconds > 120
      ? "\(NumberText.grouped(Int(min(seconds / 60, 1e6).rounded(.up)))) min"
      : "\(max(Int(seconds.rounded(.up)), 1)) s"
  }
}
