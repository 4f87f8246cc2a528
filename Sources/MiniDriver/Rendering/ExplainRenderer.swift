// The output of `--explain`: why each file, function and unit was compiled, and why it was linked.

import BuildCache
import FileIO
import SystemPackage

/// Renders the reasons for a build's work.
///
///     math.mini was compiled: 2 inputs changed
///         source      9c2b7d01a6f3 → 99ab01cd22ee
///         lib/util.f  (i32) i32 → (i64) i64
///         shapes.Point  field z: f64 added
///       add was compiled: an input changed
///           body  51d0c7719af2 → 0c44be0d1f8a
///       1 function from the cache
///     unit 3f -O0 was compiled: an input changed
///         content  0b7e1d44aa90 → 6a1c09d1e2b3
///     main was linked: an input changed
///         units  77c0a1f2b3d4 → 2f10bb98c7a6
///     math.test "add" was run: an input changed
///         math.add  51d0c7719af21c04 → 0c44be0d1f8a9e11
///
/// The labels of an entry are padded to the same width. `MissReason+Words` words the reasons.
package enum ExplainRenderer {
  /// Whether the work is done, or `--dry-run` only says what it would be.
  package enum Tense: Sendable {
    case done, planned

    func form(_ count: Int) -> String {
      switch self {
      case .done: count == 1 ? "was" : "were"
      case .planned: "would be"
      }
    }
  }

  /// Each line ends with a line break. Files and functions keep the report's order.
  package static func render(
    _ report: BuildReport, style: TextStyle = TextStyle(), tense: Tense = .done
  ) -> String {
    var text = ""
    for file in report.files {
      guard case .compiled(let reason) = file.work else { continue }
      text += entry(report.names.shown(file.path), reason, tense: tense, indent: "", style: style)
      text += work(
        file.functions.map { ($0.name, $0.work.reason) }, tense: tense, indent: "  ",
        noun: "function", style)
    }
    text += work(
      report.units.map { ($0.name, $0.reason) }, tense: tense, indent: "", noun: "unit", style)
    for link in report.links {
      text += entry(
        report.name(of: link), link.reason, .linked, tense: tense, indent: "", style: style)
    }
    text += work(
      report.tests.compactMap { test in
        switch test.work {
        case .cached: (test.symbol, nil)
        case .runs(_, _, let reason): (test.symbol, reason)
        case .alwaysRuns: nil
        }
      }, .run, tense: tense, indent: "", noun: "test", style)
    guard text.isEmpty else { return text }
    if report.fileCounts.compiled > 0 {
      return "all files were compiled again, and the cache has what was made\n"
    }
    var kept = [
      NumberText.count(report.fileCounts.total, "file"),
      NumberText.count(report.functionCounts.total, "function"),
    ]
    if report.unitCounts.total > 0 {
      kept.append(NumberText.count(report.unitCounts.total, "unit"))
    }
    let last = kept.removeLast()
    return
      "nothing \(tense.form(1)) compiled: \(kept.joined(separator: ", ")) and \(last) are unchanged\n"
  }

  /// Gives each thing whose inputs changed its own entry, and groups the others by reason.
  ///
  /// - Parameter all: name and reason of each thing; the reason is `nil` if it came from the cache.
  private static func work(
    _ all: [(name: String, reason: MissReason?)], _ verb: MissReason.Verb = .compiled,
    tense: Tense, indent: String, noun: String, _ style: TextStyle
  ) -> String {
    var text = ""
    var names: [String: [String]] = [:]
    var order: [String] = []
    var cachedCount = 0
    for (name, reason) in all {
      guard let reason else {
        cachedCount += 1
        continue
      }
      guard reason.changes.isEmpty else {
        text += entry(name, reason, verb, tense: tense, indent: indent, style: style)
        continue
      }
      let words = reason.words(verb)
      if names[words] == nil { order.append(words) }
      names[words, default: []].append(TerminalText.escaped(name))
    }
    for words in order {
      let subjects = names[words] ?? []
      text += list(subjects, indent: indent, style)
      text += " \(tense.form(subjects.count)) \(verb.rawValue): \(words)\n"
    }
    if cachedCount > 0 {
      text += "\(indent)\(NumberText.count(cachedCount, noun)) from the cache\n"
    }
    return text
  }

  /// Names separated by commas, in lines of at most 78 columns where names are short enough.
  private static func list(_ names: [String], indent: String, _ style: TextStyle) -> String {
    var text = indent
    var columns = indent.utf8.count
    for (index, name) in names.enumerated() {
      let width = TerminalText.columns(of: name) + 2
      if index > 0 && columns + width > 78 {
        text += "\n  \(indent)"
        columns = 2 + indent.utf8.count
      } else if index > 0 {
        text += " "
      }
      text += style.paint(name, .strong) + (index + 1 < names.count ? "," : "")
      columns += width
    }
    return text
  }

  private static func entry(
    _ name: String, _ reason: MissReason, _ verb: MissReason.Verb = .compiled, tense: Tense,
    indent: String, style: TextStyle
  ) -> String {
    let subject = indent + style.paint(TerminalText.escaped(name), .strong)
    var text = "\(subject) \(tense.form(1)) \(verb.rawValue): \(reason.words(verb))\n"
    let changes = reason.changes
    let width = changes.map { TerminalText.columns(of: $0.label) }.max() ?? 0
    for change in changes {
      let label = TerminalText.escaped(change.label)
      let gap = String(repeating: " ", count: width - TerminalText.columns(of: change.label) + 2)
      text += indent + "    " + label + gap + change.words + "\n"
    }
    return text
  }
}
