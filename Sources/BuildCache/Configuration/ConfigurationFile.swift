// A file of one layer: read, and changed by `mini config`.

package import FileIO
import Glibc
import ObjectStore
package import SystemPackage

/// A configuration file.
package struct ConfigurationFile: Sendable {
  private let path: FilePath
  private let layer: ConfigurationLayer
  private let config: GitConfig

  /// Longer files are no configuration of ours.
  private static let sizeMaxBytes = 1 << 20

  /// Reads a file; nil where there is none, or where the user may not read it but another user's
  /// home was left in the environment.
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

  /// The settings of mini's sections, in the order of the file; a name that mini does not know is an
  /// error in its place.
  var entries: [Result<Configuration.Setting, ConfigurationError>] {
    config.settings.compactMap { found in
      guard SettingKey.sections.contains(where: { found.name.hasPrefix($0 + ".") }) else {
        return nil
      }
      let origin = SettingOrigin.file(path, line: found.line, layer)
      guard let key = SettingKey(name: found.name) else {
        return .failure(ConfigurationError(origin: origin, problem: .unknownKey(found.name)))
      }
      let value = found.value ?? Array("true".utf8)
      return .success(Configuration.Setting(key: key, value: value, origin: origin))
    }
  }

  /// The same, where no error is allowed.
  func settings() throws(ConfigurationError) -> [Configuration.Setting] {
    var settings: [Configuration.Setting] = []
    for entry in entries { settings.append(try entry.get()) }
    return settings
  }
}

// MARK: Changes

extension ConfigurationFile {
  /// What `mini config` does to the values of a key in a file.
  package enum Change: Hashable, Sendable {
    /// This value takes the place of all.
    case set([UInt8])
    case add([UInt8])
    /// All, or those that equal the value.
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

  /// Changes a file, whole or not at all; what else is in it stays as it is. Makes the file, and its
  /// folder, where they are missing; a link is followed. Two changes at once come one after the other.
  ///
  /// - Returns: whether there was anything to change.
  package static func change(
    _ path: FilePath, _ layer: ConfigurationLayer, _ key: SettingKey, _ change: Change,
    fileSystem: any FileSystem = LocalFileSystem()
  ) throws(ConfigurationError) -> Bool {
    guard key.rule.layers.contains(layer) else {
      throw ConfigurationError(origin: nil, problem: .notHere(key, layer))
    }
    if let value = change.written, let problem = key.rule.type.problem(value, in: layer) {
      throw ConfigurationError(origin: nil, problem: .wrongValue(key, problem))
    }
    let (target, folder) = try ofFile { () throws(FileError) in
      let exists = try fileSystem.status(of: path, followingLinks: true) != nil
      let target = exists ? try fileSystem.realPath(path) : path
      if !exists { try fileSystem.createDirectories(target.parentFolder) }
      return (target, try DirectoryHandle(target.parentFolder, fileSystem: fileSystem))
    }
    // A file system without locks is no reason to change nothing.
    if let folder { _ = try? fileSystem.lock(folder.fd, .exclusive, wait: .forever) }
    defer { withExtendedLifetime(folder) {} }
    let old = try ofFile { () throws(FileError) in
      try fileSystem.contentsAndStatus(of: target, sizeMax: sizeMaxBytes)
    }
    let file = try ConfigurationFile(path, layer, old?.bytes ?? [])
    let values = file.values(key)
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

/// Makes the configuration's error of the file system's.
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
