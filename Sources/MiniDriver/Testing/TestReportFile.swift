// The results of tests in the format of JUnit, which most systems that run tests for others read.

/// Collects results and makes the file.
///
/// - SeeAlso: the schema of the Ant task `junit`: `testsuites`, `testsuite`, `testcase`, `failure`,
///   `system-out`.
package struct TestReportFile: Sendable {
  /// By file, in the order of the results.
  private var suites: [(file: String, results: [TestResult])] = []

  package init() {}

  package mutating func add(_ result: TestResult, names: SourceNames) {
    let file = names.shown(result.test.path)
    if suites.last?.file != file { suites.append((file, [])) }
    suites[suites.count - 1].results.append(result)
  }

  /// The file's text.
  package var text: String {
    let results = suites.flatMap(\.results)
    var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    text += "<testsuites\(Self.counts(results))>\n"
    for (file, results) in suites {
      text += "  <testsuite name=\"\(Self.escaped(file))\"\(Self.counts(results))>\n"
      for result in results { text += Self.text(result, file) }
      text += "  </testsuite>\n"
    }
    return text + "</testsuites>\n"
  }

  private static func counts(_ results: [TestResult]) -> String {
    let failed = results.count { $0.outcome != .passed }
    return " tests=\"\(results.count)\" failures=\"\(failed)\""
      + " time=\"\(seconds(results.reduce(0) { $0 + $1.nanoseconds }))\""
  }

  private static func text(_ result: TestResult, _ file: String) -> String {
    let name = String(result.test.name.dropFirst().dropLast())
    let output = escaped(String(decoding: result.output, as: UTF8.self))
    var text = "    <testcase classname=\"\(escaped(file))\" name=\"\(escaped(name))\""
    text += " time=\"\(seconds(result.nanoseconds))\">\n"
    if result.outcome != .passed {
      let end = TestRenderer.end(result.outcome) ?? "it panicked"
      text += "      <failure message=\"\(escaped(end))\">\(output)</failure>\n"
    } else if !output.isEmpty {
      text += "      <system-out>\(output)</system-out>\n"
    }
    return text + "    </testcase>\n"
  }

  private static func seconds(_ nanoseconds: UInt64) -> String {
    let milliseconds = nanoseconds / 1_000_000
    let rest = String(milliseconds % 1000)
    return "\(milliseconds / 1000).\(String(repeating: "0", count: 3 - rest.count))\(rest)"
  }

  /// XML allows no control characters but white space: others become U+FFFD.
  private static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "&": result += "&amp;"
      case "\"": result += "&quot;"
      case "\t", "\n": result.unicodeScalars.append(scalar)
      case "\u{0}"..<"\u{20}", "\u{FFFE}", "\u{FFFF}": result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
