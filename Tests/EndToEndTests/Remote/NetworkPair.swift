// Two networks of this machine, for a server and a user, with a cable between them that can be cut.

import Glibc
import SystemPackage
import TestSupport
import Testing

/// Two networks with a cable between them. They end with this object.
final class NetworkPair: Sendable {
  enum Side {
    case server
    case user
  }

  /// The server's, for the user.
  static let serverAddress = "10.77.0.1"

  private let workspace = Workspace()
  private let process: RunningProcess
  /// A process in the user's network.
  private let user: Int32

  /// Whether this process may make networks.
  static let isPermitted =
    (try? ChildProcess.run(
      "unshare",
      ["-n", "sh", "-ec", "ip link add name a type veth peer name b; command -v nsenter"],
      environment: variables))?.status == 0

  /// A line for the tests that are skipped.
  static let need: Comment = "needs 'ip', and the right to make networks ('unshare -n')"

  private static let variables = ["PATH": Tools.searchPath + ":/usr/sbin:/sbin"]

  init() throws {
    process = try ChildProcess.start(
      "unshare", ["-n", "sh", Repository.root.string + "/Tests/Scripts/remote/networks.sh"],
      environment: Self.variables)
    for _ in 0..<1000 where process.saidSoFar.output.last != "\n" { usleep(10_000) }
    user = try #require(
      Int32(process.saidSoFar.output.dropLast()), "\(process.saidSoFar.errors)")
  }

  deinit {
    kill(user, SIGKILL)
    process.send(SIGKILL)
    _ = try? process.finish(secondsMax: 10)
  }

  /// The words that run a program in one of the networks.
  func launcher(_ side: Side) -> [String] {
    let id = side == .server ? process.id : user
    return ["nsenter", "-t", "\(id)", "-n"]
  }

  /// A script that runs a program in one of the networks.
  func program(_ path: String, _ side: Side) throws -> String {
    let name = "run-\(side)"
    let words = launcher(side).joined(separator: " ")
    try workspace.write(name, "#!/bin/sh\n\(Tools.scriptPath)\nexec \(words) '\(path)' \"$@\"\n")
    try workspace.permissions(name, 0o755)
    return workspace.path(name)
  }

  /// Whether a server in the server's network accepts connections.
  func accepts(_ port: UInt16) -> Bool {
    let words = launcher(.server) + ["ss", "-Hltn", "sport = :\(port)"]
    let done = try? ChildProcess.run(
      words[0], Array(words.dropFirst()), environment: Self.variables)
    return done?.status == 0 && done?.output.isEmpty == false
  }
}
