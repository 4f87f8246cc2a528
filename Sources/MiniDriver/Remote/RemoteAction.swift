// A unit as an action of the Remote Execution API, which any worker can run.

import BuildCache
import MiniRemoteProtocol

/// The compilation of a unit: what is run on which input, named by its digest.
struct RemoteAction: Sendable {
  /// The message `Action`. Its digest is the key of the result.
  let action: Blob
  /// The message `Command`.
  let command: Blob
  /// The message `Directory` of the folder in which it runs.
  private let root: Blob
  /// The compiler's folder in it, if the input contains the compiler. The server has its files.
  private let toolchain: Blob?
  private let ir: Blob

  /// The action with everything that a worker needs to run it.
  var runnable: RunnableAction {
    RunnableAction(action: action, inputs: [command, root, ir] + (toolchain.map { [$0] } ?? []))
  }

  /// Everything that the actions of a build share.
  struct Setup: Sendable {
    /// The message `Command`.
    let command: Blob
    /// The compiler's identity and the compiler epoch, in the text that the keys of units contain.
    let salt: [UInt8]
    /// The message `Platform`; empty if no property is set.
    let platform: [UInt8]
    /// `nil`: the worker has the compiler.
    let toolchain: RemoteToolchain?

    /// - Parameters:
    ///   - words: the compiler's, without its path and without files.
    ///   - properties: each `NAME=VALUE`, sorted.
    ///   - toolchain: the compiler in the input; `nil`: the worker has it.
    init(words: [[UInt8]], salt: String, properties: [String], toolchain: RemoteToolchain? = nil) {
      let platform = ProtobufWriter.message { platform in
        for property in properties {
          let parts = property.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
          platform.field(1) { entry in
            entry.field(1, String(parts[0]))
            entry.field(2, parts.count > 1 ? String(parts[1]) : "")
          }
        }
      }
      command = Blob(
        ProtobufWriter.message { command in
          for word in toolchain?.words ?? [RemoteAction.compiler] { command.field(1, word) }
          for word in words { command.field(1, word) }
          for word in ["-o", RemoteAction.object, RemoteAction.input] { command.field(1, word) }
          for (name, value) in RemoteAction.environment {
            command.field(2) { variable in
              variable.field(1, name)
              variable.field(2, value)
            }
          }
          if !platform.isEmpty { command.field(5, platform) }
          for path in [RemoteAction.object, RemoteAction.signature] { command.field(7, path) }
        })
      self.salt = Array(salt.utf8)
      self.platform = platform
      self.toolchain = toolchain
    }
  }

  /// - Parameter ir: the unit's IR.
  init(_ ir: [UInt8], _ setup: Setup) {
    let input = Blob(ir)
    let root = Blob(
      ProtobufWriter.message { folder in
        folder.field(1) { file in
          file.field(1, Self.input)
          file.field(2, input.digest.message)
        }
        if let toolchain = setup.toolchain {
          folder.field(2) { entry in
            entry.field(1, RemoteToolchain.name)
            entry.field(2, toolchain.folder.digest.message)
          }
        }
      })
    toolchain = setup.toolchain?.folder
    self.ir = input
    self.root = root
    command = setup.command
    action = Blob(
      ProtobufWriter.message { action in
        action.field(1, setup.command.digest.message)
        action.field(2, root.digest.message)
        action.field(9, setup.salt)
        if !setup.platform.isEmpty { action.field(10, setup.platform) }
      })
  }

  /// A name that workers look up.
  private static let compiler = "clang"
  private static let input = "unit.ll"
  /// The output paths, sorted.
  static let object = "unit.o"
  static let signature = "unit.o.sig"
  /// Sorted by name.
  private static let environment = [("PATH", "/usr/bin:/bin"), ("TMPDIR", ".")]
}

extension BlobDigest {
  init(of bytes: [UInt8]) {
    guard
      let digest = BlobDigest(
        sha256: Digest(hashing: bytes).bytes, sizeBytes: UInt64(bytes.count))
    else { preconditionFailure("a SHA-256 has 32 bytes") }
    self = digest
  }

  /// The message `Digest`.
  var message: [UInt8] {
    ProtobufWriter.message { digest in
      digest.field(1, hex)
      digest.field(2, sizeBytes)
    }
  }

  /// Whether bytes are those that the digest names.
  func names(_ bytes: [UInt8]) -> Bool {
    sizeBytes == UInt64(bytes.count) && self == BlobDigest(of: bytes)
  }
}

extension Blob {
  init(_ bytes: [UInt8]) {
    self.init(digest: BlobDigest(of: bytes), bytes: bytes)
  }
}
