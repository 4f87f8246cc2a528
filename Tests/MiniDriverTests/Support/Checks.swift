// Checks that must hold after each build, whatever came before it.

import BuildCache
import FileIO
import MiniDriver
import SystemPackage
import TestSupport
import Testing

/// Builds, and compares output and diagnostics with those of a build without any cache. A program
/// with errors must leave the output unchanged.
@discardableResult
func checkBuild(
  _ project: Project, _ options: BuildOptions? = nil, context: String = "",
  sourceLocation: SourceLocation = #_sourceLocation
) throws -> BuildReport {
  let before = try project.output()
  let clean = try project.cleanBuild()
  let report = try project.build(options ?? project.options())
  #expect(
    report.diagnostics == clean.diagnostics, "\(context)", sourceLocation: sourceLocation)
  let output = try project.output()
  // Compared first, so that a failure does not print whole programs.
  let isRight = output == (clean.hasErrors ? before : clean.text)
  #expect(isRight, "the output is wrong: \(context)", sourceLocation: sourceLocation)
  return report
}

/// Builds once more, which must do nothing and report the same.
func checkNullBuild(
  _ project: Project, after report: BuildReport, _ context: String = "",
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let again = try project.build()
  #expect(again.isNull, "\(context): \(again)", sourceLocation: sourceLocation)
  #expect(again.diagnostics == report.diagnostics, "\(context)", sourceLocation: sourceLocation)
  #expect(again.cacheEvents == [], "\(context)", sourceLocation: sourceLocation)
  #expect(
    again.fileCounts.total == report.fileCounts.total
      && again.functionCounts.total == report.functionCounts.total, "\(context)",
    sourceLocation: sourceLocation)
}

/// The project that most tests edit: three files, of which two import the third.
let threeFiles = [
  "main.mini": """
  import "math.mini" as math;
  import "lib/page.mini" as page;

  fn main() i32 {
      page.show(math.add(1, 2));
      return math.square(3);
  }

  """,
  "math.mini": """
  fn add(a: i32, b: i32) i32 {
      return a + b;
  }

  fn square(n: i32) i32 {
      return n * n;
  }

  """,
  "lib/page.mini": """
  import "../math.mini" as numbers;

  fn show(n: i32) {
      print(n, " ", numbers.add(n, n));
  }

  """,
]
