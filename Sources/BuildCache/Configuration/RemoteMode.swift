// Words of the settings of a remote cache.

/// Whether results are taken from a remote cache, and whether they are stored there.
package enum RemoteMode: String, Hashable, Sendable, CaseIterable {
  case off, read, write, readwrite

  package var reads: Bool { self == .read || self == .readwrite }
  package var writes: Bool { self == .write || self == .readwrite }
}

/// Whether units run on the workers of a remote cache's server.
package enum RemoteExecution: String, Hashable, Sendable, CaseIterable {
  case off = "false"
  /// This machine compiles beside the workers.
  case beside = "true"
  /// This machine compiles what the workers do not.
  case only
}

/// Where workers get the compiler from.
package enum RemoteToolchainSource: String, Hashable, Sendable, CaseIterable {
  /// They have it.
  case worker
  /// It is a part of the input of each action.
  case input
}

/// How a build ends that has results to store.
package enum RemoteUploading: String, Hashable, Sendable, CaseIterable {
  /// A process that outlives the build stores them.
  case background
  /// The command waits for that process.
  case wait
}
