// Why each file and function was compiled: what `--explain` prints.

import BuildCache

/// Renders the reasons of a build's work.
///
///     math.mini was compiled: an input changed
///         source     9c2b7d01a6f3 → 99ab01cd22ee
///       add was compiled: an input changed
///         body       51d0c7719af2 → 0c44be0d1f8a
package enum ExplainRenderer {
  /// Each line ended by a line break. Files in link order, functions in source order.
  package static func render(_ report: BuildReport, style: TextStyle = TextStyle()) -> String {
    var text = ""
    for file in report.files {
      guard case .compiled(let reason) = file.work else { continue }
      text += entry(file.path, reason, indent: "", style: style)
      var cachedCount = 0
      for function in file.functions {
        if let missReason = function.missReason {
          text += entry(function.name, missReason, indent: "  ", style: style)
        } else {
          cachedCount += 1
        }
      }
      if cachedCount > 0 {
        text += "  \(NumberText.count(cachedCount, "function")) from the cache\n"
      }
    }
    guard text.isEmpty else { return text }
    return "nothing was compiled: \(NumberText.count(report.fileCounts.total, "file")) and "
      + "\(NumberText.count(report.functionCounts.total, "function")) are as they were\n"
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

  private static func words(for reason: MissReason) -> String {
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

  private static func changes(of reason: MissReason) -> [InputChange] {
    switch reason {
    case .inputsChanged(let changes): changes
    case .optionsChanged(let old, let new): [InputChange(label: "options", old: old, new: new)]
    default: []
    }
  }

  /// A value as it is; of a whole digest its first 12 digits; in words if there is none.
  private static func value(_ text: String) -> String {
    if text.isEmpty { return "none" }
    let isDigest = text.utf8.count == 64 && text.allSatisfy(\.isHexDigit)
    return isDigest ? String(text.prefix(12)) : TerminalText.escaped(text)
  }
}
