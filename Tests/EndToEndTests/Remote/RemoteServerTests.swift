// A remote cache on this machine: mini-remote, buildbox-casd, and servers that lie.

import Glibc
import TestSupport
import Testing

@Suite(.mostlyWaits, .enabled(if: RemoteServer.isReady, RemoteServer.need))
struct RemoteServerTests {
  /// - Parameter other: the server that the reader asks, in place of the writer's.
  private func scene(_ server: RemoteServer, reader other: RemoteServer? = nil) throws
    -> RemoteScene
  {
    var scene = try RemoteScene(url: server.url, program: RemoteServer.client)
    if let other { try scene.set("mini.remote", other.url, in: scene.reader) }
    scene.servers = [server, other].compactMap { $0 }
    return scene
  }

  @Test func aCloneElsewhereCompilesNothing() throws {
    let scene = try scene(try RemoteServer.casd())
    let units = try #require(try scene.store().unitsCompiled)
    let build = try scene.build(scene.reader)
    build.expectSilence()
    #expect(build.unitsCompiled == 0 && build.number("remote", "found") == units)
    try scene.expectSameProgram()
    // Another level is another action.
    let other = try scene.build(scene.reader, ["-O1"])
    other.expectSilence()
    #expect(other.number("remote", "found") == 0 && other.number("units", "cached") == 0)
  }

  /// Several of 600 KB. (``RemoteCompressionTests`` has streams.)
  @Test func largeUnitsArrive() throws {
    let scene = try scene(try RemoteServer.casd())
    for project in [scene.writer, scene.reader] {
      for module in 0..<3 { try project.write(module, summand: 1, lines: 30_000) }
    }
    let stored = try scene.build(scene.writer, ["-O0"])
    stored.expectSilence()
    let build = try scene.build(scene.reader, ["-O0"])
    build.expectSilence()
    #expect(build.unitsCompiled == 0)
    try scene.expectSameProgram()
  }

  @Test func resultsAreStoredInTheBackground() throws {
    let scene = try scene(try RemoteServer.casd())
    try scene.set("mini.remoteUpload", "background", in: scene.writer)
    let units = try scene.store().unitsCompiled
    var found: Int?
    for _ in 0..<40 where found != units {
      usleep(250_000)
      for name in [".mini_cache", "main"] where scene.workspace.exists("elsewhere/reader/" + name) {
        try scene.workspace.delete("elsewhere/reader/" + name)
      }
      let build = try scene.build(scene.reader)
      build.expectSilence()
      found = build.number("remote", "found")
    }
    #expect(found == units)
    try scene.expectSameProgram()
  }

  @Test(arguments: [
    ("flipped", "its bytes do not have the digest that it names"),
    ("other", "its signature is for another result"), ("failed", "the compiler failed (1)"),
    ("truncated", "its bytes do not have the digest that it names"),
    ("exhausted", "too many calls"), ("silent", "does not"), ("refusing", "no token"),
    ("cut", ""), ("frozen", "does not"),
  ])
  func aLyingServerCostsOneLine(_ fault: String, _ reason: String) throws {
    let server = try RemoteServer.casd()
    let lying = try RemoteServer.lying(fault, before: server)
    let scene = try scene(server, reader: lying)
    let units = try #require(try scene.store().unitsCompiled)
    if ["silent", "frozen"].contains(fault) {
      try scene.set("mini.remoteTimeout", "1s", in: scene.reader)
    }
    let build = try scene.build(scene.reader)
    let lines = RemoteScene.lines(build)
    #expect(build.output.status == 0 && lines.count == 1, "\(lines)")
    let isShown = lines.first?.contains(reason) == true || reason == "" || reason == "does not"
    #expect(isShown, "\(lines)")
    let found = try #require(build.number("remote", "found"))
    // One blob of each call is changed; the first of the equal answers is right; a server that goes away
    // has answered some calls.
    let foundMax = ["flipped": units - 1, "truncated": units - 1, "other": 1][fault] ?? 0
    #expect(found <= foundMax)
    try scene.expectSameProgram("\(fault)")
  }

  @Test func aSlowServerIsWaitedFor() throws {
    let server = try RemoteServer.casd()
    let scene = try scene(server, reader: try RemoteServer.lying("slow", before: server))
    try scene.store()
    let build = try scene.build(scene.reader)
    build.expectSilence()
    #expect(build.unitsCompiled == 0 || build.number("remote", "found") == 0)
    try scene.expectSameProgram()
  }

  /// Nothing listens there, or a socket that never answers.
  @Test(arguments: [false, true]) func aDeadServerCostsOneLine(_ isListening: Bool) throws {
    let scene = try scene(try RemoteServer.casd())
    let socket = try ListeningSocket()
    let port = isListening ? socket.port : try RemoteServer.freePort()
    for project in [scene.writer, scene.reader] {
      try scene.set("mini.remote", "grpc://127.0.0.1:\(port)", in: project)
      try scene.set("mini.remoteTimeout", "1s", in: project)
      let build = try scene.build(project)
      let lines = RemoteScene.lines(build)
      #expect(build.output.status == 0 && lines.count == 1, "\(lines)")
    }
    try scene.expectSameProgram()
  }

  /// The disk of the server is full, or the client may not write.
  @Test(arguments: ["full", "read-only"]) func aServerThatStoresNothingCostsOneLine(
    _ fault: String
  ) throws {
    let server = try RemoteServer.casd()
    let lying = try RemoteServer.lying(fault, before: server)
    let scene = try scene(server)
    try scene.set("mini.remote", lying.url, in: scene.writer)
    let build = try scene.build(scene.writer)
    let lines = RemoteScene.lines(build)
    #expect(build.output.status == 0 && lines.count == 1, "\(lines)")
    #expect(lines[0].contains("not stored in the remote cache"), "\(lines)")
  }

  /// Only a client that knows the certificate and the token gets something.
  @Test(.enabled(if: RemoteServer.canEncrypt, "needs nginx-light: run 'make setup'"))
  func aProxyEncryptsAndAsksForAToken() throws {
    let workspace = Workspace()
    let server = try RemoteServer.casd()
    let proxy = try RemoteServer.encrypting(before: server, in: workspace)
    let scene = try scene(server, reader: proxy)
    let units = try scene.store().unitsCompiled
    let url = "grpcs://localhost:\(proxy.port)"
    try scene.set("mini.remote", url, in: scene.reader)
    try workspace.write("token", "wrong-token\n")
    func build(_ expectation: String) throws -> Mini.Statistics {
      for name in [".mini_cache", "main"] where scene.workspace.exists("elsewhere/reader/" + name) {
        try scene.workspace.delete("elsewhere/reader/" + name)
      }
      let build = try scene.build(scene.reader)
      let lines = RemoteScene.lines(build)
      #expect(build.output.status == 0 && lines.count == (expectation == "" ? 0 : 1), "\(lines)")
      #expect(lines.allSatisfy { $0.contains(expectation) }, "\(lines)")
      return build
    }
    // An authority that is not known.
    #expect(try build("is not used any further").number("remote", "found") == 0)
    try scene.set("mini.remoteAuthorities", workspace.path("authority.pem"), in: scene.reader)
    try scene.set("mini.remoteTokenFile", workspace.path("token"), in: scene.reader)
    #expect(try build("is not used any further").number("remote", "found") == 0)
    try workspace.write("token", "test-token\n")
    #expect(try build("").number("remote", "found") == units)
    try scene.expectSameProgram()
  }

  @Test(
    .enabled(if: RemoteServer.hasBuildGrid, "needs BuildGrid: run 'make test-long'"))
  func buildGridKeepsUnits() throws {
    let scene = try scene(try RemoteServer.buildGrid())
    let units = try #require(try scene.store().unitsCompiled)
    let build = try scene.build(scene.reader)
    build.expectSilence()
    #expect(build.unitsCompiled == 0 && build.number("remote", "found") == units)
    try scene.expectSameProgram()
  }
}
