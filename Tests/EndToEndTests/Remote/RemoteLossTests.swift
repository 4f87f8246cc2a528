// The time that a useless remote cache costs: 300 ms for a connection and 2 s for an answer.

import Glibc
import TestSupport
import Testing

/// Times are those of the traces, because builds vary by more on a busy machine.
@Suite(.enabled(if: RemoteServer.isReady, RemoteServer.need)) struct RemoteLossTests {
  /// The limit, and a second and a half to start processes on a busy machine.
  private static let microsecondsMax = 2_300_000.0 + 1_500_000

  /// What ends the waiting beside the server: the default of `mini.remoteWait`, or nothing.
  enum Wait: CaseIterable {
    case asLongAsCompiling
    case forAnswers
  }

  /// Builds from nothing.
  ///
  /// - Returns: the build, and the microseconds in which it asked the remote cache.
  private func lost(_ scene: RemoteScene, _ wait: Wait) throws -> (Mini.Statistics, Double) {
    for name in [".mini_cache", "main", ".user-cache"] {
      guard scene.workspace.exists("elsewhere/reader/" + name) else { continue }
      try scene.workspace.delete("elsewhere/reader/" + name)
    }
    let unset = ["mini.remoteTimeout"] + (wait == .asLongAsCompiling ? ["mini.remoteWait"] : [])
    try scene.set("mini.remoteWait", "50s", in: scene.reader)
    for key in unset { _ = try Mini.run(["config", "--unset", key], in: scene.reader.folder) }
    let build = try scene.build(
      scene.reader, ["-O2", "--trace", scene.workspace.path("trace.json")])
    let json = try JSON.object(scene.workspace.bytes("trace.json"))
    let events = try #require(json["traceEvents"] as? [[String: Any]])
    let asking = try #require(events.first { $0["name"] as? String == "ask the remote cache" })
    return (build, try #require(asking["dur"] as? Double))
  }

  private func expect(
    _ scene: RemoteScene, _ wait: Wait, lines: ClosedRange<Int>, failed: ClosedRange<Int>,
    _ fault: Comment
  ) throws {
    let (build, microseconds) = try lost(scene, wait)
    #expect(build.output.status == 0, fault)
    #expect(microseconds <= Self.microsecondsMax, fault)
    #expect(lines.contains(RemoteScene.lines(build).count), "\(fault): \(build.output.errorText)")
    #expect(failed.contains(try #require(build.number("remote", "failed"))), fault)
    try scene.expectSameProgram(fault)
  }

  @Test(arguments: Wait.allCases) func aUselessServerCostsAConnectionAndAnAnswer(_ wait: Wait)
    throws
  {
    let server = try RemoteServer.casd()
    let scene = try RemoteScene(url: server.url, program: RemoteServer.client)
    // They take longer than a connection.
    for project in [scene.writer, scene.reader] {
      for module in project.modules { try project.write(module, summand: 1, lines: 200) }
    }
    try scene.store()
    let deaf = try ListeningSocket()
    for (fault, port) in [("dead", try RemoteServer.freePort()), ("deaf", deaf.port)] {
      try scene.set("mini.remote", "grpc://127.0.0.1:\(port)", in: scene.reader)
      try expect(scene, wait, lines: 1...1, failed: 1...1, "\(fault)")
    }
    for fault in ["refusing", "silent", "frozen"] {
      let lying = try RemoteServer.lying(fault, before: server)
      try scene.set("mini.remote", lying.url, in: scene.reader)
      // One that has answered before the time for compiling is over may just be slow.
      let least = wait == .asLongAsCompiling && fault != "refusing" ? 0 : 1
      try expect(scene, wait, lines: least...1, failed: least...1, "\(fault)")
    }
    guard wait == .asLongAsCompiling else { return }
    // Nothing is wrong with it.
    let slow = try RemoteServer.lying("slow", before: server)
    try scene.set("mini.remote", slow.url, in: scene.reader)
    try expect(scene, wait, lines: 0...0, failed: 0...0, "slow")
  }

  /// A few answers arrive. Then no packet does, and nothing says so.
  @Test(.enabled(if: NetworkPair.isPermitted, NetworkPair.need))
  func aNetworkIsCutMidBuild() throws {
    let networks = try NetworkPair()
    let server = try RemoteServer.casd(in: networks)
    let cutting = try RemoteServer.lying("unplugging", before: server, in: networks)
    let scene = try RemoteScene(
      url: server.url, program: try networks.program(RemoteServer.client, .server))
    let units = try #require(try scene.store().unitsCompiled)
    let address = "grpc://\(NetworkPair.serverAddress):\(cutting.port)"
    try scene.set("mini.remote", address, in: scene.reader)
    try scene.set(
      "mini.remoteProgram", try networks.program(RemoteServer.client, .user), in: scene.reader)
    let (build, microseconds) = try lost(scene, .forAnswers)
    #expect(build.output.status == 0 && build.number("remote", "failed") == 1)
    #expect(
      RemoteScene.lines(build) == [
        "mini: warning: the remote cache '\(address)' is not used any further in this build: it does"
          + " not answer"
      ])
    #expect(microseconds <= Self.microsecondsMax && microseconds >= 2_000_000)
    let found = try #require(build.number("remote", "found"))
    #expect(found < units && build.unitsCompiled == units - found)
    try scene.expectSameProgram()
  }
}
