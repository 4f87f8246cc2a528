// Units that real workers compile: mini-remote, and buildbox-casd with bubblewrap.

import TestSupport
import Testing

@Suite(
  .mostlyWaits,
  .enabled(if: RemoteServer.canExecute, "needs bubblewrap, and what 'make remote' fetches"))
struct RemoteWorkerTests {
  /// A writer that compiles here, and a reader whose units workers compile.
  private func scene(_ server: RemoteServer, _ execution: String) throws -> RemoteScene {
    var scene = try RemoteScene(url: server.url, program: RemoteServer.client, signs: false)
    try scene.set("mini.remoteMode", "off", in: scene.writer)
    try scene.set("mini.remoteExecution", execution, in: scene.reader)
    try scene.set("mini.trust.unsigned", server.url, in: scene.reader)
    scene.servers = [server]
    return scene
  }

  @Test(arguments: ["-O0", "-O2"]) func workersMakeTheSameProgram(_ level: String) throws {
    let scene = try scene(try RemoteServer.executingCasd(), "only")
    let units = try #require(try scene.build(scene.writer, [level]).unitsCompiled)
    let build = try scene.build(scene.reader, [level])
    build.expectSilence()
    #expect(build.unitsCompiled == 0 && build.number("remote", "executed") == units)
    try scene.expectSameProgram()
    // The server keeps the results, which count for those who trust it.
    try scene.workspace.delete("elsewhere/reader/.mini_cache")
    try scene.workspace.delete("elsewhere/reader/main")
    let again = try scene.build(scene.reader, [level])
    again.expectSilence()
    #expect(again.number("remote", "found") == units)
    try scene.expectSameProgram()
  }

  @Test func workersAndThisMachineMakeTheSameProgram() throws {
    let scene = try scene(try RemoteServer.executingCasd(), "true")
    let units = try #require(try scene.build(scene.writer).unitsCompiled)
    let build = try scene.build(scene.reader)
    build.expectSilence()
    let executed = try #require(build.number("remote", "executed"))
    #expect(build.unitsCompiled == units - executed)
    try scene.expectSameProgram()
  }

  /// Nothing of this machine is in the sandbox: the compiler is a part of the input.
  @Test func workersNeedNoToolchainOfTheirOwn() throws {
    let scene = try scene(try RemoteServer.bareCasd(), "only")
    try scene.set("mini.remoteToolchain", "input", in: scene.reader)
    try scene.set("mini.remoteUpload", "wait", in: scene.reader)
    let units = try #require(try scene.build(scene.writer).unitsCompiled)
    let first = try scene.build(scene.reader)
    #expect(first.output.status == 0 && first.unitsCompiled == units)
    let lines = RemoteScene.lines(first)
    #expect(lines.count == 1 && lines[0].contains("it lacks the compiler"), "\(lines)")
    try scene.workspace.delete("elsewhere/reader/.mini_cache")
    try scene.workspace.delete("elsewhere/reader/main")
    let build = try scene.build(scene.reader)
    build.expectSilence()
    #expect(build.unitsCompiled == 0 && build.number("remote", "executed") == units)
    try scene.expectSameProgram()
  }

  /// Input that does not fit in a message goes through a stream.
  @Test func largeUnitsAreCompiledThere() throws {
    let scene = try scene(try RemoteServer.executingCasd(), "only")
    for project in [scene.writer, scene.reader] {
      for module in 0..<2 { try project.write(module, summand: 1, lines: 30_000) }
    }
    try scene.set("mini.remoteTimeout", "50s", in: scene.reader)
    let units = try scene.build(scene.writer, ["-O0"]).unitsCompiled
    let build = try scene.build(scene.reader, ["-O0"])
    build.expectSilence()
    #expect(build.number("remote", "executed") == units)
    try scene.expectSameProgram()
  }

  @Test(arguments: [
    ("flipped", "its bytes do not have the digest that it names"),
    ("run-failed", "the compiler failed (1)"), ("run-error", "no worker"),
    ("run-exhausted", "it has no room for an action"), ("run-silent", "it does not answer"),
    ("run-cut", ""),
  ])
  func aFaultyEngineCostsOneLine(_ fault: String, _ reason: String) throws {
    let server = try RemoteServer.executingCasd()
    let lying = try RemoteServer.lying(fault, before: server)
    var scene = try scene(server, "only")
    scene.servers.append(lying)
    for key in ["mini.remote", "mini.trust.unsigned"] {
      try scene.set(key, lying.url, in: scene.reader)
    }
    if fault == "run-silent" { try scene.set("mini.remoteTimeout", "1s", in: scene.reader) }
    let units = try scene.build(scene.writer).unitsCompiled
    let build = try scene.build(scene.reader)
    let lines = RemoteScene.lines(build)
    #expect(build.output.status == 0 && lines.count == 1, "\(lines)")
    #expect(reason == "" || lines.first?.contains(reason) == true, "\(lines)")
    #expect(build.unitsCompiled == units)
    try scene.expectSameProgram("\(fault)")
  }

  /// A server with a cache alone.
  @Test func aServerWithoutWorkersCostsOneLine() throws {
    let scene = try scene(try RemoteServer.casd(), "only")
    let units = try scene.build(scene.writer).unitsCompiled
    let build = try scene.build(scene.reader)
    let lines = RemoteScene.lines(build)
    #expect(lines.count == 1 && lines[0].contains("it does not run actions"), "\(lines)")
    #expect(build.unitsCompiled == units)
    try scene.expectSameProgram()
  }
}
