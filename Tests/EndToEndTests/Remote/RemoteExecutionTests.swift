// Units that workers of a remote engine compile, with a program in the place of mini-remote: what a build
// takes from them, what it refuses, and that it never passes their work on as its own.

import TestSupport
import Testing

@Suite(.mostlyWaits) struct RemoteExecutionTests {
  /// A writer whose results workers return, and a reader whose units they compile.
  private static func scene(
    _ execution: String
  ) throws -> (scene: RemoteScene, units: Int, mode: (String) -> [String: String]) {
    let (scene, mode) = try RemoteDouble.scene(signs: false)
    for project in [scene.writer, scene.reader] {
      try scene.set("mini.trust.unsigned", scene.url, in: project)
    }
    let stored = try scene.build(scene.writer, ["-O2"], mode("honest"))
    stored.expectSilence()
    try scene.set("mini.remoteExecution", execution, in: scene.reader)
    return (scene, try #require(stored.unitsCompiled), mode)
  }

  @Test func workersCompileAllUnits() throws {
    let (scene, units, mode) = try Self.scene("only")
    let build = try scene.build(scene.reader, ["-O2"], mode("run-honest"))
    build.expectSilence()
    #expect(build.unitsCompiled == 0 && build.number("remote", "executed") == units)
    #expect(build.number("remote", "found") == 0)
    try scene.expectSameProgram()
    #expect(try scene.workspace.text("store/log").hasSuffix("find \(units)\nrun\n"))
    // They are in the cache now.
    try scene.workspace.delete("elsewhere/reader/main")
    let again = try scene.build(scene.reader, ["-O2"], mode("dead"))
    again.expectSilence()
    #expect(again.unitsCompiled == 0)
    #expect(try Mini.run(["verify"], in: scene.reader.folder).status == 0)
  }

  /// Each unit is compiled once, here or there.
  @Test(arguments: ["1", "64"]) func thisMachineCompilesBesideThem(_ jobs: String) throws {
    let (scene, units, mode) = try Self.scene("true")
    try scene.set("mini.remoteJobs", jobs, in: scene.reader)
    let build = try scene.build(scene.reader, ["-O2"], mode("run-honest"))
    build.expectSilence()
    let executed = try #require(build.number("remote", "executed"))
    #expect(executed > 0 && build.unitsCompiled == units - executed)
    try scene.expectSameProgram()
  }

  /// What one of two builds has given to workers, the other one waits for.
  @Test func twoBuildsRunEachUnitOnce() throws {
    let (scene, units, mode) = try Self.scene("only")
    let workspace = scene.workspace
    try workspace.copy("elsewhere/reader", "elsewhere/other")
    let cache = workspace.path("cache")
    let names = ["reader", "other"]
    let builds = try names.map { name in
      try Mini.start(
        ["build", "-O2", "--cache-dir", cache, "--stats-json", workspace.path(name + ".json")],
        in: workspace.folder("elsewhere/" + name), environment: mode("workers-8-20"))
    }
    for build in builds {
      let end = try build.finish(secondsMax: Mini.secondsMax)
      #expect(end.status == 0 && end.errorText == "", "\(end.errorText)")
    }
    let executed = try names.map { name in
      let json = try JSON.object(workspace.bytes(name + ".json"))
      #expect((json["units"] as? [String: Any])?["compiled"] as? Int == 0, "\(name)")
      return try #require((json["remote"] as? [String: Any])?["executed"] as? Int)
    }
    #expect(executed.reduce(0, +) == units, "\(executed)")
    for name in names {
      #expect(
        try workspace.bytes("elsewhere/\(name)/main") == workspace.bytes("writer/main"), "\(name)")
    }
  }

  /// What is in the remote cache need not be run.
  @Test func onlyMissesAreRun() throws {
    let (scene, units, mode) = try Self.scene("only")
    let build = try scene.build(scene.reader, ["-O2"], mode("honest"))
    build.expectSilence()
    #expect(build.number("remote", "found") == units && build.number("remote", "executed") == 0)
    #expect(try !scene.workspace.text("store/log").contains("run"))
  }

  // MARK: Trust

  /// Neither is it stored in the remote cache with a signature of this machine, nor part of a snapshot
  /// that is signed here.
  @Test(arguments: ["only", "true"]) func noSignatureCoversWhatWorkersMade(_ execution: String)
    throws
  {
    let (scene, units, mode) = try Self.scene(execution)
    try scene.set("mini.remoteMode", "readwrite", in: scene.reader)
    try scene.set("mini.remoteUpload", "wait", in: scene.reader)
    _ = try RemoteScene.newKey("key", in: scene.workspace)
    try scene.set("mini.trust.signingKey", scene.workspace.path("key"), in: scene.reader)
    let build = try scene.build(scene.reader, ["-O2"], mode("run-honest"))
    build.expectSilence()
    let compiled = try #require(build.unitsCompiled)
    #expect(compiled < units)
    let stored = try scene.workspace.text("store/log").split(separator: "\n")
      .filter { $0.hasPrefix("store") }
    #expect(stored == ["store \(units)"] + (compiled > 0 ? ["store \(compiled)"] : []))
    // Another build stores none of it either, whatever it compiles.
    try scene.reader.write(5, summand: 7)
    try scene.set("mini.remoteExecution", "false", in: scene.reader)
    let edit = try scene.build(scene.reader, ["-O2"], mode("honest"))
    edit.expectSilence()
    let more = try #require(edit.unitsCompiled)
    #expect(try scene.workspace.text("store/log").hasSuffix("\nstore \(more)\n"))
    let snapshot = try Mini.run(["snapshot"], in: scene.reader.folder)
    #expect(snapshot.status == 0, "\(snapshot.errorText)")
    let made = compiled + more
    #expect(
      (0...made).contains { snapshot.text.contains(", \($0) unit") }, "\(snapshot.text) of \(made)")
    #expect(!snapshot.text.contains(", \(units) units"))
  }

  @Test func workersNeedTheUsersTrust() throws {
    let (scene, units, mode) = try Self.scene("only")
    let unset = try Mini.run(["config", "--unset", "mini.trust.unsigned"], in: scene.reader.folder)
    #expect(unset.status == 0)
    let build = try scene.build(scene.reader, ["-O2"], mode("run-honest"))
    #expect(build.output.status == 0 && build.unitsCompiled == units)
    #expect(
      RemoteScene.lines(build) == [
        "mini: warning: no unit is run on the remote cache '\(scene.url)': results of its workers are not"
          + " signed; add its address to mini.trust.unsigned, or unset mini.remoteExecution"
      ])
    #expect(try !scene.workspace.text("store/log").contains("run"))
    try scene.expectSameProgram()
  }

  @Test func aVariableTurnsItOff() throws {
    let (scene, units, mode) = try Self.scene("only")
    let build = try scene.build(
      scene.reader, ["-O2"], mode("run-honest").merging(["MINI_REMOTE_EXECUTION": "false"]) { $1 })
    build.expectSilence()
    #expect(build.unitsCompiled == units && build.number("remote", "executed") == 0)
  }

  // MARK: Faults

  @Test(
    arguments: Turns.due(
      [
        ("flipped", "its bytes do not have the digest that it names"),
        ("truncated", "its bytes do not have the digest that it names"),
        ("failed", "the compiler failed (1)"),
        ("missing", "it does not contain the unit's object code"),
        ("doubled", "it does not contain the unit's object code"),
        ("executable", "it does not contain the unit's object code"),
        ("broken", "no clang\\x1b[31m here"),
      ], of: 2))
  func aWrongResultIsCompiledHere(_ fault: String, _ reason: String) throws {
    let (scene, units, mode) = try Self.scene("only")
    let build = try scene.build(scene.reader, ["-O2"], mode("run-" + fault))
    #expect(build.output.status == 0 && build.unitsCompiled == units)
    #expect(build.number("remote", "refused") == units)
    #expect(
      RemoteScene.lines(build) == [
        "mini: warning: \(units) results of the remote cache '\(scene.url)' were refused and compiled"
          + " here: \(reason)"
      ])
    try scene.expectSameProgram("\(fault)")
  }

  /// With workers alone, and beside this machine.
  @Test(
    arguments: Turns.due(
      [
        ("silent", "it does not answer"), ("cut", "has ended without an answer"),
        ("full", "it has no room for an action"), ("stray", "sent something malformed"),
      ], of: 2), ["only", "true"])
  func uselessWorkersCostOneLine(_ fault: (String, String), _ execution: String) throws {
    let (scene, units, mode) = try Self.scene(execution)
    if fault.0 == "silent" { try scene.set("mini.remoteTimeout", "1s", in: scene.reader) }
    let build = try scene.build(scene.reader, ["-O2"], mode("run-" + fault.0))
    #expect(build.output.status == 0)
    let executed = try #require(build.number("remote", "executed"))
    #expect(build.unitsCompiled == units - executed && executed < units)
    let lines = RemoteScene.lines(build)
    // Beside a machine that is as fast, nothing is wrong with silence.
    #expect(lines.count == 1 || lines.isEmpty && execution == "true", "\(lines)")
    #expect(lines.allSatisfy { $0.contains(fault.1) }, "\(lines)")
    try scene.expectSameProgram("\(fault.0)")
  }

  /// A server that has no room gets less at once, and each unit again.
  @Test func aServerWithoutRoomIsAskedAgain() throws {
    let (scene, units, mode) = try Self.scene("only")
    let build = try scene.build(scene.reader, ["-O2"], mode("run-busy"))
    build.expectSilence()
    #expect(build.number("remote", "executed") == units && build.unitsCompiled == 0)
    try scene.expectSameProgram()
  }

  /// The compiler is not sent while a build waits.
  @Test func aServerThatLacksTheCompilerGetsItAfterTheBuild() throws {
    let (scene, units, mode) = try Self.scene("only")
    try scene.set("mini.remoteToolchain", "input", in: scene.reader)
    try scene.set("mini.remoteUpload", "wait", in: scene.reader)
    let build = try scene.build(scene.reader, ["-O2"], mode("run-lacking"))
    #expect(build.output.status == 0 && build.unitsCompiled == units)
    #expect(
      RemoteScene.lines(build) == [
        "mini: warning: the remote cache '\(scene.url)' is not used any further in this build: it"
          + " lacks the compiler, which is stored there after the build"
      ])
    let log = try scene.workspace.text("store/log").split(separator: "\n").dropFirst()
    #expect(log.map { $0.prefix { $0 != " " } } == ["find", "toolchain", "toolchain", "store"])
    try scene.expectSameProgram()
  }

  @Test func slowWorkersDelayNothing() throws {
    let (scene, units, mode) = try Self.scene("true")
    let build = try scene.build(scene.reader, ["-O2"], mode("run-slow"))
    build.expectSilence()
    let executed = try #require(build.number("remote", "executed"))
    #expect(build.unitsCompiled == units - executed)
    try scene.expectSameProgram()
  }
}
