// The configuration file of one layer. `mini config` changes it.

package import FileIO
import Glibc
import ObjectStore
package import SystemPackage

package struct ConfigurationFile: Sendable {
  private let path: FilePath
  private let layer: ConfigurationLayer
  private let config: GitConfig

  /// A longer file is not a configuration of mini's.
  private static let sizeMaxBytes = 1 << 20

  /// Reads a file. `nil` if it does not exist, or if it is the user's and reading it is not
  /// permitted: `sudo -u` leaves another user's `HOME` in the environment.
  init?(
    _ path: FilePath, _ layer: ConfigurationLayer, fileSystem: any FileSystem
  ) throws(ConfigurationError) {
    if path == "/dev/null" { return nil }
    let bytes: [UInt8]?
    do {
      bytes = try fileSystem.contents(of: path, sizeMax: Self.sizeMaxBytes)
    } catch {
      if error.errno == .permissionDenied, layer == .user { return nil }
      throw ConfigurationError(origin: nil, problem: .file(error))
    }
    guard let bytes else { return nil }
    try self.init(path, layer, bytes)
  }

  init(
    _ path: FilePath, _ layer: ConfigurationLayer, _ bytes: [UInt8]
  ) throws(ConfigurationError) {
    self.path = path
    self.layer = layer
    do {
      config = try GitConfig(parsing: bytes)
    } catch {
      throw ConfigurationError(
        origin: .file(path, line: error.line, layer), problem: .syntax(error.problem))
    }
  }

  /// The settings of mini's sections, in the order of the file. A name that mini does not know is a
  /// failure at its position; other sections belong to others, but in a project's file there are none.
  var entries: [Result<ConfigurationSetting, ConfigurationError>] {
    config.settings.compactMap { found in
      let isOwn = SettingKey.sections.contains { found.name.hasPrefix($0 + ".") }
      guard isOwn || layer == .project else { return nil }
      let origin = SettingOrigin.file(path, line: found.line, layer)
      guard let key = SettingKey(name: found.name) else {
        return .failure(ConfigurationError(origin: origin, problem: .unknownKey(found.name)))
      }
      let value = found.value ?? Array("true".utf8)
      return .success(
        ConfigurationSetting(
          key: key, program: SettingKey.program(in: found.name), value: value, origin: origin))
    }
  }

  /// The settings of mini's sections. Throws the first failure.
  func settings() throws(ConfigurationError) -> [ConfigurationSetting] {
    var settings: [ConfigurationSetting] = []
    for entry in entries { settings.append(try entry.get()) }
    return settings
  }
}

// MARK: Changes

extension ConfigurationFile {
  /// A change of a key's values in a file, by `mini config`.
  package enum Change: Hashable, Sendable {
    /// Replaces all values by this one.
    case set([UInt8])
    case add([UInt8])
    /// Removes all values, or those equal to this one.
    case unset([UInt8]?)

    func values(_ old: [[UInt8]]) -> [[UInt8]] {
      switch self {
      case .set(let value): [value]
      case .add(let value): old + [value]
      case .unset(nil): []
      case .unset(let value?): old.filter { $0 != value }
      }
    }
  }

  /// Changes a file atomically. Its other content stays the same. Creates the file and its folder
  /// if necessary, and follows a symbolic link. A lock makes concurrent changes run one after the
  /// other.
  ///
  /// - Returns: whether anything changed.
  package static func change(
    _ path: FilePath, _ layer: ConfigurationLayer, _ key: SettingKey, _ change: Change,
    fileSystem: any FileSystem = LocalFileSystem()
  ) throws(ConfigurationError) -> Bool {
    guard key.rule.layers.contains(layer) else {
      throw ConfigurationError(origin: nil, problem: .notHere(key, layer))
    }
    if let value = change.written, let problem = key.rule.type.problem(value, in: layer) {
      throw ConfigurationError(origin: nil, problem: .wrongValue(key.rawValue, problem))
    }
    let exists = try ofFile { () throws(FileError) in
      try fileSystem.status(of: path, followingLinks: true) != nil
    }
    guard exists || change.written != nil else { return false }
    let (target, folder) = try ofFile { () throws(FileError) in
      let target = exists ? try fileSystem.realPath(path) : path
      if !exists { try fileSystem.createDirectories(target.parentFolder) }
      return (target, try DirectoryHandle(target.parentFolder, fileSystem: fileSystem))
    }
    // A file system without locks does not prevent the change.
    if let folder { _ = try? fileSystem.lock(folder.fd, .exclusive, wait: .forever) }
    defer { withExtendedLifetime(folder) {} }
    let old = try ofFile { () throws(FileError) in
      try fileSystem.contentsAndStatus(of: target, sizeMax: sizeMaxBytes)
    }
    let file = try ConfigurationFile(path, layer, old?.bytes ?? [])
    let values = file.values(key)
    if case .set = change, values.count > 1 {
      throw ConfigurationError(origin: nil, problem: .severalValues(key, count: values.count))
    }
    guard change.values(values) != values else { return false }
    let bytes = file.config.replacing(key.rawValue, with: change.values(values))
    try ofFile { () throws(FileError) in
      try fileSystem.replaceFile(target, with: bytes, mode: old?.before.permissions ?? 0o644)
    }
    return true
  }

  private func values(_ key: SettingKey) -> [[UInt8]] {
    let name = key.rawValue.lowercased()
    return config.settings.filter { $0.name == name }.map { $0.value ?? Array("true".utf8) }
  }
}

/// Turns a file error into a configuration error.
private func ofFile<Value>(
  _ body: () throws(FileError) -> Value
) throws(ConfigurationError) -> Value {
  do {
    return try body()
  } catch {
    throw ConfigurationError(origin: nil, problem: .file(error))
  }
}

extension ConfigurationFile.Change {
  fileprivate var written: [UInt8]? {
    switch self {
    case .set(let value), .add(let value): value
    case .unset: nil
    }
  }
}
