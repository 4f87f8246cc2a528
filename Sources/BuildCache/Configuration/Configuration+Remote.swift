// The remote cache that the settings name.

package import FileIO
import MiniRemoteProtocol
package import SystemPackage

extension Configuration {
  /// The remote cache; `nil` if none is named, or its mode is off.
  package var remote: RemoteSettings? {
    guard let url = text(.remote) else { return nil }
    let mode = text(.remoteMode).flatMap(RemoteMode.init) ?? .read
    guard mode != .off else { return nil }
    var endpoint = RemoteEndpoint(url: url)
    endpoint.instance = text(.remoteInstance) ?? ""
    endpoint.headers = texts(.remoteHeader)
    endpoint.tokenFile = path(.remoteTokenFile)?.bytes
    endpoint.authorities = path(.remoteAuthorities)?.bytes
    endpoint.certificate = path(.remoteCertificate)?.bytes
    endpoint.key = path(.remoteKey)?.bytes
    // Durations are valid, because `add` checked them.
    let timeout = text(.remoteTimeout).flatMap { try? Amount.nanoseconds($0) }
    if let timeout { endpoint.answerMilliseconds = UInt32(clamping: timeout / 1_000_000) }
    var remote = RemoteSettings(endpoint: endpoint)
    remote.waitNanoseconds = text(.remoteWait).flatMap { try? Amount.nanoseconds($0) }
    remote.mode = mode
    remote.execution = text(.remoteExecution).flatMap(RemoteExecution.init) ?? .off
    remote.jobsMax = number(.remoteJobs).map { Int(clamping: $0) } ?? 1
    remote.toolchain = text(.remoteToolchain).flatMap(RemoteToolchainSource.init) ?? .worker
    remote.upload = text(.remoteUpload).flatMap(RemoteUploading.init) ?? .background
    remote.program = path(.remoteProgram)
    remote.properties = texts(.remoteProperty).sorted()
    remote.trustedKeys = values(.trustKey).compactMap { TrustKey($0) }
    remote.requiresSignature = !texts(.trustUnsigned).contains(url)
    remote.signingKey = signingKey
    return remote
  }

  // MARK: Suggestions

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

  private func texts(_ key: SettingKey) -> [String] {
    values(key).map { String(decoding: $0, as: UTF8.self) }
  }
}
