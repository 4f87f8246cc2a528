// Why each file and function was compiled: what `--explain` prints.

import BuildCache

/// Renders the reasons of a build's work.
///
///     math.mini was compiled: an input changed
///         source     9c2b7d01a6f3 → 99ab01cd22ee
///       add was compiled: an input changed
///         body       51d0c7719af2 → 0c44be0d1f8a
package enum ExplainRenderer {
  /// Each line ended by a line break; files and functions in the report's order.
  package static func render(_ report: BuildReport, style: TextStyle = TextStyle()) -> String {
    var text = ""
    for file in report.files {
      guard case .compiled(let reason) = file.work else { continue }
      text += entry(report.names.shown(file.path), reason, indent: "", style: style)
      text += functions(of: file, style)
    }
    guard text.isEmpty else { return text }
    return "nothing was compiled: \(NumberText.count(report.fileCounts.total, "file")) and "
      + "\(NumberText.count(report.functionCounts.total, "function")) are as they were\n"
  }

  /// Functions whose inputs changed one by one; those of one reason without inputs together.
  private static func functions(of file: BuildReport.File, _ style: TextStyle) -> String {
    var text = ""
    var names: [String: [String]] = [:]
    var order: [String] = []
    var cachedCount = 0
    for function in file.functions {
      guard let reason = function.missReason else {
        cachedCount += 1
        continue
      }
      guard changes(of: reason).isEmpty else {
        text += entry(function.name, reason, indent: "  ", style: style)
        continue
      }
      let words = words(for: reason)
      if names[words] == nil { order.append(words) }
      names[words, default: []].append(TerminalText.escaped(function.name))
    }
    for words in order {
      let subjects = names[words] ?? []
      let verb = subjects.count == 1 ? "was" : "were"
      text += list(subjects, style) + " \(verb) compiled: \(words)\n"
    }
    if cachedCount > 0 { text += "  \(NumberText.count(cachedCount, "function")) from the cache\n" }
    return text
  }

  /// Names with commas between them, in lines of at most 78 columns where that is possible.
  private static func list(_ names: [String], _ style: TextStyle) -> String {
    var text = " "
    var columns = 1
    for (place, name) in names.enumerated() {
      let width = TerminalText.columns(of: name) + 2
      if place > 0 && columns + width > 78 {
        text += "\n   "
        columns = 3
      }
      text += " " + style.paint(name, .strong) + (place + 1 < names.count ? "," : "")
      columns += width
    }
    return text
  }

  private static func entry(
    _ name: String, _ reason: MissReason, indent: String, style: TextStyle
  ) -> String {
    let subject = indent + style.paint(TerminalText.escaped(name), .strong)
    var text = "\(subject) was compiled: \(words(for: reason))\n"
    let changes = changes(of: reason)
    let width = changes.map { TerminalText.columns(of: $0.label) }.max() ?? 0
    for change in changes {
      let label = TerminalText.escaped(change.label)
      let gap = String(repeating: " ", count: width - TerminalText.columns(of: change.label) + 2)
      text += indent + "    " + label + gap + value(change.old) + " → " + value(change.new) + "\n"
    }
    return text
  }

  static func words(for reason: MissReason) -> String {
    switch reason {
    case .neverBuilt: "never built before"
    case .inputsChanged(let changes):
      changes.count == 1 ? "an input changed" : "\(changes.count) inputs changed"
    case .optionsChanged: "the options changed"
    case .compilerChanged: "last built by another compiler"
    case .evicted(let day): "evicted by gc on \(CalendarDay(daysSince1970: day))"
    case .damaged(let what): "its cached object was damaged (\(TerminalText.escaped(what)))"
    case .objectMissing: "its cached object is gone"
    }
  }

  static func changes(of reason: MissReason) -> [InputChange] {
    switch reason {
    case .inputsChanged(let changes): changes
    case .optionsChanged(let old, let new): [InputChange(label: "options", old: old, new: new)]
    default: []
    }
  }

  /// A value as it is; of a whole digest its first 12 digits; in words if there is none.
  static func value(_ text: String) -> String {
    if text.isEmpty { return "none" }
    let isDigest = text.utf8.count == 64 && text.allSatisfy(\.isHexDigit)
    return isDigest ? String(text.prefix(12)) : TerminalText.escaped(text)
  }
}
