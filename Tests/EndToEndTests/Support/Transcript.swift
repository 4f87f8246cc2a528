// Transcripts of pages, run: commands and what they print.

import FileIO
import SystemPackage
import TestSupport
import Testing

/// A block of a page that begins with "```console": each command after "$ ", then its output.
struct Transcript {
  struct Step {
    let command: String
    var shown: [String]
  }

  private(set) var steps: [Step] = []

  /// The first block of a page's section, or the blocks of the whole page in one.
  ///
  /// - Parameters:
  ///   - page: its path in the checkout.
  ///   - heading: of the section; `nil`: the whole page.
  init(page: String, heading: String? = nil) throws {
    let bytes = try #require(
      try LocalFileSystem().contents(
        of: Repository.root.appending(FilePath(page).components), sizeMax: 1 << 20))
    var text = String(decoding: bytes, as: UTF8.self)
    if let heading {
      text = String(try #require(text.split(separator: "\n## \(heading)\n").dropFirst().first))
    }
    let blocks = text.split(separator: "```console\n").dropFirst()
      .compactMap { block in block.firstRange(of: "```").map { block[..<$0.lowerBound] } }
    for block in heading == nil ? blocks[...] : blocks.prefix(1) { read(block) }
  }

  private mutating func read(_ block: Substring) {
    for line in block.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
      if line.hasPrefix("$ ") {
        steps.append(Step(command: String(line.dropFirst(2)), shown: []))
      } else if !steps.isEmpty {
        steps[steps.count - 1].shown.append(String(line))
      }
    }
  }

  /// Runs all commands in a folder, each by a shell, and compares their output with what the page
  /// shows, but for times, sizes and digests. The line "[…]" stands for any rest of the output, and
  /// "[…]" at the end of a line for the rest of that line.
  func check(in folder: Folder) throws {
    #expect(!steps.isEmpty)
    let tools = Mini.executable.split(separator: "/").dropLast().joined(separator: "/")
    for step in steps {
      var environment = Mini.variables(in: folder)
      environment["PATH"] = "/\(tools):\(environment["PATH"] ?? "")"
      environment["TZ"] = "UTC"
      let run = try ChildProcess.start(
        "/bin/sh", ["-c", "(\(step.command)) 2>&1"], in: FilePath(folder.path),
        environment: environment
      ).finish(secondsMax: Mini.secondsMax)
      let actual = Self.plain(run.text.split(separator: "\n").map(String.init))
      let expected = Self.plain(step.shown)
      let isCut = expected.last == "[…]"
      let lines = isCut ? expected.dropLast() : expected[...]
      let fits =
        (isCut ? actual.count >= lines.count : actual.count == lines.count)
        && zip(lines, actual).allSatisfy(Self.fits)
      #expect(fits, "\(step.command): \(run.text)")
      Workspace.age()
    }
  }

  private static func fits(_ expected: String, _ actual: String) -> Bool {
    guard expected.hasSuffix("[…]") else { return expected == actual }
    return actual.hasPrefix(expected.dropLast(3))
  }

  /// Lines without digests, times and sizes.
  private static func plain(_ lines: [String]) -> [String] {
    lines.filter { !$0.isEmpty }.map { line in
      line.replacing(#/\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\dZ?/#, with: "TIME")
        .replacing(#/\d{4}-\d\d-\d\d/#, with: "DAY")
        .replacing(#/\b[0-9a-f]{64}\b/#, with: "ID")
        .replacing(#/\b[0-9a-f]{8,16}\b/#, with: "ID")
        .replacing(#/("\w*(?:Ms|[bB]ytes|ratio)": )[\d.]+/#) {
          "\($0.1)N"
        }
        .replacing(#/ +[\d,.]+ (ms|s|KiB|MiB|bytes)\b/#, with: " N")
        .replacing(#/written +[\d,]+/#, with: "written N")
    }
  }
}
