// Runs units on a remote engine's workers, while this machine compiles others.

import BuildCache
import FileIO
import MiniRemoteProtocol
import Synchronization

/// The workers of a remote cache's server, for one build.
///
/// Whatever they do, the caller compiles the units that they leave. A class, because the thread that
/// talks to the server and those that compile share it.
final class RemoteEngine: Sendable {
  private let settings: RemoteSettings
  private let setup: RemoteAction.Setup
  private let context: BuildContext
  /// The time that each unit is expected to take on this machine.
  private let costs: [UInt64]
  private let state: Mutex<State>

  private struct State: ~Copyable {
    var process: RemoteProcess?
    var answers: RemoteAnswers
    var codes: [Int: UnitCode] = [:]
  }

  /// - Parameter process: it has answered a lookup.
  init(
    _ process: consuming RemoteProcess, _ settings: RemoteSettings, _ setup: RemoteAction.Setup,
    _ context: BuildContext, _ answers: RemoteAnswers, costs: [UInt64]
  ) {
    self.settings = settings
    self.setup = setup
    self.context = context
    self.costs = costs
    state = Mutex(State(process: process, answers: answers))
  }

  /// Whether this machine compiles only what the workers leave.
  var isAlone: Bool { settings.execution == .only }

  /// The object code that workers have made, by job.
  var codes: [Int: UnitCode] { state.withLock { $0.codes } }

  var answers: RemoteAnswers { state.withLock { $0.answers } }

  /// Runs units until all are done or taken, or the engine is of no more use. Then it is used up.
  ///
  /// - Parameters:
  ///   - jobs: all units, as many as there are costs.
  ///   - onDone: called with each unit that is done.
  ///   - isWanted: whether a unit is still to be compiled by this build.
  func run(
    _ jobs: [PlannedUnit], _ shares: UnitShares, onDone: (Int) -> Void, isWanted: (Int) -> Bool
  ) {
    guard var process = state.withLock({ $0.process.take() }) else { return }
    let beginning = context.options.trace.begin()
    var flight = Flight(windowMax: settings.jobsMax)
    if let toolchain = setup.toolchain {
      // If it is not taken, the first action is not either, which is reported.
      _ = process.send(.toolchain(toolchain.files), until: .now + settings.answerTime)
    }
    while sendMore(jobs, shares, &flight, &process, isWanted), !flight.actions.isEmpty,
      goesOn(jobs, shares, &flight, &process, onDone)
    {}
    context.options.trace.end(
      beginning, .unit, "run units on remote workers",
      [("executed", .integer(Int64(answers.counts.executed)))])
  }

  /// Waits for an answer.
  ///
  /// - Returns: whether the engine can be used any further.
  private func goesOn(
    _ jobs: [PlannedUnit], _ shares: UnitShares, _ flight: inout Flight,
    _ process: inout RemoteProcess, _ onDone: (Int) -> Void
  ) -> Bool {
    let progressEnd = flight.lastAnswer + settings.answerTime + longest(of: flight)
    switch process.next(until: min(progressEnd, .now + Self.slice)) {
    case .reply(let reply): take(reply, jobs, &flight, onDone)
    case .late: if ContinuousClock.now >= progressEnd { fail("it does not answer") }
    case .end: fail("'mini-remote' has ended without an answer")
    case .malformed: fail("'mini-remote' sent something malformed")
    }
    return !answers.hasFailed && !shares.isEnded && !isTooSlow(flight, shares)
  }

  /// How long a change of this machine's state can go unnoticed.
  private static let slice = Duration.milliseconds(10)

  /// The actions that workers have.
  private struct Flight {
    var actions: [Int: BlobDigest] = [:]
    /// Units for which the server had no room.
    var returned: [Int] = []
    var windowMax: Int
    /// Whether the process takes more.
    var isOpen = true
    var lastAnswer = ContinuousClock.now

    mutating func next(_ shares: UnitShares) -> Int? {
      guard isOpen, actions.count < windowMax else { return nil }
      return returned.popLast() ?? shares.takeLast()
    }
  }

  /// - Returns: whether there is something to wait for.
  private func sendMore(
    _ jobs: [PlannedUnit], _ shares: UnitShares, _ flight: inout Flight,
    _ process: inout RemoteProcess, _ isWanted: (Int) -> Bool
  ) -> Bool {
    while let job = flight.next(shares) {
      // A unit whose text is lost is left to the caller, who reports that.
      guard isWanted(job), let ir = jobs[job].text() else { continue }
      let action = RemoteAction(ir, setup)
      if flight.actions.isEmpty { flight.lastAnswer = .now }
      flight.actions[job] = action.action.digest
      let end = ContinuousClock.now + settings.answerTime
      guard !process.send(.run(job, action.runnable), until: end) else { continue }
      guard ContinuousClock.now < end else {
        fail("it does not answer")
        return false
      }
      // The process has ended. Its last words, which have arrived, say why.
      flight.isOpen = false
    }
    return true
  }

  private func take(
    _ reply: RemoteReply, _ jobs: [PlannedUnit], _ flight: inout Flight, _ onDone: (Int) -> Void
  ) {
    flight.lastAnswer = .now
    switch reply {
    case .found(let job, let result):
      guard let action = flight.actions.removeValue(forKey: job) else { return failAsMalformed() }
      let code = state.withLock { state in
        let code = state.answers.accept(result, of: action, by: .worker)
        state.codes[job] = code
        return code
      }
      guard let code else { return }
      RemoteUnit.keep(code, jobs[job], costs[job], context.cache)
      onDone(job)
    case .failed(let job, let reason):
      guard flight.actions.removeValue(forKey: job) != nil else { return failAsMalformed() }
      state.withLock { $0.answers.refuse(saying: reason) }
    case .busy(let job):
      guard flight.actions.removeValue(forKey: job) != nil else { return failAsMalformed() }
      flight.returned.append(job)
      flight.windowMax = flight.actions.count
      if flight.windowMax == 0 { fail("it has no room for an action") }
    case .lacking: state.withLock { $0.answers.failWithoutToolchain() }
    case .problem(let text): state.withLock { $0.answers.fail(saying: text) }
    case .end, .ready, .stored, .absent: failAsMalformed()
    }
  }

  /// A reply that is about nothing that was asked. Any number of them must not keep a build waiting.
  private func failAsMalformed() { fail("'mini-remote' sent something malformed") }

  private func fail(_ reason: String) {
    state.withLock { $0.answers.fail(reason) }
  }

  // MARK: Time

  private func longest(of flight: Flight) -> Duration {
    .nanoseconds(Int64(clamping: flight.actions.keys.map { costs[$0] }.max() ?? 0))
  }

  /// Whether this machine has waited as long as compiling these units takes, or for the time of an
  /// answer.
  private func isTooSlow(_ flight: Flight, _ shares: UnitShares) -> Bool {
    guard !isAlone, let idleSince = shares.idleSince else { return false }
    let total = flight.actions.keys.reduce(0) { $0 &+ costs[$1] }
    let share = Duration.nanoseconds(
      Int64(clamping: total / UInt64(max(context.options.threadsMax, 1))))
    return .now - idleSince >= min(max(share, longest(of: flight)), settings.answerTime)
  }
}
