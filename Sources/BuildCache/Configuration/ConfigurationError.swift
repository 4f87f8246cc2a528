// Errors in a configuration.

package import FileIO
package import SystemPackage

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

  /// As in `/home/u/.config/mini/config:3` or `MINI_CLANG`.
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
    /// The name in the file, in lower case.
    case unknownKey(String)
    /// The setting's name, and a message about the value.
    case wrongValue(String, String)
    /// One value was given for a key that has several.
    case severalValues(SettingKey, count: Int)
    case notHere(SettingKey, ConfigurationLayer)
    /// A program with a name that its output cannot have, or with the output of another one.
    case program(String)
    /// The file could not be read or written.
    case file(FileError)
  }

  /// `nil` if the error is not in a line of a file, an option or a variable.
  package let origin: SettingOrigin?
  package let problem: Problem

  package init(origin: SettingOrigin?, problem: Problem) {
    self.origin = origin
    self.problem = problem
  }

  /// As in `/home/u/.config/mini/config:3: there is no setting 'mini.color'`.
  package var description: String {
    let prefix = origin.map { "\($0): " } ?? ""
    return prefix + reason
  }

  private var reason: String {
    switch problem {
    case .syntax(let reason): "the line cannot be read: \(reason)"
    case .unknownKey(let name): "there is no setting '\(name)'"
    case .wrongValue(let name, let reason): "wrong value of '\(name)': \(reason)"
    case .severalValues(let key, let count):
      "'\(key.rawValue)' has \(count) values: '--add' adds one, '--unset' removes them"
    case .notHere(.programRoot, _), .notHere(.programLevel, _), .notHere(.programOutput, _):
      "only a project's '\(ConfigurationLayer.projectFileName)' has programs: put it into the one beside the root file"
    case .notHere(.suggestedRemote, _):
      "only a project's '\(ConfigurationLayer.projectFileName)' suggests a remote cache; here set 'mini.remote'"
    case .notHere(let key, .project):
      "a project cannot set '\(key.rawValue)': remove the line; 'mini config' sets it for a user"
    case .program(let reason): reason
    case .notHere(let key, .cache):
      "a cache cannot set '\(key.rawValue)': 'mini config' sets it for a user"
    case .notHere(let key, _): "'\(key.rawValue)' is only set by mini"
    case .file(let error): "\(error)"
    }
  }
}
