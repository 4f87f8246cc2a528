// Keeps several builds on one cache from compiling the same unit at once: each unit has a flight,
// which one of them takes.

import BuildCache
import FileIO
import Glibc
import Synchronization

/// The flights of the units of one call of ``UnitCompiler``. Note 25 explains the protocol.
///
/// Without optimisation, compiling a unit is so fast that flights gain nothing: none is taken. A
/// class, because the call's threads share it.
final class UnitFlights: Sendable {
  private let jobs: [PlannedUnit]
  private let context: BuildContext
  private let isUsed: Bool
  private let state = Mutex(State())

  private struct State {
    /// The code that other builds have made, by job.
    var found: [Int: UnitCode] = [:]
    /// The time left to wait for other builds; `nil` if this build has not waited yet.
    var patience: Duration?
    /// The units that were compiled here, and clang's time for them.
    var compiledCount: UInt64 = 0
    var compiledNanoseconds: UInt64 = 0
  }

  init(_ jobs: [PlannedUnit], _ context: BuildContext) {
    self.jobs = jobs
    self.context = context
    isUsed = context.options.optimization > 0 && context.codeUse == .used
  }

  /// The object code that other builds have made since this one looked the units up, by job.
  var found: [Int: UnitCode] { state.withLock { $0.found } }

  /// Takes the flights of units that are about to be compiled.
  ///
  /// - Parameter onFound: called with each unit that has become known.
  /// - Returns: the units to compile now. The others are known, or other builds compile them; once
  ///   this build has waited long enough, it compiles them all the same.
  func take(_ batch: [Int], onFound: (Int) -> Void) -> [Int] {
    guard isUsed, !batch.isEmpty else { return batch }
    if state.withLock({ $0.patience == .zero }) { return missing(of: batch, onFound) }
    var taken: [Int] = []
    for job in batch {
      switch context.cache.takeFlight(of: jobs[job].inputs.key) {
      case .taken: taken.append(job)
      case .held: break
      case .unavailable: return batch
      }
    }
    // Looked up afterwards: another build can have saved a unit before this one took its flight.
    let missing = missing(of: batch, onFound)
    return taken.filter(missing.contains)
  }

  /// Records clang's time for units.
  func add(_ nanoseconds: [UInt64]) {
    guard isUsed else { return }
    state.withLock { state in
      state.compiledCount += UInt64(nanoseconds.count)
      state.compiledNanoseconds += nanoseconds.reduce(0, &+)
    }
  }

  /// Waits for units that other builds compile, until one of them is left to this build, all are
  /// known, or compiling them here would have taken half as long.
  ///
  /// Keeps what was compiled, and holds no flight during the wait. So builds that wait for each other
  /// find what they wait for, and none waits for a build that waits.
  func wait(for units: [Int], onFound: (Int) -> Void) {
    guard !units.isEmpty else { return }
    let beginning = context.options.trace.begin()
    context.cache.save()
    context.cache.releaseFlights()
    var end: ContinuousClock.Instant?
    var missing = units
    var pause = Duration.milliseconds(1)
    while true {
      let free = Set(
        missing.filter { context.cache.takeFlight(of: jobs[$0].inputs.key) != .held })
      // Looked up afterwards: a flight ends when its unit is saved.
      missing = self.missing(of: missing, onFound)
      let waitEnd = end ?? .now + (state.withLock { $0.patience } ?? patience(for: missing))
      end = waitEnd
      let left = max(waitEnd - .now, .zero)
      state.withLock { $0.patience = left }
      if missing.isEmpty || left == .zero || missing.contains(where: free.contains) { break }
      usleep(UInt32(min(pause, left) / .microseconds(1)) + 1)
      pause = min(pause * 2, Self.pauseMax)
    }
    context.options.trace.end(
      beginning, .unit, "wait for other builds",
      [
        ("units", .integer(Int64(units.count))),
        ("found", .integer(Int64(units.count - missing.count))),
      ])
  }

  private static let pauseMax = Duration.milliseconds(16)

  /// Looks units up in what other builds have saved.
  ///
  /// - Returns: those that are not there.
  private func missing(of units: [Int], _ onFound: (Int) -> Void) -> [Int] {
    let saved = context.cache.unitsSavedSince(units.map { jobs[$0].inputs.key })
    return zip(units, saved).compactMap { job, saved in
      guard let (entry, bytes) = saved else { return job }
      let code = UnitCode(bytes: bytes, id: entry.codeID, checksum: Checksum.crc32(bytes))
      state.withLock { $0.found[job] = code }
      onFound(job)
      return nil
    }
  }

  /// Twice the time that compiling the units takes, as their last states have recorded it, or as this
  /// build has measured it.
  private func patience(for units: [Int]) -> Duration {
    let (count, total) = state.withLock { ($0.compiledCount, $0.compiledNanoseconds) }
    let mean = count > 0 ? total / count : 0
    let level = context.options.optimization
    let costs = units.map { job in
      context.cache.newestUnit(like: jobs[job].inputs).map(\.costNanoseconds)
        ?? max(jobs[job].expectedNanoseconds(level: level, context.cache), mean)
    }
    let sum = costs.reduce(UInt64(0)) { $0.addingReportingOverflow($1).partialValue }
    return max(.nanoseconds(Int64(clamping: sum)) * 2, Self.patienceMin)
  }

  /// Starting clang and saving its result take a busy machine this long, however small a unit is.
  private static let patienceMin = Duration.milliseconds(100)
}
