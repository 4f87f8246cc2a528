// A terminal line that shows progress, and disappears at the end.

/// A line that is overwritten repeatedly. A class, because it stores whether it is shown.
final class ProgressLine {
  private let isShown: Bool
  private var isThere = false
  private var last: ContinuousClock.Instant?

  /// - Parameter isShown: whether there is a terminal to show it on.
  init(isShown: Bool) {
    self.isShown = isShown
  }

  /// Shows a text, unless another one was shown a moment ago.
  func show(_ text: () -> String) {
    guard isShown else { return }
    let now = ContinuousClock.now
    if let last, now - last < Self.pause { return }
    last = now
    isThere = true
    StandardError.write("\r" + text() + Self.eraseToEnd)
  }

  /// Removes the line if it is shown.
  func clear() {
    guard isThere else { return }
    isThere = false
    StandardError.write("\r" + Self.eraseToEnd)
  }

  /// Limits updates to ten per second.
  private static let pause = Duration.milliseconds(100)
  /// ECMA-48, EL.
  private static let eraseToEnd = "\u{1B}[K"
}
