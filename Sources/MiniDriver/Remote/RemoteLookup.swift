// One conversation in which a build asks a remote cache for units.

import BuildCache
import FileIO
import MiniRemoteProtocol
import ObjectStore
import SystemPackage

/// Asks for units, and checks what arrives. It ends at the time by which the units could have been
/// compiled.
struct RemoteLookup {
  private let settings: RemoteSettings
  private let start: ContinuousClock.Instant
  private let end: ContinuousClock.Instant
  private var actions: [BlobDigest] = []
  /// The job of each action that was asked for; `nil`: it is answered.
  private var places: [Int?] = []

  private(set) var codes: [Int: UnitCode] = [:]
  private(set) var counts = RemoteCounts()
  /// The time until the first answer about a unit.
  private(set) var firstAnswer: UInt64?
  /// Why the remote cache could not be used, or why its first refused result was refused.
  private var failure: String?
  private var refusal: String?

  init(
    _ settings: RemoteSettings, start: ContinuousClock.Instant, end: ContinuousClock.Instant
  ) {
    self.settings = settings
    self.start = start
    self.end = end
  }

  /// The warning; `nil` if nothing is wrong.
  var problem: String? {
    if let failure {
      return "\(settings.name) is not used any further in this build: \(failure)"
    }
    guard let refusal else { return nil }
    return "\(NumberText.count(counts.refused, "result")) of \(settings.name) "
      + (counts.refused == 1 ? "was" : "were") + " refused and compiled here: \(refusal)"
  }

  /// - Parameters:
  ///   - jobs: the units.
  ///   - program: `mini-remote`.
  mutating func run(
    _ jobs: [PlannedUnit], _ program: FilePath, _ setup: RemoteAction.Setup, threadsMax: Int
  ) {
    var process: RemoteProcess
    do throws(Errno) {
      process = try RemoteProcess(program)
    } catch {
      return fail("cannot run '\(program)': \(error)")
    }
    let answerEnd = start + connectTime + answerTime
    // The process connects while the actions are made here.
    let isOpen = process.send(.open(settings.endpoint), until: min(end, answerEnd))
    makeActions(jobs, setup, threadsMax)
    guard isOpen, process.send(.find(actions), until: min(end, answerEnd)) else {
      return fail("'\(program)' has ended without an answer")
    }
    counts.asked = actions.count
    var progressEnd = answerEnd
    while codes.count + counts.refused < actions.count {
      switch process.next(until: min(end, progressEnd)) {
      case .reply(let reply):
        guard take(reply) else { return }
        progressEnd = .now + answerTime
      case .late:
        // At the end of the time for compiling, nothing is wrong: compiling is as fast.
        if ContinuousClock.now >= progressEnd { fail("it does not answer") }
        return
      case .end: return fail("'\(program)' has ended without an answer")
      case .malformed: return fail("'\(program)' sent something malformed")
      }
    }
  }

  private var connectTime: Duration {
    .milliseconds(Int64(settings.endpoint.connectMilliseconds))
  }
  private var answerTime: Duration { .milliseconds(Int64(settings.endpoint.answerMilliseconds)) }

  private mutating func fail(_ reason: String) {
    failure = reason
    counts.failed = 1
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

  /// - Returns: whether more is expected.
  private mutating func take(_ reply: RemoteReply) -> Bool {
    switch reply {
    case .ready: return true
    case .stored: return true
    case .absent(let number):
      noteAnswer()
      if places.indices.contains(number) { places[number] = nil }
      return places.contains { $0 != nil }
    case .found(let number, let result):
      noteAnswer()
      guard places.indices.contains(number), let place = places[number] else { return true }
      places[number] = nil
      accept(result, of: actions[number], as: place)
      return places.contains { $0 != nil }
    case .problem(let text):
      fail(TerminalText.escaped(String(text.prefix(Self.problemMaxCount))))
      return false
    case .end: return false
    }
  }

  /// More than a reason that helps.
  private static let problemMaxCount = 200

  private mutating func noteAnswer() {
    if firstAnswer == nil { firstAnswer = (ContinuousClock.now - start).nanoseconds }
  }

  private mutating func accept(_ result: FoundResult, of action: BlobDigest, as place: Int) {
    let unit = RemoteUnit(result)
    if let flaw = unit.flaw(of: action, settings) {
      counts.refused += 1
      refusal = refusal ?? flaw
    } else {
      counts.found += 1
      codes[place] = UnitCode(
        bytes: unit.object, id: ObjectID(type: .blob, body: unit.object),
        checksum: Checksum.crc32(unit.object))
    }
  }
}

/// A result that a remote cache offers for a unit.
struct RemoteUnit {
  private let result: FoundResult
  private let files: [RemoteFile]

  init(_ result: FoundResult) {
    self.result = result
    files = result.files.filter { $0.path == RemoteAction.object }
  }

  var object: [UInt8] { files.first?.bytes ?? [] }

  /// Why it cannot be used, as a clause; `nil` if it can.
  func flaw(of action: BlobDigest, _ settings: RemoteSettings) -> String? {
    guard result.exitCode == 0 else { return "the compiler failed (\(result.exitCode))" }
    guard files.count == 1, let object = files.first, !object.isExecutable else {
      return "it does not contain the unit's object code"
    }
    let signatures = result.files.filter { $0.path == RemoteAction.signature }
    guard (files + signatures).allSatisfy({ $0.digest.names($0.bytes) }) else {
      return "its bytes do not have the digest that it names"
    }
    if settings.requiresSignature {
      let statement = ResultStatement(action: action, outputs: [.init(object)])
      let flaw = statement.flaw(
        of: signatures.count == 1 ? signatures[0].bytes : nil, trusting: settings.trustedKeys)
      if let flaw { return flaw }
    }
    return ObjectCode.flaw(in: object.bytes).map { "its object code cannot be used: \($0)" }
  }
}
