// A remote cache that a project suggests, and the user's consent.

import FileIO
package import SystemPackage

/// The remote cache that a project's `mini.config` names. Builds ask it only after the user has accepted
/// it for this folder, because a stranger may have made the project.
package struct RemoteSuggestion: Hashable, Sendable {
  package let url: String
  /// The project's folder, absolute, without links.
  package let folder: FilePath

  /// The value of ``SettingKey/acceptedRemote`` that accepts it: the address and the folder.
  package var acceptance: [UInt8] { Array("\(url) ".utf8) + folder.bytes }
}
