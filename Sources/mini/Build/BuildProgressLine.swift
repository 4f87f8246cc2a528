// The line on the terminal that shows the progress of a build.

import MiniDriver
import Synchronization

/// A terminal line with the progress of a build. A class, because the building threads share it.
final class BuildProgressLine: Sendable {
  private struct State {
    let line = ProgressLine(isShown: true)
    let buildStart = ContinuousClock.now
    var work = ""
    var workStart = ContinuousClock.now
  }

  private let state = Mutex(State())

  /// Shows a step, except in the first moments, because a line that only flashes is noise.
  func show(_ progress: BuildProgress) {
    state.withLock { state in
      let now = ContinuousClock.now
      if state.work != progress.work {
        state.work = progress.work
        state.workStart = now
      }
      guard now - state.buildStart > Self.patience else { return }
      state.line.show { ProgressText.render(progress, elapsed: now - state.workStart) }
    }
  }

  /// Removes the line if it is shown.
  func clear() { state.withLock { $0.line.clear() } }

  private static let patience = Duration.milliseconds(500)
}
