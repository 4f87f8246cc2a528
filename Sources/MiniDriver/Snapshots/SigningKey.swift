// A pair of keys that signs snapshots, made for the user.

package import BuildCache
package import FileIO
package import SystemPackage

/// A new key, and what others need to check its signatures.
package struct SigningKey: Sendable {
  /// The private half.
  package let path: FilePath
  /// The public half: `ssh-ed25519 AAAA…`.
  package let publicKey: String
  /// The name that the tool gave it: `user@host`.
  package let name: String

  package var publicPath: FilePath { Self.publicPath(of: path) }

  /// The line for a file of allowed signers.
  package var allowedLine: String { "\(name) namespaces=\"git\" \(publicKey)" }

  private static let fileName = "signing_key"

  private static func publicPath(of path: FilePath) -> FilePath {
    FilePath(bytes: path.bytes + Array(".pub".utf8))
  }

  /// Makes a pair of keys in a folder. Existing files are never replaced.
  package static func make(
    in folder: FilePath, _ tools: SharingTools,
    fileSystem: any FileSystem = LocalFileSystem()
  ) throws(SnapshotError) -> SigningKey {
    let tool = try SignatureTool(tools, fileSystem)
    let path = folder.appending(fileName)
    do throws(FileError) {
      try fileSystem.createDirectories(folder)
      for file in [path, publicPath(of: path)]
      where try fileSystem.status(of: file, followingLinks: false) != nil {
        throw FileError(.link, file, .fileExists)
      }
    } catch {
      throw cannotMake(error)
    }
    let scratch: WorkFolder
    do throws(FileError) {
      scratch = try WorkFolder(in: folder, fileSystem: fileSystem)
    } catch {
      throw cannotMake(error)
    }
    try tool.makeKey(fileName, in: scratch.handle)
    let made = scratch.path.appending(fileName)
    do throws(FileError) {
      let text = try fileSystem.contents(of: publicPath(of: made), sizeMax: sizeMaxBytes) ?? []
      let words = String(decoding: text, as: UTF8.self).split(whereSeparator: \.isWhitespace)
      // A second name, because a rename would replace a file that another process has made.
      try fileSystem.link(made, to: path)
      try fileSystem.link(publicPath(of: made), to: publicPath(of: path))
      return SigningKey(
        path: path, publicKey: words.prefix(2).joined(separator: " "),
        name: words.count > 2 ? String(words[2]) : "mini")
    } catch {
      throw cannotMake(error)
    }
  }

  private static func cannotMake(_ error: FileError) -> SnapshotError {
    guard error.errno == .fileExists else { return SnapshotError("\(error)") }
    return SnapshotError("kept '\(error.path)': a key is never replaced")
  }

  /// A line.
  private static let sizeMaxBytes = 16 << 10
}
