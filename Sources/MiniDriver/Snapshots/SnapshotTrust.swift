// Decides whose snapshots are accepted.

import BuildCache
import FileIO
import ObjectStore
package import SystemPackage

/// Whose snapshots a fetch accepts (note 24 of BuildCache).
package enum SnapshotTrust: Sendable {
  /// Those with the signature of a key in this file; `nil`: none.
  case signers(FilePath?)
  /// `--allow-unsigned`: all. Signatures are not looked at, because who can change a commit can also
  /// remove its signature.
  case anyone

  /// Checks who signed a snapshot.
  ///
  /// - Parameters:
  ///   - ref: the name under which it has arrived.
  ///   - folder: for the tool's files.
  /// - Returns: the name of the signer; `nil` if it does not matter.
  func signer(
    of commit: SnapshotCommit, named ref: GitRef, in folder: FilePath,
    _ tools: SharingTools, _ fileSystem: any FileSystem
  ) throws(SnapshotError) -> String? {
    guard case .signers(let allowed) = self else { return nil }
    guard let signature = commit.signature else {
      throw SnapshotError("it is not signed; '--allow-unsigned' accepts it")
    }
    let signer = try SignatureTool(tools, fileSystem).signer(
      of: commit.payload, by: signature, allowed: allowed, in: folder, fileSystem)
    // A signature is for a name, too: another snapshot of the same people is not this one.
    guard commit.name == SnapshotName(ref: ref.name)?.name else {
      throw SnapshotError("\(signer) signed it as '\(commit.name)'")
    }
    return signer
  }
}
