// `mini fmt`: which files it formats, how it replaces them, and what it prints.

import Foundation
import FuzzProperties
import Glibc
import TestSupport
import Testing

@Suite struct FormatCommandTests {
  static let wrong = "fn  main( ){ }"
  static let right = "fn main() {}\n"

  private func format(
    _ arguments: [String], in workspace: Workspace, input: String = ""
  ) throws -> Finished {
    try Mini.run(["fmt"] + arguments, in: workspace.folder(""), input: Array(input.utf8))
  }

  private func check(
    _ run: Finished, _ status: Int32, _ output: String, _ errors: String = "",
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(run.status == status, "\(run.errorText)", sourceLocation: sourceLocation)
    #expect(run.text == output, sourceLocation: sourceLocation)
    #expect(run.errorText == errors, sourceLocation: sourceLocation)
  }

  @Test func allSourcesOfAFolderAreFormatted() throws {
    let workspace = Workspace()
    let formatted = ["main.mini", "a/b.mini", "a/c/d.mini"]
    let others = [".hidden.mini", ".git/a.mini", "a/b.txt", "cache/a.mini"]
    for name in formatted + others { try workspace.write(name, Self.wrong) }
    try workspace.write("cache/CACHEDIR.TAG", "")
    try workspace.write("elsewhere", Self.wrong)
    try workspace.link("link.mini", to: "elsewhere")
    try workspace.link("folder", to: "a")
    check(try format([], in: workspace), 0, "main.mini\na/b.mini\na/c/d.mini\n")
    for name in formatted { #expect(try workspace.text(name) == Self.right, "\(name)") }
    for name in others + ["elsewhere"] {
      #expect(try workspace.text(name) == Self.wrong, "\(name)")
    }
    check(try format([], in: workspace), 0, "")
    // Files and folders by name, each once.
    for name in formatted { try workspace.write(name, Self.wrong) }
    check(
      try format(["a/c", "./a/b.mini", "a/b.mini", "a"], in: workspace), 0,
      "a/c/d.mini\n./a/b.mini\n")
  }

  @Test func aFileIsReplacedAsItWas() throws {
    let workspace = Workspace()
    try workspace.write("main.mini", Self.wrong)
    try workspace.permissions("main.mini", 0o776)
    try workspace.write("right.mini", Self.right)
    try workspace.setModified("right.mini", nanoseconds: 1_000_000_007)
    check(try format(["."], in: workspace), 0, "main.mini\n")
    #expect(try workspace.mode("main.mini") == 0o776)
    #expect(try workspace.modified("right.mini") == 1_000_000_007)
    #expect(workspace.files(below: "") == ["main.mini", "right.mini"])
  }

  @Test func filesThatMustNotBeReplacedAreKept() throws {
    let workspace = Workspace()
    try workspace.write("read-only.mini", Self.wrong)
    try workspace.permissions("read-only.mini", 0o444)
    try workspace.write("target", Self.wrong)
    try workspace.link("link.mini", to: "target")
    #expect(mkfifo(workspace.path("pipe.mini"), 0o600) == 0)
    try workspace.write("good.mini", Self.wrong)
    let names = ["read-only.mini", "link.mini", "pipe.mini", "absent.mini", "good.mini"]
    check(
      try format(names, in: workspace), 2, "good.mini\n",
      """
      mini: error: kept 'read-only.mini': it is read-only
      mini: error: kept 'link.mini': it is a link; name the file that it leads to
      mini: error: kept 'pipe.mini': it is not a regular file
      mini: error: there is no file 'absent.mini'

      """)
    #expect(try workspace.text("target") == Self.wrong)
    #expect(try workspace.text("read-only.mini") == Self.wrong)
  }

  @Test func aFileWithErrorsIsLeftAndOthersAreFormatted() throws {
    let workspace = Workspace()
    try workspace.write("a.mini", "fn f() { x = ; y }\n")
    try workspace.write("b.mini", Self.wrong)
    try workspace.write("c.mini", Array("fn f() { g(\"".utf8) + [0xFF] + Array("\"); }\n".utf8))
    let run = try format([], in: workspace)
    #expect(run.status == 1 && run.text == "b.mini\n")
    #expect(run.errorText.hasPrefix("error[E0007]: expected an expression, found ';'\n"))
    #expect(run.errorText.contains("--> a.mini:1:14\n") && run.errorText.contains("E0001"))
    #expect(!run.errorText.contains("E0012") && run.errorText.hasSuffix("3 errors\n"))
    #expect(try workspace.text("a.mini") == "fn f() { x = ; y }\n")
  }

  @Test func checkAndDiffWriteNothing() throws {
    let workspace = Workspace()
    try workspace.write("a.mini", "// a\n\n\n" + Self.wrong)
    try workspace.write("b.mini", Self.right)
    check(try format(["--check"], in: workspace), 1, "a.mini\n")
    let difference = """
      --- a.mini
      +++ a.mini
      @@ -1,4 +1,3 @@
       // a
      \u{20}
      -
      -fn  main( ){ }
      \\ No newline at end of file
      +fn main() {}

      """
    check(try format(["--diff"], in: workspace), 1, difference)
    check(try format(["--check", "--diff", "a.mini"], in: workspace), 1, "a.mini\n" + difference)
    #expect(try workspace.text("a.mini") == "// a\n\n\n" + Self.wrong)
    check(try format(["--check", "--diff", "b.mini"], in: workspace), 0, "")
  }

  @Test func aDifferenceIsOneThatPatchApplies() throws {
    let workspace = Workspace()
    let name = "strings.mini"
    let text = try Checkout.text("../Sources/StandardModules/strings.mini")
    for (step, from) in [(3, "    "), (7, "\n"), (40, " = ")] {
      var parts = text.components(separatedBy: from)
      for index in stride(from: step, to: parts.count, by: step) {
        parts[index] = " " + parts[index]
      }
      try workspace.write(name, parts.joined(separator: from))
      let run = try format(["--diff"], in: workspace)
      try workspace.write("difference", run.output)
      let patch = try Tools.run(
        "patch", ["-s", "-p0", "-i", "difference"], in: workspace.folder(""))
      #expect(patch.status == 0, "\(patch.text)\(patch.errorText)")
      #expect(try workspace.text(name) == text)
    }
  }

  @Test func standardInputIsFormattedToStandardOutput() throws {
    let workspace = Workspace()
    check(try format(["-"], in: workspace, input: Self.wrong), 0, Self.right)
    let named = ["--stdin-filename", "a/b.mini"]
    check(try format(named, in: workspace, input: Self.right), 0, Self.right)
    check(try format(["-", "--check"] + named, in: workspace, input: Self.wrong), 1, "a/b.mini\n")
    let broken = try format(named, in: workspace, input: "fn")
    #expect(broken.status == 1 && broken.text == "")
    #expect(broken.errorText.contains("--> a/b.mini:1:3\n"))
    #expect(try format(["-", "a.mini"], in: workspace).status == 64)
    #expect(workspace.files(below: "") == [])
  }

  @Test func onlyFilesThatChangedAreRead() throws {
    let workspace = try recorded()
    #expect(try reads(in: workspace) == [])
    try workspace.write("lib/a.mini", Self.wrong)
    #expect(try reads(in: workspace) == ["lib/a.mini"])
    check(try format(["lib"], in: workspace), 0, "lib/a.mini\n")
    Workspace.age()
    check(try format(["lib"], in: workspace), 0, "")
    #expect(try reads(in: workspace) == [])
  }

  private static let record = ".mini_cache/formatted.bin"

  /// A project whose files are all in its record.
  private func recorded() throws -> Workspace {
    let workspace = Workspace()
    try workspace.write("main.mini", "fn main() { print(1); }\n")
    try workspace.write("lib/a.mini", Self.right)
    try Mini.build(in: workspace.folder(""))
    Workspace.age()
    check(try format([], in: workspace), 0, "")
    return workspace
  }

  /// Whatever happens to the record, the next run formats what it must, and makes the record again.
  @Test(arguments: Corruption.allCases)
  func aDamagedRecordIsMadeAgain(damage: Corruption) throws {
    let (workspace, other) = (try recorded(), try recorded())
    let sound = try workspace.bytes(Self.record)
    // Another project's record is sound: a stamp says which file it is of.
    var swapped = [
      try other.bytes(Self.record), try workspace.bytes(".mini_cache/HEAD"),
      try workspace.bytes(".mini_cache/file_hashes.bin"),
    ]
    var random = SplitMix64(seed: 8)
    for region in Corruption.Region.allCases {
      let isSound = damage == .none || damage == .deleted || damage == .swapped && region == .header
      let bytes =
        damage == .swapped ? swapped.removeFirst() : damage.applied(to: sound, in: region, &random)
      if let bytes {
        try workspace.write(Self.record, bytes)
      } else {
        try workspace.delete(Self.record)
      }
      let verify = try Mini.run(["verify"], in: workspace.folder(""))
      #expect(verify.status == (isSound ? 0 : 1), "\(region): \(verify.text)")
      #expect(verify.text.contains("formatted.bin") == !isSound, "\(region): \(verify.text)")
      try workspace.write("lib/a.mini", Self.wrong)
      check(try format([], in: workspace), 0, "lib/a.mini\n")
      #expect(try workspace.text("lib/a.mini") == Self.right)
      Workspace.age()
      check(try format([], in: workspace), 0, "")
      #expect(try reads(in: workspace) == [], "\(region)")
      #expect(try Mini.run(["verify"], in: workspace.folder("")).status == 0)
    }
  }

  @Test func aNewerRecordIsLeftAlone() throws {
    let workspace = try recorded()
    var newer = try workspace.bytes(Self.record)
    newer[12] += 1
    newer = IndexFuzz.resealed(newer)
    try workspace.write(Self.record, newer)
    try workspace.write("lib/a.mini", Self.wrong)
    check(try format([], in: workspace), 0, "lib/a.mini\n")
    Workspace.age()
    check(try format([], in: workspace), 0, "")
    #expect(try workspace.bytes(Self.record) == newer)
    #expect(try reads(in: workspace) == ["lib/a.mini", "main.mini"])
  }

  /// The sources that `mini fmt --check` opens, sorted.
  private func reads(in workspace: Workspace) throws -> [String] {
    let trace = try Tools.run(
      "strace", ["-f", "-e", "trace=openat", "-o", "trace", Mini.executable, "fmt", "--check"],
      in: workspace.folder(""))
    #expect(trace.status < 2, "\(trace.errorText)")
    let names = try workspace.text("trace").matches(of: #/"([^"]*\.mini)"/#).map { String($0.1) }
    return Set(names).sorted()
  }

  @Test func aWriteThatFailsIsReported() throws {
    let workspace = Workspace()
    let command = "'\(Mini.executable)' fmt - >/dev/full"
    let run = try Tools.run(
      "sh", ["-c", "echo 'fn f() {}' | \(command)"], in: workspace.folder(""))
    #expect(run.status == 2)
    #expect(
      run.errorText == "mini: error: cannot write to standard output: No space left on device\n")
  }
}
