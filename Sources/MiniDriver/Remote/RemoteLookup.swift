// The part of a conversation in which a build asks a remote cache for units.

import BuildCache
import FileIO
import MiniRemoteProtocol
import SystemPackage

/// Asks for units, and checks what arrives. It ends at the time by which the units could have been
/// compiled.
struct RemoteLookup {
  private let settings: RemoteSettings
  private let start: ContinuousClock.Instant
  private let end: ContinuousClock.Instant
  /// The time that a build saves by each unit; `nil`: the user has said how long it waits.
  private let savings: [Duration]?
  /// The time that the units which have arrived save.
  private var saved = Duration.zero
  private var actions: [BlobDigest] = []
  /// The job of each action that was asked for; `nil`: it is answered.
  private var places: [Int?] = []
  /// The number of actions that are not answered.
  private var openCount = 0

  private(set) var codes: [Int: UnitCode] = [:]
  private(set) var answers: RemoteAnswers

  init(
    _ settings: RemoteSettings, start: ContinuousClock.Instant, end: ContinuousClock.Instant,
    savings: [Duration]?
  ) {
    self.settings = settings
    self.start = start
    self.end = end
    self.savings = savings
    answers = RemoteAnswers(settings)
  }

  /// - Parameters:
  ///   - jobs: the units.
  ///   - program: `mini-remote`.
  /// - Returns: the process, which has answered everything; `nil` if it must not be asked again.
  mutating func run(
    _ jobs: [PlannedUnit], _ program: FilePath, _ setup: RemoteAction.Setup, threadsMax: Int
  ) -> RemoteProcess? {
    var process: RemoteProcess
    do throws(Errno) {
      process = try RemoteProcess(program)
    } catch {
      answers.fail("cannot run '\(program)': \(error)")
      return nil
    }
    let answerEnd = start + settings.connectTime + settings.answerTime
    // The process connects while the actions are made here.
    let isOpen = process.send(.open(settings.endpoint), until: min(end, answerEnd))
    makeActions(jobs, setup, threadsMax)
    guard isOpen, process.send(.find(actions), until: min(end, answerEnd)) else {
      answers.fail("'\(program)' has ended without an answer")
      return nil
    }
    answers.setAsked(actions.count)
    openCount = actions.count
    // A server that has said nothing after the time for a connection is not just slow.
    var patienceEnd = start + settings.connectTime
    var progressEnd = answerEnd
    while openCount > 0 {
      // Answers that take longer than compiling cost no more than no answer.
      let lossEnd = savings == nil ? end : answerEnd + saved
      switch process.next(until: min(end, progressEnd, lossEnd)) {
      case .reply(let reply):
        guard take(reply) else { return nil }
        progressEnd = .now + settings.answerTime
        patienceEnd = progressEnd
      case .late:
        // Else the time for compiling is over, and nothing is wrong: compiling is as fast.
        if ContinuousClock.now >= patienceEnd {
          answers.fail("it does not answer")
        } else if lossEnd < end, ContinuousClock.now >= lossEnd {
          answers.fail("its answers take longer than compiling")
        }
        return nil
      case .end:
        answers.fail("'\(program)' has ended without an answer")
        return nil
      case .malformed:
        answers.fail("'\(program)' sent something malformed")
        return nil
      }
    }
    return process
  }

  private mutating func makeActions(
    _ jobs: [PlannedUnit], _ setup: RemoteAction.Setup, _ threadsMax: Int
  ) {
    let digests = Parallel.map(jobs, threadsMax: threadsMax) { job in
      // A unit whose text is lost is compiled, which reports that.
      job.text().map { RemoteAction($0, setup).action.digest }
    }
    for (place, digest) in digests.enumerated() {
      guard let digest else { continue }
      actions.append(digest)
      places.append(place)
    }
  }

  /// - Returns: whether the process goes on.
  private mutating func take(_ reply: RemoteReply) -> Bool {
    switch reply {
    case .ready, .stored, .busy, .failed, .lacking: return true
    case .absent(let number):
      _ = close(number)
      return true
    case .found(let number, let result):
      guard let place = close(number) else { return true }
      codes[place] = answers.accept(result, of: actions[number], by: .others)
      if codes[place] != nil { saved += savings?[place] ?? .zero }
      return true
    case .problem(let text):
      answers.fail(saying: text)
      return false
    case .end: return false
    }
  }

  /// - Returns: the job of an action that was not answered before.
  private mutating func close(_ number: Int) -> Int? {
    if answers.firstAnswer == nil {
      answers.firstAnswer = (ContinuousClock.now - start).nanoseconds
    }
    guard places.indices.contains(number), let place = places[number] else { return nil }
    places[number] = nil
    openCount -= 1
    return place
  }
}

extension RemoteSettings {
  var connectTime: Duration { .milliseconds(Int64(endpoint.connectMilliseconds)) }
  /// How long the next answer may take.
  var answerTime: Duration { .milliseconds(Int64(endpoint.answerMilliseconds)) }
}
