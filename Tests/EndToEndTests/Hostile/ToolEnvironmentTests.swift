// The part of the user's environment that reaches tools: only what is in the keys.

import Foundation
import TestSupport
import Testing

@Suite struct ToolEnvironmentTests {
  private func build(
    _ project: WideProject, _ arguments: [String], _ environment: [String: String]
  ) throws -> Mini.Statistics {
    let build = try Mini.statistics(arguments, in: project.folder, environment: environment)
    #expect(build.output.status == 0, "\(environment): \(build.output.errorText)")
    return build
  }

  /// Another user, another search path, clang under another prefix: the same units.
  @Test func unitsAreSharedByUsersPathsAndPrefixes() throws {
    let workspace = Workspace()
    let cache = ["--cache-dir", workspace.path("cache")]
    let first = try WideProject(workspace, "first")
    let total = try build(first, cache, ["HOME": workspace.path("one")]).unitsTotal
    let right = try workspace.bytes("first/main")
    let tools = ["clang", "ld.lld"]
    for prefix in ["farm", "copy"] { try workspace.makeFolder(prefix + "/bin") }
    for tool in tools {
      let real = try Tools.path(tool)
      try workspace.link("farm/bin/" + tool, to: real)
      _ = try Tools.run("cp", ["-L", real, workspace.path("copy/bin/" + tool)], in: first.folder)
    }
    // Files that a program finds beside its own folder are part of it.
    let libraries = try Tools.path("clang").replacing("/bin/clang", with: "/lib")
    try workspace.link("copy/lib", to: libraries)
    let others: [[String: String]] = [
      ["HOME": workspace.path("two"), "XDG_CACHE_HOME": workspace.path("cache of two")],
      ["PATH": "/nowhere:" + Tools.searchPath + ":/also/nowhere"],
      ["MINI_CLANG": workspace.path("farm/bin/clang")],
      ["MINI_CLANG": workspace.path("copy/bin/clang")],
      ["MINI_CLANG": "../farm/bin/clang"],
      ["LANG": "de_DE.UTF-8", "TMPDIR": "/nowhere", "USER": "other", "PWD": "/"],
    ]
    for (number, environment) in others.enumerated() {
      let other = try WideProject(workspace, "other\(number)")
      let built = try build(other, cache, environment)
      #expect(built.unitsCompiled == 0 && built.unitsTotal == total, "\(environment)")
      #expect(try workspace.bytes("other\(number)/main") == right, "\(environment)")
    }
    print("hostile: other users, paths and prefixes: \(others.count) trials")
  }

  /// Variables that clang, lld and their libraries obey: they have no effect, so that an
  /// incremental build equals a clean one.
  @Test func variablesOfToolsHaveNoEffect() throws {
    let project = try WideProject()
    let workspace = project.workspace
    try workspace.write("lib/crt1.o", "not an object")
    try workspace.write("lib/Scrt1.o", "not an object")
    try workspace.write("lib/libc.so", "INPUT ( /nowhere )")
    try workspace.write("bin/ld.lld", "#!/bin/sh\nexit 9\n")
    try workspace.write("bin/ld", "#!/bin/sh\nexit 9\n")
    for tool in ["ld", "ld.lld"] { try workspace.permissions("bin/" + tool, 0o755) }
    let variables = [
      "CCC_OVERRIDE_OPTIONS": "#+-g +-march=native", "LIBRARY_PATH": workspace.path("lib"),
      "COMPILER_PATH": workspace.path("bin"), "GCC_EXEC_PREFIX": workspace.path("bin/"),
      "CPATH": workspace.path("lib"), "C_INCLUDE_PATH": workspace.path("lib"),
      "CLANG_CONFIG_FILE_USER_DIR": workspace.path("lib"), "LDFLAGS": "-z nosuch",
      "LLD_REPRODUCE": workspace.path("reproduced.tar"), "SOURCE_DATE_EPOCH": "1",
      "QA_OVERRIDE_GCC3_OPTIONS": "+-O3", "LD_RUN_PATH": "/nowhere",
    ]
    Workspace.age()
    _ = try build(project, [], [:])
    let right = try workspace.bytes("project/main")
    #expect(try build(project, [], variables).isNull)
    _ = try build(project, ["--no-cache", "-o", "clean"], variables)
    #expect(try workspace.bytes("project/clean") == right)
    try project.write(3, summand: 2)
    #expect(try build(project, [], variables).unitsCompiled == 1)
    let edited = try workspace.bytes("project/main")
    _ = try build(project, ["--no-cache", "-o", "clean"], [:])
    #expect(try workspace.bytes("project/clean") == edited)
    #expect(!workspace.exists("reproduced.tar"))
    print("hostile: variables of tools: \(variables.count) trials")
  }

  /// A library that LD_LIBRARY_PATH substitutes for another is part of the toolchain, by its bytes.
  @Test func whatTheLibraryPathLeadsToIsInTheIdentity() throws {
    let project = try WideProject()
    let workspace = project.workspace
    let listed = try Tools.run("ldd", [try Tools.path("clang")], in: project.folder).text
    let line = try #require(listed.split(separator: "\n").first { $0.contains("libz.so") })
    let library = String(try #require(line.split(separator: " ").first { $0.hasPrefix("/") }))
    let name = String(try #require(library.split(separator: "/").last))
    try workspace.makeFolder("lib")
    _ = try Tools.run("cp", ["-L", library, workspace.path("lib/" + name)], in: project.folder)
    let environment = ["LD_LIBRARY_PATH": ":relative:" + workspace.path("lib")]

    let first = try build(project, [], [:])
    #expect(try build(project, [], environment).unitsCompiled == 0, "the same bytes")
    Workspace.age()
    #expect(try build(project, [], environment).isNull)
    try workspace.write("lib/" + name, try workspace.bytes("lib/" + name) + [0])
    let changed = try build(project, [], environment)
    #expect(changed.unitsCompiled == first.unitsTotal, "a byte more")
    #expect(try build(project, [], [:]).unitsCompiled == 0)
  }

  /// Variables named in the user's configuration reach the tools, and are in the keys by name and
  /// value.
  @Test(.enabled(if: SystemCallTrace.isAvailable, "needs strace"))
  func variablesThatTheUserNamesAreInTheKeys() throws {
    let project = try WideProject()
    let workspace = project.workspace
    try workspace.write("config", "[mini]\n\ttoolEnvironment = TOOL_SETTING OTHER\n")
    let environment = { (value: String, other: String) in
      [
        "MINI_CONFIG_GLOBAL": workspace.path("config"), "TOOL_SETTING": value,
        "TOOL_OTHER": other,
      ]
    }
    Workspace.age()
    let total = try build(project, [], environment("1", "1")).unitsTotal
    #expect(try build(project, [], environment("1", "2")).isNull, "it is not named")
    #expect(try build(project, [], environment("2", "2")).unitsCompiled == total)
    #expect(try build(project, [], environment("1", "2")).unitsCompiled == 0)
    #expect(try build(project, [], ["TOOL_SETTING": "1"]).unitsCompiled == total, "no setting")
    let trace = try SystemCallTrace.of(
      ["build", "--no-cache"], in: project.folder, environment: environment("3", "3"))
    let tools = trace.text.split(separator: "\n").filter {
      $0.contains("execve(") && $0.contains("\"-cc1\"")
    }
    #expect(!tools.isEmpty)
    for line in tools {
      #expect(line.contains("[\"TOOL_SETTING=3\", \"PATH="), "\(line)")
      #expect(!line.contains("TOOL_OTHER"))
    }
  }
}
