// A remote cache that a project suggests, and the user's consent.

package import FileIO
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

extension Configuration {
  /// The remote cache that the project's file suggests, if this configuration has it.
  ///
  /// - Parameter folder: the project's.
  package func suggestion(
    in folder: FilePath, fileSystem: any FileSystem = LocalFileSystem()
  ) -> RemoteSuggestion? {
    guard let url = text(.suggestedRemote),
      // Nothing can be accepted for a folder that cannot be resolved.
      let real = try? fileSystem.realPath(folder)
    else { return nil }
    return RemoteSuggestion(url: url, folder: real)
  }

  /// The setting by which the user has accepted a suggestion; `nil`: it was not accepted.
  package func acceptance(of suggestion: RemoteSuggestion) -> ConfigurationSetting? {
    settings.last { $0.key == .acceptedRemote && $0.value == suggestion.acceptance }
  }
}
