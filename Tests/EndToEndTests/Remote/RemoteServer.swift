// Servers for the tests of remote caches, which `make remote` fetches and builds.

import Foundation
import Glibc
import SystemPackage
import TestSupport
import Testing

/// A running server on this machine. It ends with this object.
final class RemoteServer: Sendable {
  let port: UInt16
  private let process: RunningProcess
  private let workspace: Workspace

  var url: String { "grpc://127.0.0.1:\(port)" }

  private static let folder = Repository.root.string + "/.build/remote-tests"
  private static let casdProgram = folder + "/buildbox-casd"
  static let client = Repository.root.string + "/.build/remote/release/mini-remote"

  /// Whether there is a server and a client.
  static let isReady = [folder + "/done", casdProgram, client].allSatisfy {
    FileManager.default.fileExists(atPath: $0)
  }

  /// A line for the tests that are skipped.
  static let need: Comment = "needs mini-remote and buildbox-casd: run 'make remote'"

  private init(_ workspace: Workspace, _ program: String, _ arguments: (UInt16) -> [String]) throws
  {
    let port = try Self.freePort()
    self.port = port
    self.workspace = workspace
    process = try ChildProcess.start(
      program, arguments(port), in: FilePath(workspace.path("")),
      environment: [
        "PATH": Tools.searchPath, "HOME": workspace.path(""), "PYTHONPATH": Self.folder + "/python",
      ])
    for _ in 0..<2000 where !Self.accepts(port) { usleep(10_000) }
    try #require(Self.accepts(port), "\(program): \(process.saidSoFar.errors)")
  }

  deinit {
    process.send(SIGKILL)
    _ = try? process.finish(secondsMax: 10)
  }

  /// buildbox-casd, with nothing in it.
  static func casd() throws -> RemoteServer {
    let workspace = Workspace()
    return try RemoteServer(workspace, casdProgram) { port in
      ["--bind=127.0.0.1:\(port)", "--quota-high=1G", "--reserved=64M", workspace.path("data")]
    }
  }

  /// A server with a fault in front of another one.
  static func lying(_ mode: String, before server: RemoteServer) throws -> RemoteServer {
    try RemoteServer(Workspace(), "python3") { port in
      [
        "-B", Repository.root.string + "/Tests/Scripts/remote/lying_server.py", mode,
        "\(server.port)", "\(port)",
      ]
    }
  }

  /// A port that no process listens on.
  static func freePort() throws -> UInt16 {
    let socket = try ListeningSocket()
    return socket.port
  }

  private static func accepts(_ port: UInt16) -> Bool {
    let fd = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(fd) }
    return ListeningSocket.with(port) { connect(fd, $0, $1) } == 0
  }
}

/// A socket on which nothing is ever accepted or answered.
final class ListeningSocket: Sendable {
  private let fd: Int32
  let port: UInt16

  init() throws {
    fd = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    let bound = Self.with(0) { [fd] in bind(fd, $0, $1) }
    try #require(bound == 0 && listen(fd, 16) == 0)
    var address = sockaddr_in()
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    _ = withUnsafeMutablePointer(to: &address) { [fd] pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(fd, $0, &size) }
    }
    port = UInt16(bigEndian: address.sin_port)
  }

  deinit { close(fd) }

  /// Calls `body` with an address of this machine.
  static func with<Value>(
    _ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Value
  ) -> Value {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }
}
