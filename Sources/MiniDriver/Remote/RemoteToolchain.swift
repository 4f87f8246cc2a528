// The compiler as a part of the input of actions.

import BuildCache
import FileIO
import MiniRemoteProtocol
import SystemPackage

/// This machine's compiler with everything that it loads, so that a worker needs nothing but a kernel.
///
/// The files are those of the build's own compiler, byte for byte. So a worker's compiler is the same one
/// by the action's digest, and not by a promise.
struct RemoteToolchain: Sendable {
  /// The message `Directory` of ``name``.
  let folder: Blob
  /// The files in the folder.
  let files: [LocalFile]
  /// The words that run the compiler.
  let words: [String]

  /// The name of its folder in the folder of the action.
  static let name = "toolchain"
  private static let program = "clang"

  /// - Parameter compiler: the files of the compiler; the first is its program.
  init(_ compiler: [ToolchainRecord.File]) {
    var named: [String: BlobDigest] = [:]
    var files: [LocalFile] = []
    for (number, file) in compiler.enumerated() {
      guard let size = file.stamp?.sizeBytes,
        let digest = BlobDigest(sha256: file.digest.bytes, sizeBytes: UInt64(clamping: size))
      else { continue }
      let name = number == 0 ? Self.program : file.path.lastComponent?.string ?? ""
      // Of the variants of a library, the last one is for any processor.
      named[name] = digest
      files.append(LocalFile(digest: digest, path: file.path.bytes))
    }
    let loader = named.keys.sorted().first { $0.hasPrefix("ld-linux") || $0.hasPrefix("ld-musl") }
    let inFolder = { Self.name + "/" + $0 }
    words =
      (loader.map { [inFolder($0), "--library-path", Self.name] } ?? []) + [inFolder(Self.program)]
    folder = Blob(
      ProtobufWriter.message { folder in
        let sorted = named.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        for (name, digest) in sorted {
          folder.field(1) { file in
            file.field(1, name)
            file.field(2, digest.message)
            file.field(4, name == loader || name == Self.program ? 1 : 0)
          }
        }
      })
    self.files = files.filter { named.values.contains($0.digest) }
  }
}
