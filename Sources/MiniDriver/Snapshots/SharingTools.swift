// The tools that move and sign snapshots.

/// How Git and `ssh-keygen` are found and started.
package struct SharingTools: Sendable {
  let toolchain: Toolchain
  let environment: [[UInt8]]

  /// - Parameters:
  ///   - searchPath: the value of `PATH`.
  ///   - environment: `NAME=value` of this process's variables.
  package init(searchPath: [UInt8]?, environment: [[UInt8]]) {
    toolchain = Toolchain(clang: nil, searchPath: searchPath)
    self.environment = environment
  }
}
