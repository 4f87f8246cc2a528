// Suggests the setting that a misspelt one probably means.

import BuildCache
import MiniFrontend

extension ConfigurationError {
  /// The suggestion as the end of a sentence; empty if no setting has a similar name.
  var hint: String {
    guard case .unknownKey(let name) = problem else { return "" }
    let meant = Suggestion.nearest(to: name, among: SettingKey.documented.map(\.rawValue))
    return meant.map { "; did you mean '\($0)'?" } ?? ""
  }
}
