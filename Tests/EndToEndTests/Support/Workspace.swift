// A temporary folder for one test, with a project in it, and the operations of tests on files.

import Foundation
import Glibc
import SystemPackage
import TestSupport

/// The fixtures of this checkout.
enum Checkout {
  static let fixtures = Repository.root.string + "/Fixtures"

  /// The names in a folder of fixtures, sorted.
  static func names(in folder: String) -> [String] {
    let names =
      (try? FileManager.default.contentsOfDirectory(atPath: fixtures + "/" + folder)) ?? []
    return names.sorted()
  }

  static func bytes(_ fixture: String) throws -> [UInt8] {
    try Repository.contents(ofFixture: fixture)
  }

  static func text(_ fixture: String) throws -> String {
    String(decoding: try bytes(fixture), as: UTF8.self)
  }

  static func exists(_ fixture: String) -> Bool {
    FileManager.default.fileExists(atPath: fixtures + "/" + fixture)
  }
}

/// A temporary folder, removed with this object. Paths are relative to it.
final class Workspace: Sendable {
  private let directory = TemporaryDirectory()

  struct CallError: Error, CustomStringConvertible {
    let call: String
    let path: String
    let code: Int32
    var description: String { "\(call) \(path): \(String(cString: strerror(code)))" }
  }

  init() {}

  /// Copies a folder of fixtures into it, as the folder `name`.
  convenience init(copying fixture: String, as name: String) throws {
    self.init()
    try FileManager.default.copyItem(
      atPath: Checkout.fixtures + "/" + fixture, toPath: path(name))
  }

  func path(_ name: String) -> String {
    name.isEmpty ? directory.path.string : directory.path.string + "/" + name
  }

  func folder(_ name: String) -> Folder { Folder(workspace: self, name: name) }

  func exists(_ name: String) -> Bool {
    var status = stat()
    return lstat(path(name), &status) == 0
  }

  func bytes(_ name: String) throws -> [UInt8] {
    guard let data = FileManager.default.contents(atPath: path(name)) else {
      throw CallError(call: "read", path: name, code: errno)
    }
    return [UInt8](data)
  }

  func text(_ name: String) throws -> String { String(decoding: try bytes(name), as: UTF8.self) }

  /// Truncates and writes in place (the inode stays); creates missing folders.
  func write(_ name: String, _ bytes: [UInt8]) throws {
    if let slash = name.lastIndex(of: "/") { try makeFolder(String(name[..<slash])) }
    let file = open(path(name), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard file >= 0 else { throw CallError(call: "open", path: name, code: errno) }
    defer { close(file) }
    var written = 0
    while written < bytes.count {
      let count = bytes[written...].withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
      guard count > 0 else { throw CallError(call: "write", path: name, code: errno) }
      written += count
    }
  }

  func write(_ name: String, _ text: String) throws { try write(name, Array(text.utf8)) }

  func makeFolder(_ name: String) throws {
    try FileManager.default.createDirectory(
      atPath: path(name), withIntermediateDirectories: true)
  }

  func delete(_ name: String) throws { try FileManager.default.removeItem(atPath: path(name)) }

  /// Like rename(2): replaces an existing file.
  func move(_ old: String, _ new: String) throws {
    guard rename(path(old), path(new)) == 0 else {
      throw CallError(call: "rename", path: new, code: errno)
    }
  }

  func link(_ name: String, to target: String) throws {
    guard symlink(target, path(name)) == 0 else {
      throw CallError(call: "symlink", path: name, code: errno)
    }
  }

  func copy(_ old: String, _ new: String) throws {
    try FileManager.default.copyItem(atPath: path(old), toPath: path(new))
  }

  func permissions(_ name: String, _ mode: UInt32) throws {
    guard chmod(path(name), mode) == 0 else {
      throw CallError(call: "chmod", path: name, code: errno)
    }
  }

  /// The permissions of a file or folder.
  func mode(_ name: String) throws -> UInt32 {
    var status = stat()
    guard lstat(path(name), &status) == 0 else {
      throw CallError(call: "lstat", path: name, code: errno)
    }
    return status.st_mode & 0o7777
  }

  /// The time of the last write, in nanoseconds since 1970.
  func modified(_ name: String) throws -> Int64 {
    var status = stat()
    guard stat(path(name), &status) == 0 else {
      throw CallError(call: "stat", path: name, code: errno)
    }
    return Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
  }

  func setModified(_ name: String, nanoseconds: Int64) throws {
    let time = timespec(
      tv_sec: Int(nanoseconds / 1_000_000_000), tv_nsec: Int(nanoseconds % 1_000_000_000))
    let times = [time, time]
    guard utimensat(AT_FDCWD, path(name), times, 0) == 0 else {
      throw CallError(call: "utimensat", path: name, code: errno)
    }
  }

  /// Everything below a folder except folders, as paths relative to that folder, sorted.
  func files(below folder: String) -> [String] {
    let entries = FileManager.default.enumerator(atPath: path(folder))
    var files: [String] = []
    while let name = entries?.nextObject() as? String {
      var status = stat()
      guard lstat(path(folder) + "/" + name, &status) == 0 else { continue }
      if status.st_mode & S_IFMT != S_IFDIR { files.append(name) }
    }
    return files.sorted()
  }

  /// Waits until all files are old enough for their stamps to be trusted.
  static func age() { usleep(25_000) }
}

/// A folder of a workspace in which programs run; keeps the workspace from being removed.
struct Folder: Sendable {
  let workspace: Workspace
  let name: String
  var path: String { workspace.path(name) }
}

/// JSON, as far as tests need it.
enum JSON {
  /// An object; empty if `text` is empty or not an object.
  static func object(_ text: [UInt8]) throws -> [String: Any] {
    if text.isEmpty { return [:] }
    let value = try JSONSerialization.jsonObject(with: Data(text))
    return value as? [String: Any] ?? [:]
  }
}
