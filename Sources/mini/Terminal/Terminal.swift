// How to print, according to the user's terminal and environment.

import ArgumentParser
import BuildCache
import FileIO
import Glibc
import MiniDriver
import SystemPackage

/// `--color`.
enum ColorChoice: String, CaseIterable, ExpressibleByArgument {
  case auto, always, never
}

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

  /// The folder for the user's caches; `nil` if the environment names no home.
  ///
  /// - SeeAlso: XDG Base Directory Specification, which says to ignore a relative path in the
  ///   variable
  static var userCacheFolder: FilePath? {
    if let named = bytes("XDG_CACHE_HOME"), named.first == UInt8(ascii: "/") {
      return FilePath(bytes: named)
    }
    guard let home = bytes("HOME"), home.first == UInt8(ascii: "/") else { return nil }
    return FilePath(bytes: home).appending(".cache")
  }

  /// The settings of the user, the system and these options.
  static func configuration(
    cacheDirectory: String? = nil, jobs: Int? = nil
  ) throws(ConfigurationError) -> Configuration {
    var options: [ConfigurationSetting] = []
    if let cacheDirectory {
      options.append(.init(option: .cacheDir, value: cacheDirectory.argumentBytes))
    }
    if let jobs { options.append(.init(option: .jobs, value: Array("\(jobs)".utf8))) }
    return try Configuration(environment: bytes, options: options)
  }
}

/// Standard error as output for people.
enum Terminal {
  /// The style of standard error. Links appear only on a terminal, whatever `color` is.
  ///
  /// - Parameter rootFolder: the base folder of links; `nil`: there are no files to link to.
  static func style(_ color: ColorChoice, rootFolder: FilePath?) -> TextStyle {
    let isTerminal = isTerminal
    let hasColor =
      switch color {
      case .auto: isColorWanted ?? isTerminal
      case .always: true
      case .never: false
      }
    guard isTerminal, hasColor, let rootFolder else {
      return TextStyle(color: hasColor ? .ansi : .plain)
    }
    // A folder that cannot be resolved gets no links; the build reports the reason.
    let folder = try? LocalFileSystem().realPath(rootFolder)
    return TextStyle(color: .ansi, linkFolder: folder?.string)
  }

  private static var isTerminal: Bool {
    isatty(STDERR_FILENO) == 1 && Environment.value("TERM") != "dumb"
  }

  /// The environment's choice, whatever standard error is; `nil` if it makes none. `NO_COLOR` has
  /// precedence, because users who cannot read colours set it for all programs.
  ///
  /// - SeeAlso: https://no-color.org, https://force-color.org
  private static var isColorWanted: Bool? {
    if Environment.value("NO_COLOR") != nil { return false }
    return Environment.value("FORCE_COLOR").flatMap { $0 == "0" ? nil : true }
  }

  /// Whether to show a progress line: only on a terminal, and only if plain text is not required.
  static func showsProgress(_ color: ColorChoice) -> Bool {
    guard isTerminal else { return false }
    return switch color {
    case .auto: isColorWanted ?? true
    case .always: true
    case .never: false
    }
  }

  static let threadsMax = SettingKey.jobsMax
}
