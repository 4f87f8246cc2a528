// The process's environment, and the settings from it and from options.

import BuildCache
import FileIO
import Glibc
import SystemPackage

enum Environment {
  /// The variable's value; `nil` if it is unset or empty.
  static func value(_ name: String) -> String? {
    guard let value = getenv(name), value.pointee != 0 else { return nil }
    return String(cString: value)
  }

  /// The same in any encoding.
  static func bytes(_ name: String) -> [UInt8]? {
    guard let value = getenv(name), value.pointee != 0 else { return nil }
    return UnsafeRawBufferPointer(start: value, count: strlen(value)).map { $0 }
  }

  /// All variables: each `NAME=value`.
  static var variables: [[UInt8]] {
    var variables: [[UInt8]] = []
    var next = environ
    while let variable = next.pointee {
      variables.append(UnsafeRawBufferPointer(start: variable, count: strlen(variable)).map { $0 })
      next += 1
    }
    return variables
  }

  /// The user's home; `nil` if the environment names none.
  static var home: FilePath? { folder("HOME") }

  /// The folder for the user's caches; `nil` if the environment names no home.
  static var userCacheFolder: FilePath? {
    folder("XDG_CACHE_HOME") ?? home?.appending(".cache")
  }

  /// The folder for what `mini` keeps for the user beside projects; `nil` if the environment names no
  /// home, or one that does not exist.
  static var ownCacheFolder: FilePath? {
    guard let folder = userCacheFolder,
      (try? LocalFileSystem().status(of: folder.parentFolder, followingLinks: true))?.kind
        == .directory
    else { return nil }
    return folder.appending("mini")
  }

  /// The folder for the user's settings; `nil` if the environment names no home.
  static var userConfigFolder: FilePath? {
    folder("XDG_CONFIG_HOME") ?? home?.appending(".config")
  }

  /// The folder for files of the user's programs; `nil` if the environment names no home.
  static var userDataFolder: FilePath? {
    folder("XDG_DATA_HOME") ?? home?.appending(".local/share")
  }

  /// - SeeAlso: XDG Base Directory Specification, which says to ignore a relative path in a variable
  private static func folder(_ name: String) -> FilePath? {
    guard let named = bytes(name), named.first == UInt8(ascii: "/") else { return nil }
    return FilePath(bytes: named)
  }

  /// The settings of the user, the system and these options.
  ///
  /// - Parameter suggestion: the remote cache that the project suggests.
  static func configuration(
    cacheDirectory: String? = nil, jobs: Int? = nil, suggestion: RemoteSuggestion? = nil
  ) throws(ConfigurationError) -> Configuration {
    var options: [ConfigurationSetting] = []
    if let cacheDirectory {
      options.append(.init(option: .cacheDir, value: cacheDirectory.argumentBytes))
    }
    if let jobs { options.append(.init(option: .jobs, value: Array("\(jobs)".utf8))) }
    return try Configuration(environment: bytes, options: options, suggestion: suggestion)
  }
}
