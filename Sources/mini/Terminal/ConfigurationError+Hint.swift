// The setting that a misspelt one was meant to be.

import BuildCache
import MiniFrontend

extension ConfigurationError {
  /// The setting that a misspelt one was meant to be, as the end of a sentence; empty if none is near.
  var hint: String {
    guard case .unknownKey(let name) = problem else { return "" }
    let meant = Suggestion.nearest(to: name, among: SettingKey.documented.map(\.rawValue))
    return meant.map { "; did you mean '\($0)'?" } ?? ""
  }
}
