// What can be wrong with a configuration.

package import FileIO
package import SystemPackage

/// Where a setting comes from.
package enum SettingOrigin: Hashable, Sendable, CustomStringConvertible {
  case file(FilePath, line: Int, ConfigurationLayer)
  case environment(String)
  case option(String)

  package var layer: ConfigurationLayer {
    switch self {
    case .file(_, _, let layer): layer
    case .environment: .environment
    case .option: .option
    }
  }

  /// As in `/home/u/.config/mini/config:3`, `MINI_CLANG`.
  package var description: String {
    switch self {
    case .file(let path, let line, _): "\(path):\(line)"
    case .environment(let name), .option(let name): name
    }
  }
}

/// A setting or a file that cannot be used.
package struct ConfigurationError: Error, Hashable, Sendable, CustomStringConvertible {
  package enum Problem: Hashable, Sendable {
    case syntax(String)
    /// The name as the file has it, in lower case.
    case unknownKey(String)
    /// What is wrong with the value, for a reader.
    case wrongValue(SettingKey, String)
    /// The layer may not set it.
    case notHere(SettingKey, ConfigurationLayer)
    /// The system refused to read or write the file.
    case file(FileError)
  }

  /// Nil where no line is at fault.
  package let origin: SettingOrigin?
  package let problem: Problem

  package init(origin: SettingOrigin?, problem: Problem) {
    self.origin = origin
    self.problem = problem
  }

  /// As in `/home/u/.config/mini/config:3: there is no setting 'mini.color'`.
  package var description: String {
    let place = origin.map { "\($0): " } ?? ""
    return place + reason
  }

  private var reason: String {
    switch problem {
    case .syntax(let reason): "the line cannot be read: \(reason)"
    case .unknownKey(let name): "there is no setting '\(name)'"
    case .wrongValue(let key, let reason): "wrong value of '\(key.rawValue)': \(reason)"
    case .notHere(let key, .cache):
      "a cache cannot set '\(key.rawValue)': 'mini config' sets it for a user"
    case .notHere(let key, _): "'\(key.rawValue)' is set by mini alone"
    case .file(let error): "\(error)"
    }
  }
}
