// The answers of a remote cache to one build: units that were accepted, and what is wrong.

import BuildCache
import MiniRemoteProtocol
import ObjectStore

/// The answers of a remote cache to one build.
struct RemoteAnswers: Sendable {
  let settings: RemoteSettings
  private(set) var counts = RemoteCounts()
  /// The time until the first answer about a unit.
  var firstAnswer: UInt64?
  /// Why the remote cache could not be used, or why its first refused result was refused.
  private var failure: String?
  /// Whether the server lacks the compiler that its workers need.
  private(set) var lacksToolchain = false
  private var refusal: String?

  init(_ settings: RemoteSettings) {
    self.settings = settings
  }

  var hasFailed: Bool { failure != nil }

  /// The warning; `nil` if nothing is wrong.
  var problem: String? {
    if let failure {
      return "\(settings.name) is not used any further in this build: \(failure)"
    }
    guard let refusal else { return nil }
    return "\(NumberText.count(counts.refused, "result")) of \(settings.name) "
      + (counts.refused == 1 ? "was" : "were") + " refused and compiled here: \(refusal)"
  }

  mutating func setAsked(_ count: Int) { counts.asked = count }

  /// - Parameter reason: why it cannot be used any further.
  mutating func fail(_ reason: String) {
    failure = failure ?? reason
    counts.failed = 1
  }

  /// The server cannot run actions before it has the compiler.
  mutating func failWithoutToolchain() {
    lacksToolchain = true
    fail("it lacks the compiler, which is stored there after the build")
  }

  /// - Parameter text: the reason in the server's words.
  mutating func fail(saying text: String) { fail(Self.shown(text)) }

  /// - Parameter text: why a result cannot be used, in the server's words.
  mutating func refuse(saying text: String) { refuse(Self.shown(text)) }

  private mutating func refuse(_ reason: String) {
    counts.refused += 1
    refusal = refusal ?? reason
  }

  private static func shown(_ text: String) -> String {
    TerminalText.escaped(String(text.prefix(problemMaxCount)))
  }

  /// More than a reason that helps.
  private static let problemMaxCount = 200

  enum Maker {
    /// Somebody's build.
    case others
    /// A worker, for this build.
    case worker
  }

  /// - Returns: the object code of a unit; `nil` if the result is refused.
  mutating func accept(
    _ result: FoundResult, of action: BlobDigest, by maker: Maker
  ) -> UnitCode? {
    let unit = RemoteUnit(result)
    if let flaw = unit.flaw(of: action, settings) {
      refuse(flaw)
      return nil
    }
    switch maker {
    case .others: counts.found += 1
    case .worker: counts.executed += 1
    }
    return UnitCode(
      bytes: unit.object, id: ObjectID(type: .blob, body: unit.object),
      checksum: Checksum.crc32(unit.object))
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

  /// Keeps code that was not made here.
  static func keep(
    _ code: UnitCode, _ job: PlannedUnit, _ nanoseconds: UInt64, _ cache: MultiLevelCache
  ) {
    cache.keep(
      cache.prepareCode(code.bytes),
      UnitEntry(
        inputs: job.inputs, codeID: code.id, codeSize: UInt64(code.bytes.count),
        costNanoseconds: nanoseconds, usedDay: cache.today, origin: .remote))
  }
}
