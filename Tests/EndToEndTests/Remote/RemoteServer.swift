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
  private static let runner = folder + "/buildbox-run"
  private static let buildGridFolder = folder + "/buildgrid"
  static let client = Repository.root.string + "/.build/remote/release/mini-remote"

  /// Whether there is a server and a client.
  static let isReady = [folder + "/done", casdProgram, client].allSatisfy(exists)
  /// Whether there is also a sandbox for actions.
  static let canExecute = isReady && exists(runner) && exists("/usr/bin/bwrap")
  static let canEncrypt = isReady && exists(nginxProgram)
  static let canCompress = isReady && exists(folder + "/python/zstandard")
  static let hasBuildGrid = isReady && exists(buildGridFolder + "/bin/bgd")

  private static func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: path)
  }

  /// A line for the tests that are skipped.
  static let need: Comment = "needs mini-remote and buildbox-casd: run 'make remote'"

  /// - Parameter networks: it runs in the server's; `nil`: it runs in this process's network.
  private init(
    _ workspace: Workspace, _ program: String, in networks: NetworkPair? = nil,
    _ arguments: (UInt16) throws -> [String]
  ) throws {
    let port = try Self.freePort()
    self.port = port
    self.workspace = workspace
    let words = (networks?.launcher(.server) ?? []) + [program] + (try arguments(port))
    process = try ChildProcess.start(
      words[0], Array(words.dropFirst()), in: FilePath(workspace.path("")),
      environment: [
        "PATH": Tools.searchPath, "HOME": workspace.path(""),
        "PYTHONPATH": program.hasPrefix(Self.buildGridFolder)
          ? Self.buildGridFolder : Self.folder + "/python",
      ])
    func accepts() -> Bool { networks?.accepts(port) ?? Self.accepts(port) }
    var attempts = 0
    while !accepts(), attempts < 6000 {
      attempts += 1
      usleep(10_000)
    }
    try #require(attempts < 6000, "\(program): \(process.saidSoFar.errors)")
  }

  deinit {
    process.send(SIGKILL)
    _ = try? process.finish(secondsMax: 10)
  }

  /// buildbox-casd, with nothing in it.
  static func casd(in networks: NetworkPair? = nil) throws -> RemoteServer {
    let workspace = Workspace()
    return try RemoteServer(workspace, casdProgram, in: networks) { port in
      ["--bind=127.0.0.1:\(port)", "--quota-high=1G", "--reserved=64M", workspace.path("data")]
    }
  }

  /// The same, with workers that compile in a sandbox, in which `/bin` is the folder of the tests' clang.
  static func executingCasd(jobs: Int = 2) throws -> RemoteServer {
    let workspace = Workspace()
    let found = try Tools.run(
      "sh", ["-c", "realpath $(command -v clang)"], in: workspace.folder(""))
    let clang = FilePath(String(found.text.dropLast()))
    var binds = ["/usr:/usr", "/usr/lib:/lib", "/usr/lib64:/lib64"]
    let folder = clang.removingLastComponent()
    if !clang.starts(with: "/usr") {
      let toolchain = folder.removingLastComponent()
      binds.append("\(toolchain):\(toolchain)")
    }
    binds.append("\(folder):/bin")
    return try executingCasd(workspace, jobs: jobs, binds: binds)
  }

  /// The same, with nothing in the sandbox but the input.
  static func bareCasd() throws -> RemoteServer {
    try executingCasd(Workspace(), jobs: 2, binds: [])
  }

  private static func executingCasd(
    _ workspace: Workspace, jobs: Int, binds: [String]
  ) throws -> RemoteServer {
    try RemoteServer(workspace, casdProgram) { port in
      ["--bind=127.0.0.1:\(port)", "--quota-high=1G", "--reserved=64M", "--buildbox-run=\(runner)"]
        + ["--jobs=\(jobs)"] + binds.map { "--runner-arg=--ro-bind-mount=\($0)" }
        + [workspace.path("data")]
    }
  }

  /// BuildGrid, another implementation.
  static func buildGrid() throws -> RemoteServer {
    let workspace = Workspace()
    return try RemoteServer(workspace, buildGridFolder + "/bin/bgd") { port in
      let text = """
        thread-pool-size: 32
        server:
          - !channel {address: "127.0.0.1:\(port)", insecure-mode: true}
        storages:
          - !disk-storage &cas {path: "\(workspace.path("data"))"}
        caches:
          - !lru-action-cache &ac {storage: *cas, max-cached-refs: 10000, allow-updates: true}
        instances:
          - name: ''
            services:
              - !action-cache {cache: *ac}
              - !cas {storage: *cas}
              - !bytestream {storage: *cas}

        """
      try workspace.write("buildgrid.yml", text)
      return ["server", "start", workspace.path("buildgrid.yml")]
    }
  }

  private static let nginxProgram = "/usr/sbin/nginx"

  /// A proxy that asks for a token, and whose certificate is in `authority.pem` of the workspace.
  static func encrypting(before server: RemoteServer, in workspace: Workspace) throws
    -> RemoteServer
  {
    let made = try Tools.run(
      "openssl",
      [
        "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
        "-addext", "subjectAltName=DNS:localhost", "-keyout", "server.key", "-out", "authority.pem",
      ], in: workspace.folder(""))
    #expect(made.status == 0, "\(made.errorText)")
    return try RemoteServer(workspace, nginxProgram) { port in
      let text = """
        daemon off; master_process off; pid nginx.pid; error_log error.log;
        events { worker_connections 256; }
        http {
          access_log off; client_max_body_size 0;
          client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi;
          uwsgi_temp_path uwsgi; scgi_temp_path scgi;
          upstream engine { server 127.0.0.1:\(server.port); keepalive 16; }
          server {
            listen 127.0.0.1:\(port) ssl http2;
            ssl_certificate authority.pem; ssl_certificate_key server.key;
            location / {
              if ($http_authorization != "Bearer test-token") { return 401; }
              grpc_pass grpc://engine;
            }
          }
        }

        """
      try workspace.write("nginx.conf", text)
      return ["-p", workspace.path(""), "-c", workspace.path("nginx.conf"), "-e", "error.log"]
    }
  }

  /// A server with a fault in front of another one.
  static func lying(
    _ mode: String, before server: RemoteServer, in networks: NetworkPair? = nil
  ) throws -> RemoteServer {
    try RemoteServer(Workspace(), "python3", in: networks) { port in
      [
        "-B", Repository.root.string + "/Tests/Scripts/remote/lying_server.py", mode,
        "\(server.port)", "\(port)", networks == nil ? "127.0.0.1" : "0.0.0.0",
      ]
    }
  }

  /// A server that offers zstd, in front of one that does not.
  ///
  /// - Parameter log: the file that gets a line for each blob.
  static func compressing(
    _ mode: String, before server: RemoteServer, log: String
  ) throws -> RemoteServer {
    try RemoteServer(Workspace(), "python3") { port in
      [
        "-B", Repository.root.string + "/Tests/Scripts/remote/compressing_server.py", mode,
        "\(server.port)", "\(port)", log,
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
