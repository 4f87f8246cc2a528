// What the user's terminal and environment say about how to print.

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

/// The process's environment.
enum Environment {
  /// The variable's value; `nil` where it is not set or empty.
  static func value(_ name: String) -> String? {
    guard let value = getenv(name), value.pointee != 0 else { return nil }
    return String(cString: value)
  }

  /// The same, whatever its encoding.
  static func bytes(_ name: String) -> [UInt8]? {
    guard let value = getenv(name), value.pointee != 0 else { return nil }
    return UnsafeRawBufferPointer(start: value, count: strlen(value)).map { $0 }
  }

  /// The folder for the user's caches; `nil` where the environment names no home.
  ///
  /// - SeeAlso: XDG Base Directory Specification; a relative path in the variable is to be ignored
  static var userCacheFolder: FilePath? {
    if let named = bytes("XDG_CACHE_HOME"), named.first == UInt8(ascii: "/") {
      return FilePath(bytes: named)
    }
    guard let home = bytes("HOME"), home.first == UInt8(ascii: "/") else { return nil }
    return FilePath(bytes: home).appending(".cache")
  }

  /// What the user, the system and these options have set.
  static func configuration(
    cacheDirectory: String? = nil, jobs: Int? = nil
  ) throws(ConfigurationError) -> Configuration {
    var options: [(key: SettingKey, value: [UInt8])] = []
    if let cacheDirectory { options.append((.cacheDir, cacheDirectory.argumentBytes)) }
    if let jobs { options.append((.jobs, Array("\(jobs)".utf8))) }
    return try Configuration(environment: bytes, options: options)
  }
}

/// Standard error as a place for people to read.
enum Terminal {
  /// How to print to standard error. Links only if it is a terminal, whatever `color` says.
  ///
  /// - Parameter rootFolder: the folder that links begin in; `nil`: there are no files to open.
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
    // A folder that cannot be resolved gets no links: the build says what is wrong with it.
    let folder = try? LocalFileSystem().realPath(rootFolder)
    return TextStyle(color: .ansi, linkFolder: folder?.string)
  }

  private static var isTerminal: Bool {
    isatty(STDERR_FILENO) == 1 && Environment.value("TERM") != "dumb"
  }

  /// What the environment says, whatever standard error is; `nil`: nothing. `NO_COLOR` goes first: who
  /// cannot read colours sets it for all programs.
  ///
  /// - SeeAlso: https://no-color.org, https://force-color.org
  private static var isColorWanted: Bool? {
    if Environment.value("NO_COLOR") != nil { return false }
    return Environment.value("FORCE_COLOR").flatMap { $0 == "0" ? nil : true }
  }

  /// Whether a line of progress may stand on standard error: only on a terminal, and not where
  /// nothing but plain text is wanted.
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
