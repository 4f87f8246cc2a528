// Blobs as zstd frames: Tests/Scripts/remote/compressing_server.py offers them, counts them, and sends
// wrong ones.

import TestSupport
import Testing

@Suite(
  .mostlyWaits,
  .enabled(if: RemoteServer.canCompress, "needs mini-remote and zstandard: run 'make remote'"))
struct RemoteCompressionTests {
  /// A project and a clone, whose servers note what they send and get.
  private struct Traffic {
    var scene: RemoteScene
    /// Of the server that the reader asks.
    private(set) var url = ""
    private static let log = "traffic"

    /// - Parameter reader: the mode of the server that the reader asks, if it is another one.
    init(_ mode: String, reader other: String? = nil, from server: RemoteServer) throws {
      scene = try RemoteScene(url: server.url, program: RemoteServer.client)
      scene.servers.append(server)
      for (project, mode) in [(scene.writer, mode), (scene.reader, other ?? mode)] {
        let compressing = try RemoteServer.compressing(
          mode, before: server, log: scene.workspace.path(Self.log))
        scene.servers.append(compressing)
        url = compressing.url
        try scene.set("mini.remote", url, in: project)
      }
    }

    /// A blob that was sent.
    struct Transfer {
      let isCompressed: Bool
      let sentBytes: Int
      let blobBytes: Int
    }

    /// The blobs that went through calls of this name.
    func transfers(_ call: String) throws -> [Transfer] {
      try scene.workspace.text(Self.log).split(separator: "\n").compactMap { line in
        guard line.hasPrefix(call) else { return nil }
        let words = line.split(separator: " ")
        return Transfer(
          isCompressed: words[2] == "zstd", sentBytes: try #require(Int(words[3])),
          blobBytes: try #require(Int(words[4])))
      }
    }

    /// Stores all units and takes them from the clone.
    func check(_ arguments: [String] = ["-O2"]) throws {
      let stored = try scene.build(scene.writer, arguments)
      stored.expectSilence()
      let build = try scene.build(scene.reader, arguments)
      build.expectSilence()
      #expect(build.unitsCompiled == 0 && build.number("remote", "found") == stored.unitsCompiled)
      try scene.expectSameProgram()
    }
  }

  /// Units and their signatures, in both directions. What does not become smaller is sent as it is.
  @Test(arguments: ["batch", "stream"]) func aServerThatOffersZstdGetsFewerBytes(
    _ kind: String
  ) throws {
    let traffic = try Traffic(
      kind == "stream" ? "streams-right" : "right", from: try RemoteServer.casd())
    try traffic.check()
    for call in ["read " + kind, "update " + kind] {
      let transfers = try traffic.transfers(call)
      let compressed = transfers.filter(\.isCompressed)
      #expect(compressed.count * 3 > transfers.count, "\(call)")
      if kind == "batch" {
        #expect(compressed.allSatisfy { $0.sentBytes < $0.blobBytes } || call == "read batch")
      } else {
        #expect(compressed.count == transfers.count, "\(call)")
      }
      let sent = transfers.reduce(0) { $0 + $1.sentBytes }
      let blobs = transfers.reduce(0) { $0 + $1.blobBytes }
      #expect(sent * 4 < blobs * 3, "\(call): \(sent) of \(blobs) bytes")
    }
    // Not even a small file is inside a result, where it could not be compressed.
    for other in ["read inline", kind == "stream" ? "read batch" : "read stream"] {
      #expect(try traffic.transfers(other).isEmpty, "\(other)")
    }
  }

  @Test func aServerThatOffersNothingGetsBlobsAsTheyAre() throws {
    let traffic = try Traffic("plain", from: try RemoteServer.casd())
    try traffic.check()
    for call in ["read inline", "update batch"] {
      let transfers = try traffic.transfers(call)
      #expect(!transfers.isEmpty && transfers.allSatisfy { !$0.isCompressed }, "\(call)")
    }
  }

  /// The two offers of a server are separate.
  @Test func aServerCanOfferZstdForReadingAlone() throws {
    let traffic = try Traffic("reading", from: try RemoteServer.casd())
    try traffic.check()
    #expect(try traffic.transfers("update batch").allSatisfy { !$0.isCompressed })
    #expect(try traffic.transfers("read batch").contains { $0.isCompressed })
  }

  /// A unit of more than a piece of a stream.
  @Test(arguments: [true, false]) func aLargeUnitArrives(_ isCompressed: Bool) throws {
    let traffic = try Traffic(
      isCompressed ? "streams-right" : "streams-plain", from: try RemoteServer.casd())
    for project in [traffic.scene.writer, traffic.scene.reader] {
      try project.write(0, summand: 1, lines: 60_000)
    }
    try traffic.check(["-O0"])
    for call in ["read stream", "update stream"] {
      let large = try traffic.transfers(call).filter { $0.blobBytes > 1 << 20 }
      #expect(large.count == 1 && large[0].isCompressed == isCompressed, "\(call)")
    }
  }

  @Test(.enabled(if: RemoteServer.canExecute, "needs bubblewrap: run 'make setup'"))
  func workersGetAndSendCompressedBlobs() throws {
    let traffic = try Traffic("right", from: try RemoteServer.bareCasd())
    let scene = traffic.scene
    try scene.set("mini.trust.unsigned", traffic.url, in: scene.reader)
    try scene.set("mini.remoteExecution", "only", in: scene.reader)
    try scene.set("mini.remoteToolchain", "input", in: scene.reader)
    try scene.set("mini.remoteUpload", "wait", in: scene.reader)
    let units = try scene.build(scene.writer, ["-O2"], ["MINI_REMOTE_MODE": "off"]).unitsCompiled
    // It stores the compiler.
    let first = try scene.build(scene.reader)
    #expect(first.output.status == 0 && first.unitsCompiled == units)
    try scene.workspace.delete("elsewhere/reader/.mini_cache")
    try scene.workspace.delete("elsewhere/reader/main")
    let build = try scene.build(scene.reader)
    build.expectSilence()
    #expect(build.unitsCompiled == 0 && build.number("remote", "executed") == units)
    try scene.expectSameProgram()
    for call in ["read batch", "update batch", "update stream"] {
      let compressed = try traffic.transfers(call).filter(\.isCompressed)
      let sent = compressed.reduce(0) { $0 + $1.sentBytes }
      #expect(sent > 0 && sent * 2 < compressed.reduce(0) { $0 + $1.blobBytes }, "\(call)")
    }
  }

  /// Each costs its compilation, and all of them a line.
  @Test(
    arguments: [
      "bomb", "vast", "truncated", "garbage", "short", "other", "trailing", "unknown",
    ], ["", "streams-"])
  func wrongFramesAreRefused(_ fault: String, _ prefix: String) throws {
    // In streams, the name says which compressor it is.
    guard fault != "unknown" || prefix == "" else { return }
    let traffic = try Traffic("right", reader: prefix + fault, from: try RemoteServer.casd())
    let scene = traffic.scene
    let units = try #require(try scene.store().unitsCompiled)
    let build = try scene.build(scene.reader)
    #expect(build.output.status == 0 && build.unitsCompiled == units)
    #expect(build.number("remote", "found") == 0 && build.number("remote", "refused") == units)
    let lines = RemoteScene.lines(build)
    #expect(lines.count == 1, "\(lines)")
    #expect(
      lines.first?.contains(": its bytes do not have the digest that it names") == true, "\(lines)")
    try scene.expectSameProgram("\(prefix)\(fault)")
  }
}
