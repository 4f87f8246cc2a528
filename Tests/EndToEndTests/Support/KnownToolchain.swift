// The toolchain as a test's user knows it.

import Foundation
import SystemPackage
import TestSupport

/// The record of the toolchain that a user's earlier builds have left. Without one, the first build of
/// each test would read the hundred megabytes of clang again: a fifth of the time of all tests.
enum KnownToolchain {
  private static let path = "/mini/toolchain.bin"

  /// `nil` without a toolchain.
  private static let record: [UInt8]? = {
    let workspace = Workspace()
    let folder = workspace.folder("")
    guard (try? workspace.write("main.mini", "fn main() {}\n")) != nil else { return nil }
    _ = try? ChildProcess.run(
      Mini.executable, ["build"], in: FilePath(folder.path), environment: Mini.variables(in: folder)
    )
    return try? workspace.bytes(".user-cache" + path)
  }()

  /// Leaves the record for a command that builds, unless the test's user has a folder for caches, or
  /// there is no file to build.
  static func leave(for arguments: [String], in folder: Folder) {
    let userCache = folder.path + "/.user-cache"
    guard ["build", "run", "test"].contains(arguments.first), !arguments.contains("ir"),
      !FileManager.default.fileExists(atPath: userCache),
      !folder.workspace.files(below: folder.name).isEmpty, let record
    else { return }
    // A test of a folder that cannot be written has none.
    try? FileManager.default.createDirectory(
      atPath: userCache + "/mini", withIntermediateDirectories: true,
      attributes: [.posixPermissions: 0o755])
    try? Data(record).write(to: URL(filePath: userCache + path))
  }
}
