// The standard modules: their own tests, the same bits everywhere, and sharing between programs.

import Foundation
import SystemPackage
import TestSupport
import Testing

@Suite struct StandardModuleTests {
  private static let modules = ["std:io", "std:math", "std:random", "std:strings"]

  @Test(arguments: modules, ["-O0", "-O2"])
  func itsTestsPass(module: String, level: String) throws {
    let run = try Mini.run(["test", module, level], in: Workspace().folder(""))
    #expect(run.status == 0 && run.text.contains(" 0 failed"), "\(run.text)\(run.errorText)")
  }

  /// A hash over the results of all functions for many arguments.
  private static let hashing = """
    import "std:math" as m;

    fn mixed(hash: u64, x: f64) u64 {
        if m.is_nan(x) { return hash * 31; }
        // Scaled into two integers, since only standard modules see bits.
        var size = x;
        if x < 0.0 { size = -x; }
        var k = 0;
        while size >= 1.0 and size <= 1.0e300 { size = size / 1024.0; k += 1; }
        while size < 0.0009765625 and size > 0.0 { size = size * 1024.0; k -= 1; }
        return (hash ^ u64(size * 9007199254740992.0) ^ u64(i64(k))) * 1099511628211;
    }

    fn main() {
        var hash: u64 = 14695981039346656037;
        var seed: u64 = 1;
        for i in 0..20000 {
            seed = seed * 6364136223846793005 + 1442695040888963407;
            var x = f64(i64(seed)) / 1.0e17;
            if i % 3 == 0 { x = x / 92.0; }
            if i % 7 == 0 { x = x * 1.0e15; }
            const y = f64(i64(seed << 20)) / 1.0e18;
            hash = mixed(mixed(mixed(hash, m.exp(x)), m.sin(x)), m.cos(x));
            hash = mixed(mixed(mixed(hash, m.tan(x)), m.asin(x)), m.acos(x));
            hash = mixed(mixed(mixed(hash, m.atan(x)), m.cbrt(x)), m.atan2(x, y));
            if x < 0.0 { x = -x; }
            hash = mixed(mixed(mixed(hash, m.log(x)), m.log2(x)), m.log10(x));
            hash = mixed(mixed(mixed(hash, m.sqrt(x)), m.pow(x, y)), m.hypot(x, y));
            hash = mixed(mixed(mixed(hash, m.floor(x)), m.round(y)), m.trunc(y) + m.ceil(y));
        }
        print(hash);
    }
    """

  @Test func functionsOfMathHaveTheSameBitsEverywhere() throws {
    let workspace = Workspace()
    let folder = workspace.folder("")
    try workspace.write("main.mini", Self.hashing + "\n")
    var seen: Set<String> = []
    for level in ["-O0", "-O1", "-O2", "-O3"] {
      let run = try Mini.run(["run", level], in: folder)
      #expect(run.status == 0, "\(run.errorText)")
      seen.insert(run.text)
    }
    #expect(try Mini.run(["build", "--emit", "ir"], in: folder).status == 0)
    seen.insert(try Tools.run("lli-15", ["main.ll"], in: folder).text)
    #expect(seen.count == 1, "\(seen)")
  }

  /// Calls of the C library's mathematics would depend on the machine.
  @Test(arguments: ["-O0", "-O2"]) func mathCallsNothing(level: String) throws {
    let workspace = Workspace()
    let folder = workspace.folder("")
    try workspace.write("main.mini", Self.hashing + "\n")
    #expect(
      try Mini.run(["build", level, "--emit", "obj", "-o", "main.o"], in: folder).status == 0)
    let symbols = try Tools.run("nm", ["-u", "main.o"], in: folder).text.split(separator: "\n")
      .map { $0.split(separator: " ").last ?? "" }
    let names = [
      "sqrt", "floor", "ceil", "trunc", "round", "rint", "nearbyint", "exp", "log", "log2", "log10",
      "pow", "cbrt", "hypot", "sin", "cos", "sincos", "tan", "asin", "acos", "atan", "atan2", "fma",
    ]
    #expect(!symbols.isEmpty && symbols.allSatisfy { !names.contains(String($0)) }, "\(symbols)")
  }

  private static let echo = """
    import "std:io";

    fn main() {
        for word in io.args() { print(word); }
        while const line = io.read_line() {
            if line == "stop" { break; }
            print(len(line), " ", line);
        }
        const rest = io.read_all();
        print(io.read_line(), " ", len(rest));
        print(io.write_file(io.env("TARGET") orelse "", rest), " ", io.read_file("copy") == rest);
        print(io.env("UNSET"), " ", io.read_file("absent"));
        io.error("done");
    }
    """

  /// Longer than the buffer for input, so that lines and the rest come in parts.
  private static let long = String(repeating: "long", count: 50_000)

  @Test(arguments: [["-O0"], ["-O2"], ["-g"]])
  func ioReadsAndWrites(options: [String]) throws {
    let workspace = Workspace()
    let folder = workspace.folder("")
    try workspace.write("main.mini", Self.echo + "\n")
    let rest = "a\r\n\0\n" + Self.long
    let run = try Mini.run(
      ["run"] + options + ["main.mini", "--", "one", "", "--two"], in: folder,
      input: Array("lf\ncr\rlf\r\n\n\r\n\(Self.long)\nstop\n\(rest)".utf8),
      environment: ["TARGET": "copy"])
    #expect(run.status == 0 && run.errorText == "done\n", "\(run.errorText)")
    #expect(
      run.text == """
        one

        --two
        2 lf
        5 cr\rlf
        0\u{20}
        0\u{20}
        200000 \(Self.long)
        none \(rest.utf8.count)
        true true
        none none

        """)
    #expect(try workspace.text("copy") == rest)
  }

  @Test func theLastLineNeedsNoEnd() throws {
    let workspace = Workspace()
    let folder = workspace.folder("")
    try workspace.write("main.mini", Self.echo + "\n")
    for (input, lines) in [("", ""), ("a", "1 a\n"), ("a\r", "2 a\r\n"), ("a\n", "1 a\n")] {
      let run = try Mini.run(["run"], in: folder, input: Array(input.utf8))
      #expect(run.text == lines + "none 0\nfalse false\nnone none\n", "\(run.text)")
    }
  }

  /// What an interpreter passes are the program's arguments, too.
  @Test func argumentsReachTheIRAlone() throws {
    let workspace = Workspace()
    let folder = workspace.folder("")
    try workspace.write(
      "main.mini", "import \"std:io\"; fn main() i32 { print(io.args()); return 3; }\n")
    try Mini.build(["--emit", "ir"], in: folder)
    let run = try Tools.run("lli-15", ["main.ll", "a", "b c"], in: folder)
    #expect(run.text == "[\"a\", \"b c\"]\n" && run.status == 3, "\(run.errorText)")
  }

  @Test func programsThatShareACacheShareTheModule() throws {
    let workspace = Workspace()
    let folder = workspace.folder("")
    let text = "import \"std:math\"; fn main() i32 { return i32(math.sqrt(9.0)); }\n"
    try workspace.write("a/main.mini", text)
    try workspace.write("b/main.mini", text.replacing("9.0", with: "16.0"))
    let options = ["--cache-dir", workspace.path("cache"), "--stats-json", "stats.json"]
    #expect(try Mini.run(["build", "a"] + options, in: folder).status == 0)
    #expect(try Mini.run(["build", "b"] + options, in: folder).status == 0)
    let stats = try JSON.object(workspace.bytes("stats.json"))
    #expect((stats["files"] as? [String: Int])?["compiled"] == 1)
    #expect((stats["functions"] as? [String: Int])?["compiled"] == 1)
    // The program's own module; the entry point is the same.
    #expect((stats["units"] as? [String: Int])?["compiled"] == 1)
    #expect(try Mini.run(["build", "b"] + options, in: folder).status == 0)
    #expect(try JSON.object(workspace.bytes("stats.json"))["bytesWritten"] as? Int == 0)
    #expect(try Mini.run(["run", "b", "--no-cache"], in: folder).status == 4)
    let cache = ["--cache-dir", workspace.path("cache")]
    let object = try Mini.run(["cat-object", "-p", "std:math:sqrt"] + cache, in: folder)
    #expect(object.text.contains("@llvm.sqrt.f64"), "\(object.errorText)")
    #expect(try Mini.run(["gc"] + cache, in: folder).status == 0)
    #expect(try Mini.run(["verify"] + cache, in: folder).status == 0)
  }

  /// A copy of the executable with another value of `pi`, and the epoch that a build of it would have.
  private func makeUpgrade(in workspace: Workspace) throws -> String {
    let version = try Mini.run(["--version"], in: workspace.folder("")).text
    let epoch = String(try #require(version.split(separator: " ").last).prefix(12))
    var bytes = try Data(contentsOf: URL(filePath: Mini.executable))
    let changes = [
      (epoch, "0123456789ab"), ("const pi = 3.141592653589793;", "const pi = 3.000000000000000;"),
    ]
    for (old, new) in changes {
      var count = 0
      while let found = bytes.range(of: Data(old.utf8)) {
        bytes.replaceSubrange(found, with: Data(new.utf8))
        count += 1
      }
      #expect(count > 0, "the executable does not contain '\(old)'")
    }
    try workspace.write("upgrade", Array(bytes))
    #expect(chmod(workspace.path("upgrade"), 0o755) == 0)
    return workspace.path("upgrade")
  }

  @Test func anUpgradedModuleIsBuiltAgainWithAllThatMayUseIt() throws {
    let workspace = Workspace()
    let folder = workspace.folder("project")
    try workspace.write(
      "project/main.mini",
      "import \"std:math\";\nimport \"lib.mini\";\n\n"
        + "fn main() i32 { return lib.half(i32(math.pi * 100.0)); }\n")
    try workspace.write("project/lib.mini", "fn half(n: i32) i32 { return n / 2; }\n")
    let upgrade = try makeUpgrade(in: workspace)
    /// Builds, and returns the program's result and the numbers of compiled files and units.
    func build(_ mini: String, _ arguments: [String] = []) throws -> [Int] {
      let build = try ChildProcess.start(
        mini, ["build", "--stats-json", "stats.json", "--emit", "exe,ir"] + arguments,
        in: FilePath(folder.path), environment: Mini.variables(in: folder), input: []
      ).finish(secondsMax: Mini.secondsMax)
      #expect(build.status == 0, "\(build.errorText)")
      let stats = try JSON.object(workspace.bytes("project/stats.json"))
      let compiled = ["files", "units"].map { (stats[$0] as? [String: Int])?["compiled"] ?? -1 }
      let run = try Tools.run(workspace.path("project/main"), [], in: folder)
      return [Int(run.status)] + compiled
    }
    // The units are the entry point, the project and the module: its code can be in any of them.
    #expect(try build(Mini.executable) == [157, 3, 3])
    #expect(try build(upgrade) == [150, 3, 3])
    let output = try workspace.bytes("project/main.ll")
    #expect(try build(upgrade) == [150, 0, 0])
    #expect(try build(Mini.executable) == [157, 0, 0])
    #expect(try build(upgrade) == [150, 0, 0])
    #expect(try build(upgrade, ["--no-cache"]) == [150, 3, 3])
    #expect(try workspace.bytes("project/main.ll") == output)
  }
}
