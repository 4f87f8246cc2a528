// A snapshot in one line.

import BuildCache
import MiniDriver
import ObjectStore

enum SnapshotLine {
  static func print(_ states: [SnapshotState], _ form: JSONOption) throws {
    try StandardOutput.write(
      states.map { form.isWanted ? json($0) : text($0, named: true) + "\n" }.joined())
  }

  /// Prints the snapshots that were added, and those that were refused, which is a fault.
  static func print(
    _ outcomes: [SnapshotArrival.Outcome], from remote: String, _ form: JSONOption
  ) throws {
    var taken = ""
    var refusals = ""
    for outcome in outcomes {
      switch outcome.result {
      case .success(let state):
        guard !form.isWanted else {
          taken += json(state, [("signer", .optional(outcome.signer))])
          continue
        }
        let signer = outcome.signer.map { " by " + TerminalText.escaped($0) }
        taken += text(state, named: true) + (signer ?? "") + "\n"
      case .failure(let reason):
        if form.isWanted {
          taken += JSON.line([
            ("name", .string("\(outcome.name)")), ("refused", .string("\(reason)")),
          ])
        }
        refusals += TerminalText.escaped(
          "mini: error: the snapshot '\(outcome.name.name)' of '\(remote)' is refused: \(reason)")
        refusals += "\n"
      }
    }
    try StandardOutput.write(taken)
    StandardError.write(refusals)
    if !refusals.isEmpty { throw FoundFaults() }
  }

  /// `add 3f2a91bc07d4: blob, 112 bytes`; of a state as below.
  static func text(_ pin: SnapshotRefs.Pin) -> String {
    if let state = pin.state { return text(state, named: true) }
    let contents = pin.header.map { "\($0.type), \(NumberText.grouped($0.sizeBytes)) bytes" }
    return "\(pin.name) \(pin.id.description.prefix(12)): \(contents ?? "gone")"
  }

  /// One object with a line break.
  static func json(_ state: SnapshotState, _ more: [(String, JSON)] = []) -> String {
    // From outside, so it can be any number.
    let (nanoseconds, isTooLate) =
      state.commit.seconds.multipliedReportingOverflow(by: 1_000_000_000)
    return JSON.line(
      [
        ("name", .string("\(state.name)")), ("object", .string("\(state.id)")),
        ("time", .string(UniversalTime.text(isTooLate ? .max : nanoseconds))),
        ("files", .count(state.commit.files)), ("units", .count(state.commit.units)),
        ("isSigned", .boolean(state.commit.signature != nil)),
      ] + more)
  }

  /// The same of a pin.
  static func json(_ pin: SnapshotRefs.Pin) -> String {
    var members: [(String, JSON)] = [
      ("name", .string("\(pin.name)")), ("object", .string("\(pin.id)")),
      ("type", .optional(pin.header.map { "\($0.type)" })),
      ("sizeBytes", pin.header.map { .size($0.sizeBytes) } ?? .null),
    ]
    if let commit = pin.state?.commit {
      members += [("files", .count(commit.files)), ("units", .count(commit.units))]
    }
    return JSON.line(members)
  }

  /// `main 3f2a91bc07d4 2026-11-29: 12 files, 3 units, signed`. The signature is not checked.
  static func text(_ state: SnapshotState, named: Bool) -> String {
    let day = CalendarDay(daysSince1970: UInt32(clamping: state.commit.seconds / 86_400))
    let contents =
      "\(NumberText.count(state.commit.files, "file")), "
      + NumberText.count(state.commit.units, "unit")
      + (state.commit.signature == nil ? "" : ", signed")
    return (named ? "\(state.name) " : "")
      + "\(state.id.description.prefix(12)) \(day): \(contents)"
  }
}
