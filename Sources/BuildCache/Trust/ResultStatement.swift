// Signatures of results of actions, which travel as one of their outputs.

package import MiniRemoteProtocol

/// The statement that an action succeeded and made certain files.
///
/// It says nothing of where the inputs came from, because the action's digest covers their bytes.
package struct ResultStatement: Sendable {
  /// An output that is covered.
  package struct Output: Sendable {
    let path: String
    let isExecutable: Bool
    let digest: BlobDigest

    package init(path: String, isExecutable: Bool, digest: BlobDigest) {
      self.path = path
      self.isExecutable = isExecutable
      self.digest = digest
    }
  }

  let action: BlobDigest
  /// In the order in which the command names them, without the signature itself.
  let outputs: [Output]

  package init(action: BlobDigest, outputs: [Output]) {
    self.action = action
    self.outputs = outputs
  }

  // The bytes that are signed:
  //
  //     payload = "mini-result-1" LF "action" SP digest LF output… "exit 0" LF
  //     output  = "output" SP mode SP digest SP path LF        mode = "644" | "755"
  //     digest  = sha256:64 hex "/" size:decimal
  //
  // and the file that carries the signature:
  //
  //     file = "mini-result-1" LF publicKey:32 signature:64

  /// The bytes that are signed.
  package var payload: [UInt8] {
    var text = Self.name + "\naction \(action.hex)/\(action.sizeBytes)\n"
    for output in outputs {
      let mode = output.isExecutable ? "755" : "644"
      text += "output \(mode) \(output.digest.hex)/\(output.digest.sizeBytes) \(output.path)\n"
    }
    return Array((text + "exit 0\n").utf8)
  }

  private static let name = "mini-result-1"
  private static let head = Array((name + "\n").utf8)
  private static let signatureSizeBytes = 64

  /// The file with the signature; `nil` if the library fails.
  package func signed(by signer: TrustSigner) -> [UInt8]? {
    signer.signature(of: payload).map { Self.head + signer.publicKey.bytes + $0 }
  }

  /// Why a signature does not count, as a clause; `nil` if it does.
  ///
  /// - Parameters:
  ///   - file: the bytes of the file with the signature; `nil`: there is none.
  ///   - keys: the keys that are trusted.
  package func flaw(of file: [UInt8]?, trusting keys: [TrustKey]) -> String? {
    guard let file else { return "it is not signed" }
    let keyEnd = Self.head.count + TrustKey.sizeBytes
    guard file.count == keyEnd + Self.signatureSizeBytes, file.starts(with: Self.head) else {
      return "its signature is malformed"
    }
    let key = TrustKey(bytes: Array(file[Self.head.count..<keyEnd]))
    guard keys.contains(key) else { return "a key that is not in mini.trust.key signed it" }
    guard key.isSignature(Array(file[keyEnd...]), of: payload) else {
      return "its signature is for another result"
    }
    return nil
  }
}
