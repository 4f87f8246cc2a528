// Toolchains that produce wrong output or fail: no later build is wrong because of it, here or in
// another checkout that shares the cache.

import TestSupport
import Testing

@Suite struct LyingToolTests {
  /// The output of clang in the place of an object file, once, without an error.
  enum Lie: String, CaseIterable, Sendable {
    case half, nothing, empty, zeros, link, folder, text, foreign, headerless

    /// The shell's commands: the object is `$o`, its length `$n`.
    var commands: String {
      switch self {
      case .half: "head -c $((n / 2)) $o > $o.x; mv $o.x $o"
      case .nothing: "rm $o"
      case .empty: ": > $o"
      case .zeros: "head -c $n /dev/zero > $o"
      case .link: "mv $o \"$moved\"; ln -s \"$moved\" $o"
      case .folder: "rm $o; mkdir $o"
      case .text: "echo 'an object file, honestly' > $o"
      // The machine's number, of an obsolete 32-bit processor.
      case .foreign: "printf '\\002' | dd of=$o bs=1 seek=18 conv=notrunc 2> /dev/null"
      case .headerless: "head -c 40 /dev/zero | dd of=$o bs=1 seek=24 conv=notrunc 2> /dev/null"
      }
    }
  }

  /// A clang that compiles and then applies `lie` to one object, the first time.
  static func lying(
    _ workspace: Workspace, _ lie: String
  ) throws -> ToolchainTests.ScriptedToolchain {
    try workspace.write("tools/lie", [])
    return try ToolchainTests.ScriptedToolchain(
      workspace,
      compiling: """
        clang "$@" || exit $?
        for last; do :; done
        # Removing succeeds for one of the processes that run at once.
        if rm "\(workspace.path("tools/lie"))" 2> /dev/null; then
          moved="\(workspace.path("tools/moved.o"))"
          cd "$(dirname "$last")"
          o="$(basename "$last" .ll).o"
          [ -e $o ] || o="$(basename "$last" .ll).s"
          n=$(wc -c < $o)
          \(lie)
        fi
        exit 0
        """)
  }

  /// Two checkouts of a project, with one cache.
  private static func checkouts(_ workspace: Workspace) throws -> [WideProject] {
    try ["one", "two"].map { try WideProject(workspace, $0) }
  }

  private static func sharing(_ workspace: Workspace) -> [String] {
    ["--cache-dir", workspace.path("cache")]
  }

  @Test(arguments: Lie.allCases)
  func flawedObjectCodeIsNotKept(lie: Lie) throws {
    let workspace = Workspace()
    let (projects, cache) = (try Self.checkouts(workspace), Self.sharing(workspace))
    let clang = try Self.lying(workspace, lie.commands)
    let build = try Mini.run(
      ["build"] + cache, in: projects[0].folder, environment: clang.environment)
    #expect(build.status == 3, "\(build.errorText)")
    #expect(build.errorText.contains("cannot be used"), "\(build.errorText)")
    #expect(!workspace.exists("one/main"))
    let verify = try Mini.run(["verify"] + cache, in: projects[0].folder)
    #expect(verify.status == 0, "\(verify.text)")
    let total = try Self.check(projects[0], cache, clang)
    let shared = try Self.check(projects[1], cache, clang)
    #expect(total > 0 && shared == 0)
    print("hostile: lying tool: 1 trials")
  }

  /// One lie of the linker, in the place of an executable.
  @Test(arguments: Lie.allCases.map(\.commands) + ["chmod a-x $o"])
  func flawedProgramsAreNotKept(lie: String) throws {
    let workspace = Workspace()
    let project = try WideProject(workspace)
    let clang = try ToolchainTests.ScriptedToolchain(workspace, compiling: "exec clang \"$@\"")
    try workspace.write("tools/lie", [])
    try workspace.write(
      "tools/ld.lld",
      """
      #!/bin/sh
      \(Tools.scriptPath)
      ld.lld "$@" || exit $?
      if rm "\(workspace.path("tools/lie"))" 2> /dev/null; then
        moved="\(workspace.path("tools/moved"))"
        o=executable
        n=$(wc -c < $o)
        \(lie)
      fi
      exit 0

      """)
    try workspace.permissions("tools/ld.lld", 0o755)
    let build = try Mini.run(["build"], in: project.folder, environment: clang.environment)
    #expect(build.status == 3, "\(build.errorText)")
    #expect(build.errorText.contains("'main' cannot be used: "), "\(build.errorText)")
    #expect(!workspace.exists("project/main"))
    #expect(try Self.check(project, [], clang) == 0)
    print("hostile: lying tool: 1 trials")
  }

  /// (An assembly is text: one wrong letter does not show.)
  private static let wholeOutputs: [(kind: String, lie: Lie)] =
    Lie.allCases.map { ("obj", $0) } + Lie.allCases.filter { $0 != .foreign }.map { ("asm", $0) }

  @Test(arguments: wholeOutputs.indices.filter { Turns.isDue($0, of: 2) })
  func flawedWholeOutputsAreNotKept(number: Int) throws {
    let (kind, lie) = Self.wholeOutputs[number]
    let workspace = Workspace()
    let project = try WideProject(workspace)
    let output = kind == "obj" ? "project/main.o" : "project/main.s"
    let clang = try Self.lying(workspace, lie.commands)
    let arguments = ["build", "--emit", kind]
    let build = try Mini.run(arguments, in: project.folder, environment: clang.environment)
    #expect(build.status == 3, "\(build.errorText)")
    #expect(build.errorText.contains("cannot be used: "), "\(build.errorText)")
    #expect(!workspace.exists(output))
    let again = try Mini.run(arguments, in: project.folder, environment: clang.environment)
    #expect(again.status == 0 && again.errorText == "", "\(again.errorText)")
    let made = try workspace.bytes(output)
    try workspace.delete(output)
    let clean = try Mini.run(
      arguments + ["--no-cache"], in: project.folder, environment: clang.environment)
    #expect(try clean.status == 0 && workspace.bytes(output) == made)
    print("hostile: lying tool: 1 trials")
  }

  /// Object code that is sound in itself, but of another program: the linker notices.
  @Test(arguments: ["one", "two"])
  func wrongObjectCodeIsReplacedOnceTheLinkerRefusesIt(next: String) throws {
    let workspace = Workspace()
    let (projects, cache) = (try Self.checkouts(workspace), Self.sharing(workspace))
    let clang = try Self.lying(
      workspace, "echo 'int other(void) { return 1; }' | clang -c -x c - -o $o")
    let build = try Mini.run(
      ["build"] + cache, in: projects[0].folder, environment: clang.environment)
    #expect(build.status == 3 && build.errorText.contains("undefined symbol"))

    let folder = workspace.folder(next)
    let healed = try Mini.statistics(cache, in: folder, environment: clang.environment)
    #expect(healed.output.status == 0, "\(healed.output.errorText)")
    let warnings = healed.output.errorText.split(separator: "\n")
    #expect(warnings.count == 1, "\(healed.output.errorText)")
    #expect(healed.output.errorText.contains("refused object code from the cache"))
    #expect(healed.unitsCompiled == healed.number("units", "total"))
    for project in projects {
      let units = try Self.check(project, cache, clang, warns: next == "two")
      #expect(units == 0 || project.name != next)
    }
    print("hostile: lying tool: 1 trials")
  }

  @Test func irThatClangRefusesIsMadeAgain() throws {
    let workspace = Workspace()
    let project = try WideProject(workspace)
    try Mini.build(in: project.folder)
    let refused = workspace.path("tools/refused")
    let clang = try ToolchainTests.ScriptedToolchain(
      workspace,
      compiling: """
        if mkdir "\(refused)" 2> /dev/null; then echo 'what is this?' >&2; exit 1; fi
        exec clang "$@"
        """)
    let healed = try Mini.statistics([], in: project.folder, environment: clang.environment)
    #expect(healed.output.status == 0, "\(healed.output.errorText)")
    #expect(
      healed.output.errorText
        == "mini: warning: the toolchain refused IR from the cache; everything was compiled again\n"
    )
    try project.check()

    // Nothing of it came from the cache: the compiler is at fault, and is called once.
    try workspace.delete("tools/refused")
    try workspace.delete("project/.mini_cache")
    let failed = try Mini.run(["build"], in: project.folder, environment: clang.environment)
    #expect(failed.status == 3 && failed.errorText.contains("what is this?"))
    print("hostile: lying tool: 2 trials")
  }

  /// The linker refuses code of the cache, and then clang refuses its IR.
  @Test func codeAndThenIRAreReplacedInOneBuild() throws {
    let workspace = try Workspace(copying: "Projects/demo", as: "project")
    let folder = workspace.folder("project")
    let (code, ir) = (workspace.path("tools/code"), workspace.path("tools/ir"))
    let clang = try ToolchainTests.ScriptedToolchain(
      workspace,
      compiling: """
        if rm "\(ir)" 2> /dev/null; then echo 'what is this IR?' >&2; exit 1; fi
        exec clang "$@"
        """)
    try workspace.write(
      "tools/ld.lld",
      """
      #!/bin/sh
      \(Tools.scriptPath)
      if mv "\(code)" "\(ir)" 2> /dev/null; then echo 'what is this code?' >&2; exit 1; fi
      exec ld.lld "$@"

      """)
    try workspace.permissions("tools/ld.lld", 0o755)
    try Mini.build([], in: folder, environment: clang.environment)
    let right = try workspace.bytes("project/main")
    try workspace.delete("project/main")
    try workspace.write("tools/code", "")
    let healed = try Mini.statistics([], in: folder, environment: clang.environment)
    #expect(healed.output.status == 0, "\(healed.output.errorText)")
    #expect(
      healed.output.errorText.split(separator: "\n").count == 2
        && healed.output.errorText.contains("refused object code from the cache")
        && healed.output.errorText.contains("refused IR from the cache"),
      "\(healed.output.errorText)")
    #expect(healed.sourcesRead == 3 && healed.unitsCompiled == healed.unitsTotal)
    #expect(try workspace.bytes("project/main") == right)
    print("hostile: lying tool: 1 trials")
  }

  /// The part of a clang's output that is random.
  enum Chance: String, CaseIterable, Sendable {
    case constant, appended

    /// The shell's commands: the input is `$last`.
    var commands: String {
      let number = "$(od -An -N4 -tu4 /dev/urandom | tr -d ' ')"
      switch self {
      case .constant:
        return "echo \"@chance = weak constant i64 \(number)\" >> \"$last\"; exec clang \"$@\""
      case .appended: return "clang \"$@\" || exit 1; echo \(number) >> \"${last%.ll}.o\"; exit 0"
      }
    }

    var isNamed: String {
      self == .constant ? "'chance' in section '.rodata" : "something outside its sections"
    }
  }

  @Test(arguments: Chance.allCases)
  func codeThatIsNotMadeTwiceTheSameIsFound(chance: Chance) throws {
    let workspace = Workspace()
    let project = try WideProject(workspace)
    let clang = try ToolchainTests.ScriptedToolchain(
      workspace, compiling: "for last; do :; done; \(chance.commands)")
    try Mini.build([], in: project.folder, environment: clang.environment)
    let audit = try Mini.run(
      ["verify", "--recompute=100%"], in: project.folder, environment: clang.environment)
    #expect(audit.status == 1, "\(audit.text)\(audit.errorText)")
    #expect(
      audit.text.contains("unit ") && audit.text.contains(chance.isNamed), "\(audit.text)")
    let recheck = try Mini.run(
      ["build", "--recheck"], in: project.folder, environment: clang.environment)
    #expect(recheck.status == 1, "\(recheck.errorText)")
    let lines = recheck.errorText.split(separator: "\n")
    #expect(!lines.isEmpty && lines.allSatisfy { $0.hasPrefix("mini: warning: recheck: ") })
    #expect(lines.contains { $0.contains("unit ") && $0.contains(chance.isNamed) }, "\(lines)")

    let sound = try WideProject(workspace, "sound")
    try Mini.build([], in: sound.folder)
    let silent = try Mini.run(["build", "--recheck"], in: sound.folder)
    #expect(silent.status == 0 && silent.errorText == "", "\(silent.errorText)")
    let alike = try Mini.run(["verify", "--recompute=100%"], in: sound.folder)
    #expect(alike.status == 0, "\(alike.text)\(alike.errorText)")
    #expect(
      alike.errorText.contains("linked 1 executable again"), "\(alike.errorText)")
    #expect(!alike.errorText.contains(" 0 units"), "\(alike.errorText)")
    print("hostile: lying tool: 4 trials")
  }

  /// Two links of the same object code.
  @Test func aLinkThatIsNotMadeTwiceTheSameIsFound() throws {
    let workspace = Workspace()
    let project = try WideProject(workspace)
    let clang = try ToolchainTests.ScriptedToolchain(workspace, compiling: "exec clang \"$@\"")
    try workspace.write(
      "tools/ld.lld",
      """
      #!/bin/sh
      \(Tools.scriptPath)
      ld.lld "$@" --build-id=0x$(od -An -N8 -tx8 /dev/urandom | tr -d ' ')

      """)
    try workspace.permissions("tools/ld.lld", 0o755)
    try Mini.build([], in: project.folder, environment: clang.environment)
    let recheck = try Mini.run(
      ["build", "--recheck"], in: project.folder, environment: clang.environment)
    #expect(recheck.status == 1, "\(recheck.errorText)")
    #expect(
      recheck.errorText.contains("linked again, ")
        && recheck.errorText.contains("section '.note.gnu.build-id';"),
      "\(recheck.errorText)")
    print("hostile: lying tool: 1 trials")
  }

  /// Builds, runs the program, and builds again, which does nothing.
  ///
  /// - Parameter warns: whether the build may report what it heals.
  /// - Returns: the number of compiled units.
  private static func check(
    _ project: WideProject, _ arguments: [String],
    _ clang: ToolchainTests.ScriptedToolchain, warns: Bool = false
  ) throws -> Int {
    let environment = clang.environment
    let build = try Mini.statistics(arguments, in: project.folder, environment: environment)
    #expect(build.output.status == 0, "\(build.output.errorText)")
    if !warns { #expect(build.output.errorText == "") }
    try project.checkProgram()
    let null = try Mini.statistics(arguments, in: project.folder, environment: environment)
    #expect(null.isNull && null.output.errorText == "", "\(null.output.errorText)")
    return build.unitsCompiled ?? -1
  }
}
