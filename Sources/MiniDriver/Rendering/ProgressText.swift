// What the line on the terminal says while a build works.

/// Renders how far a piece of work has come.
package enum ProgressText {
  /// `compiling 3,120 of 10,001 files, 2 s left`.
  ///
  /// - Parameter elapsed: since the work began; what is left is taken to go as fast.
  package static func render(_ progress: BuildProgress, elapsed: Duration) -> String {
    let count = NumberText.count(progress.total, progress.noun)
    let text = "\(progress.work) \(NumberText.grouped(progress.done)) of \(count)"
    let left = progress.total - progress.done
    guard progress.done > 0, left > 0 else { return text }
    let seconds = Double(elapsed.nanoseconds) / 1e9 * Double(left) / Double(progress.done)
    return text + ", " + words(for: seconds) + " left"
  }

  /// Rounded up, so that it does not end at 0; beyond two minutes in minutes.
  private static func words(for seconds: Double) -> String {
    seconds > 120
      ? "\(NumberText.grouped(Int(min(seconds / 60, 1e6).rounded(.up)))) min"
      : "\(max(Int(seconds.rounded(.up)), 1)) s"
  }
}
