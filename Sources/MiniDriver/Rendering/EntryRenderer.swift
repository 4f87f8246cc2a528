// An entry of the cache as text and as JSON: `mini show-entry`.

package import BuildCache
package import ObjectStore

/// Renders what the cache knows under a key.
///
///     function lib/math.mini:add
///     Key:       0f…
///     Object:    4a…, 112 bytes, 96 stored
///     Compiler:  3f2a91bc07d4…
///     Options:   none
///     Cost:      1.25 ms
///     Last used: 2026-11-30, 3 days ago
///     Inputs:
///         symbol           lib/math.add
///         body             51d0…
///         callee math.one  () i32
package struct EntryRenderer: Sendable {
  private let entry: StoredEntry
  /// How the object is stored; `nil` if the cache has lost it.
  private let info: ObjectInfo?
  private let ageDays: Int

  /// - Parameter today: in days since 1970-01-01.
  package init(_ entry: StoredEntry, _ info: ObjectInfo?, today: UInt32) {
    self.entry = entry
    self.info = info
    ageDays = max(0, Int(today) - Int(entry.usedDay))
  }

  private var day: String { "\(CalendarDay(daysSince1970: entry.usedDay))" }

  package var text: String {
    let age = ageDays == 0 ? "today" : "\(NumberText.count(ageDays, "day")) ago"
    let stored = info.map { "\(NumberText.grouped($0.storedBytes)) stored" } ?? "gone"
    var facts = [
      ("Key", "\(entry.key)"),
      ("Object", "\(entry.objectID), \(NumberText.grouped(entry.sizeBytes)) bytes, \(stored)"),
      ("Compiler", entry.compiler.isEmpty ? "none" : entry.compiler),
      ("Options", entry.options.isEmpty ? "none" : entry.options),
      ("Cost", NumberText.roundedMilliseconds(entry.costNanoseconds) + " ms"),
      ("Last used", "\(day), \(age)"),
    ]
    if let origin { facts.append(("Made", origin)) }
    var text = TerminalText.escaped(subject) + "\n"
    for (name, value) in facts {
      text += NumberText.filled(name + ":", to: 11) + TerminalText.escaped(value) + "\n"
    }
    text += "Inputs:\n"
    let labels = entry.inputs.map { TerminalText.escaped($0.label) }
    let width = labels.map(TerminalText.columns).max() ?? 0
    for (label, input) in zip(labels, entry.inputs) {
      let gap = String(repeating: " ", count: width - TerminalText.columns(of: label) + 2)
      text += "    " + label + gap + TerminalText.escaped(input.value) + "\n"
    }
    return text
  }

  /// Where a unit's code was made; `nil`: here.
  private var origin: String? {
    guard case .unit(let unit) = entry else { return nil }
    switch unit.origin {
    case .here: return nil
    case .upstream: return "in another cache"
    case .remote: return "in a remote cache"
    }
  }

  private var subject: String {
    switch entry {
    case .file(let file): "file \(file.path)"
    case .function(let function): "function \(function.path):\(function.function)"
    case .unit(let unit): unit.inputs.shownName
    }
  }

  /// One object with a line break.
  package var json: String {
    var members: [(String, JSON)] = []
    switch entry {
    case .file(let file): members += [("kind", .string("file")), ("path", .string(file.path))]
    case .function(let function):
      members += [
        ("kind", .string("function")), ("path", .string(function.path)),
        ("name", .string(function.function)),
      ]
    case .unit(let unit):
      members += [
        ("kind", .string("unit")), ("name", .string(subject)),
        ("origin", .string("\(unit.origin)")),
      ]
    }
    members += [
      ("key", .string("\(entry.key)")), ("object", .string("\(entry.objectID)")),
      ("sizeBytes", .integer(Int64(clamping: entry.sizeBytes))),
      ("storedBytes", info.map { .integer(Int64(clamping: $0.storedBytes)) } ?? .null),
      ("compiler", .string(entry.compiler)), ("options", .string(entry.options)),
      ("costMs", .number(NumberText.milliseconds(entry.costNanoseconds))),
      ("lastUsed", .string(day)), ("ageDays", .integer(Int64(ageDays))),
      (
        "inputs",
        .array(
          entry.inputs.map {
            .object([("input", .string($0.label)), ("value", .string($0.value))])
          })
      ),
    ]
    return JSON.line(members)
  }
}
