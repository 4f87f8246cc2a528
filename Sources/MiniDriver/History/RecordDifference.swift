// The differences between two recorded builds: `mini diff`.

import BuildCache

/// Two recorded builds, compared.
package struct RecordDifference: Sendable {
  private let old: RecordedBuild
  private let new: RecordedBuild
  /// The work of each that the other did not do, or did for another reason.
  private let oldAlone: [BuildRecord.Miss]
  private let newAlone: [BuildRecord.Miss]
  /// The number of things that both compiled or linked for the same reason.
  private let inBoth: Int

  package init(from old: RecordedBuild, to new: RecordedBuild) {
    self.old = old
    self.new = new
    let (before, after) = (Set(old.record.misses), Set(new.record.misses))
    oldAlone = old.record.misses.filter { !after.contains($0) }
    newAlone = new.record.misses.filter { !before.contains($0) }
    inBoth = before.intersection(after).count
  }

  /// The facts that differ, with their values in both.
  private func facts(
    _ renderer: RecordRenderer
  ) -> [(name: String, old: String, new: String)] {
    [
      ("Date", { renderer.localTime($0.timeNanoseconds) }),
      ("Root", { TerminalText.escaped($0.root) }),
      ("Command", { TerminalText.escaped($0.command) }),
      ("Compiler", { TerminalText.escaped(String($0.compiler.prefix(12))) }),
      ("Outcome", renderer.outcome),
    ].map { (name: String, text: (BuildRecord) -> String) in
      (name, text(old.record), text(new.record))
    }.filter { $0.old != $0.new }
  }

  /// A number of a record, with its name in texts and in JSON.
  private typealias Figure = (
    name: String, key: String, value: @Sendable (BuildRecord) -> UInt64
  )

  private static let numbers: [Figure] = [
    ("files", "files", { UInt64($0.files.total) }),
    ("files compiled", "filesCompiled", { UInt64($0.files.compiled) }),
    ("functions", "functions", { UInt64($0.functions.total) }),
    ("functions compiled", "functionsCompiled", { UInt64($0.functions.compiled) }),
    ("units", "units", { UInt64($0.units.total) }),
    ("units compiled", "unitsCompiled", { UInt64($0.units.compiled) }),
    ("errors", "errors", { UInt64($0.errors) }),
    ("warnings", "warnings", { UInt64($0.warnings) }),
    ("sources read", "sourcesRead", { UInt64($0.sourcesRead) }),
    ("bytes written", "bytesWritten", { $0.bytesWritten }),
  ]

  private static let times: [Figure] = [
    ("ms to load", "load", { $0.phases.load }),
    ("ms to look for changes", "stat", { $0.phases.stat }),
    ("ms to compile", "compile", { $0.phases.compile }),
    ("ms of native code", "native", { $0.phases.native }),
    ("ms to save", "save", { $0.phases.save }),
    ("ms in all", "total", { $0.phases.total }),
    ("ms saved by hits", "saved", { $0.hits.savedNanoseconds }),
  ]

  // MARK: Text

  package func text(_ renderer: RecordRenderer) -> String {
    let style = renderer.style
    var text =
      "build \(style.paint("\(old.id.shortDescription)..\(new.id.shortDescription)", .strong))\n"
    for fact in facts(renderer) {
      text += NumberText.filled(fact.name + ":", to: 10) + "\(fact.old) → \(fact.new)\n"
    }
    text += "\n" + row("", old.id.shortDescription, new.id.shortDescription)
    for number in Self.numbers {
      let (before, after) = (number.value(old.record), number.value(new.record))
      guard before > 0 || after > 0 else { continue }
      text += row(number.name, NumberText.grouped(before), NumberText.grouped(after))
    }
    for time in Self.times {
      let (before, after) = (time.value(old.record), time.value(new.record))
      text += row(
        time.name, NumberText.roundedMilliseconds(before), NumberText.roundedMilliseconds(after))
    }
    text += "\n" + lines("-", oldAlone) + lines("+", newAlone)
    text += "the same in both: \(inBoth); only in the first: \(oldAlone.count)"
    text += ", only in the second: \(newAlone.count)\n"
    return text + unnamed(old, other: "+") + unnamed(new, other: "-")
  }

  /// A line about the work of a build that its record does not name.
  ///
  /// - Parameter other: the sign of the other build's work.
  private func unnamed(_ build: RecordedBuild, other: String) -> String {
    let count = build.record.unnamed
    guard count > 0 else { return "" }
    return "build \(build.id.shortDescription) made \(NumberText.grouped(count)) more that its"
      + " record does not name; what has a '\(other)' can be among them\n"
  }

  private func row(_ name: String, _ old: String, _ new: String) -> String {
    NumberText.filled(name, to: 24) + NumberText.padded(old, to: 14)
      + NumberText.padded(new, to: 14)
      + "\n"
  }

  /// Each with its reason and the inputs that changed.
  private func lines(_ sign: String, _ misses: [BuildRecord.Miss]) -> String {
    misses.map { miss in
      let verb = miss.kind == .link ? MissReason.Verb.linked : .compiled
      let changes = miss.reason.changes.map {
        "\n\(sign)   \(TerminalText.escaped($0.label))  \($0.words)"
      }
      let name = (miss.kind == .link ? "link " : "") + TerminalText.escaped(miss.fullName)
      return "\(sign) \(name): \(miss.reason.words(verb))\(changes.joined())\n"
    }.joined()
  }

  // MARK: JSON

  /// One line, schema 1.
  package func json() -> String {
    func object(_ build: RecordedBuild) -> JSON {
      let record = build.record
      let counts = Self.numbers.map { ($0.key, JSON.integer(Int64(clamping: $0.value(record)))) }
      let times = Self.times.map {
        ($0.key, JSON.number(NumberText.milliseconds($0.value(record))))
      }
      return .object(
        RecordJSON.members(build) + [("compiler", .string(record.compiler))] + counts
          + [("timesMs", .object(times))])
    }
    return JSON.line([
      ("from", object(old)), ("to", object(new)), ("inBoth", .count(inBoth)),
      ("onlyFrom", .array(oldAlone.map(PlanJSON.miss))),
      ("onlyTo", .array(newAlone.map(PlanJSON.miss))),
      ("unnamed", .count(old.record.unnamed + new.record.unnamed)),
    ])
  }
}
