// Projects and caches in odd places: tools get no path of the user's that they could misinterpret.

import SystemPackage
import TestSupport
import Testing

@Suite struct OddPlaceTests {
  /// A folder's name, for printf(1).
  private static let names = [
    "feature%%2Fx", #"two\nlines"#, #"not\377utf8\376"#, "-rf", "@response", "a b'c\"d$e`f",
    #"back\\slash"#, "--", "*",
  ]

  /// Runs a script in which `mini` is the program under test and `demo` copies the demo into a new
  /// folder.
  private func run(_ script: String, in workspace: Workspace) throws -> Finished {
    let functions = """
      set -eu
      mini() { '\(Mini.executable)' "$@"; }
      demo() { mkdir -p -- "$1"; cp -R '\(Checkout.fixtures)/Projects/demo/.' "$1/"; }
      runs() { ./main > said 2>&1 || [ $? = 25 ]; cmp said expected.stdout; }
      edit() { sed 's/squared/again/' lib/show.mini > new; mv new lib/show.mini; }

      """
    let variables = [
      "PATH": Tools.searchPath, "HOME": workspace.path("home"), "MINI_GC_AUTO": "0",
    ]
    return try ChildProcess.run(
      "sh", ["-c", functions + script], in: .init(workspace.path("")), environment: variables)
  }

  @Test(arguments: names) func aProjectIsBuiltInAnOddFolder(name: String) throws {
    let workspace = Workspace()
    let script = """
      n="$(printf -- '\(name.replacing("'", with: "'\\''"))X')"; n="${n%X}"
      demo "./$n"; cd "./$n"
      mini build; runs
      edit; mini build -O2; ./main | grep -q again
      """
    let built = try run(script, in: workspace)
    #expect(built.status == 0, "\(built.errorText)")
    #expect(workspace.files(below: "").filter { $0.contains("tmp_mini") } == [])
  }

  @Test(arguments: names) func aCacheIsUsedInAnOddFolder(name: String) throws {
    let workspace = Workspace()
    let script = """
      n="$(printf -- '\(name.replacing("'", with: "'\\''"))X')"; n="${n%X}"
      demo project; cd project
      mini build --cache-dir="$n"; runs
      rm main; mini build --cache-dir="$n" --stats-json stats; runs
      grep -q '"units": *{"total": *[0-9]*, *"cached": *[0-9]*, *"compiled": *0' stats
      """
    let built = try run(script, in: workspace)
    #expect(built.status == 0, "\(built.outputText) \(built.errorText)")
  }

  /// The path of the working directory can be longer than the system accepts in a call.
  @Test func aProjectIsBuiltDeeperThanAPathCanBe() throws {
    let workspace = Workspace()
    let script = """
      d=1234567890123456789012345678901234567890123456789012345678901234567890123456789
      i=0; while [ $i -lt 60 ]; do mkdir $d; cd -P $d 2>/dev/null || cd $d; i=$((i + 1)); done
      cp -R '\(Checkout.fixtures)/Projects/demo/.' .
      mini build; runs
      """
    let built = try run(script, in: workspace)
    // FileManager cannot remove such deep folders.
    _ = try Tools.run("rm", ["-rf", workspace.path("")], in: Workspace().folder(""))
    #expect(built.status == 0, "\(built.errorText)")
  }

  /// The command lines of tools contain no name of the user's, and their environment only the
  /// necessary.
  @Test(.enabled(if: SystemCallTrace.isAvailable, "needs strace"))
  func toolsSeeNamesOfOursAlone() throws {
    let project = try WideProject()
    let trace = try SystemCallTrace.of(
      ["build", "-O2"], in: project.folder, environment: ["CPATH": "/nowhere", "LD_DEBUG": ""])
    #expect(trace.status == 0)
    let tools = trace.text.split(separator: "\n").filter {
      $0.contains("execve(") && ($0.contains("\"-cc1\"") || $0.contains("\"-dynamic-linker\""))
    }
    #expect(tools.count > 2)
    for line in tools {
      #expect(!line.contains(project.workspace.path("")) && !line.contains("main.mini"))
      #expect(line.contains(":/usr/bin:/bin\", \"TMPDIR=.\"]"), "\(line)")
      #expect(!line.contains("HOME=") && !line.contains("CPATH") && !line.contains("LD_DEBUG"))
    }
    print("hostile: odd places: \(2 * Self.names.count + 1) trials")
  }
}
