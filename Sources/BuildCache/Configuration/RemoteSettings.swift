// The settings of a remote cache, as a build needs them.

package import MiniRemoteProtocol
package import SystemPackage

/// A remote cache, and what a build may do with it.
package struct RemoteSettings: Hashable, Sendable {
  package var endpoint: RemoteEndpoint
  package var mode = RemoteMode.read
  package var execution = RemoteExecution.off
  /// The most units that run there at once.
  package var jobsMax = 1
  package var toolchain = RemoteToolchainSource.worker
  package var upload = RemoteUploading.background
  /// How long a build waits for units in all; `nil`: as long as compiling them takes.
  package var waitNanoseconds: Int64?
  /// The program `mini-remote`; `nil`: the one beside `mini`.
  package var program: FilePath?
  /// Each `NAME=VALUE`, sorted: the platform of the actions.
  package var properties: [String] = []
  /// The keys whose signatures count.
  package var trustedKeys: [TrustKey] = []
  package var requiresSignature = true
  /// The file of the key that signs.
  package var signingKey: FilePath?

  package init(endpoint: RemoteEndpoint) {
    self.endpoint = endpoint
  }

  /// The name of the remote cache in messages.
  package var name: String { "the remote cache '\(endpoint.url)'" }
}
