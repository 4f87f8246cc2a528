// Ed25519 keys in OpenSSH's formats: those that sign results of actions, and those that are trusted.

import Crypto
package import FileIO
package import SystemPackage

/// A public key.
package struct TrustKey: Hashable, Sendable {
  /// 32 bytes.
  let bytes: [UInt8]

  /// Reads `ssh-ed25519 AAAA…`, with or without a comment.
  ///
  /// - Returns: `nil` if the text is anything else.
  package init?(_ text: [UInt8]) {
    let words = text.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
    guard words.count > 1, words[0].elementsEqual(Self.kind), let blob = Base64.decode(words[1])
    else { return nil }
    var reader = SSHReader(blob)
    guard reader.text() == Self.kind, let bytes = reader.text(), bytes.count == Self.sizeBytes,
      reader.isAtEnd
    else { return nil }
    self.bytes = bytes
  }

  /// - Parameter bytes: 32.
  init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// As `ssh-keygen -l` prints it: `SHA256:…`.
  package var fingerprint: String {
    var blob: [UInt8] = []
    for part in [Self.kind, bytes] {
      blob += [0, 0, 0, UInt8(truncatingIfNeeded: part.count)]
      blob += part
    }
    let digest = Base64.encode(Array(SHA256.hash(data: blob)))
    return "SHA256:" + digest.prefix { $0 != "=" }
  }

  static let sizeBytes = 32
  static let kind = Array("ssh-ed25519".utf8)
}

/// A private key that makes signatures.
package struct TrustSigner: Sendable {
  private let key: Curve25519.Signing.PrivateKey

  /// Reads a private key file of OpenSSH.
  ///
  /// - Parameter file: its contents.
  /// - Returns: `nil` if it is not an Ed25519 key, or is encrypted.
  /// - SeeAlso: PROTOCOL.key of OpenSSH
  package init?(file: [UInt8]) {
    let lines = file.split { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
    guard let first = lines.firstIndex(where: { $0.elementsEqual(Self.begin) }),
      let last = lines.firstIndex(where: { $0.elementsEqual(Self.end) }), first < last,
      let blob = Base64.decode(Array(lines[(first + 1)..<last].joined())),
      blob.starts(with: Self.magic)
    else { return nil }
    var reader = SSHReader(Array(blob.dropFirst(Self.magic.count)))
    // Cipher, derivation of its key, and that one's options.
    guard reader.text() == Self.none, reader.text() == Self.none, reader.text() == [],
      reader.number() == 1, reader.text() != nil, let secret = reader.text()
    else { return nil }
    var inner = SSHReader(secret)
    guard let check = inner.number(), inner.number() == check, inner.text() == TrustKey.kind,
      let publicKey = inner.text(), let pair = inner.text(), pair.count == 2 * TrustKey.sizeBytes,
      pair.dropFirst(TrustKey.sizeBytes).elementsEqual(publicKey)
    else { return nil }
    self.init(seed: Array(pair.prefix(TrustKey.sizeBytes)))
    guard self.publicKey.bytes == publicKey else { return nil }
  }

  /// - Parameter seed: 32 bytes.
  package init?(seed: [UInt8]) {
    guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed) else { return nil }
    self.key = key
  }

  private static let magic = Array("openssh-key-v1".utf8) + [0]
  private static let none = Array("none".utf8)
  private static let begin = Array("-----BEGIN OPENSSH PRIVATE KEY-----".utf8)
  private static let end = Array("-----END OPENSSH PRIVATE KEY-----".utf8)
  /// More than a key with its comment has.
  private static let fileMaxBytes = 64 << 10

  /// Why a file has no key that signs, and what to do.
  package struct Refusal: Error, CustomStringConvertible {
    package let description: String
  }

  /// Reads the private key that the user's settings name. As ssh does, it refuses a file that others can
  /// read.
  package init(
    readingSigningKey path: FilePath, fileSystem: any FileSystem
  ) throws(Refusal) {
    let name = "'\(path)' (mini.trust.signingKey)"
    let status: FileStatus?
    let file: [UInt8]?
    do throws(FileError) {
      status = try fileSystem.status(of: path, followingLinks: true)
      file = try fileSystem.contents(of: path, sizeMax: Self.fileMaxBytes)
    } catch {
      throw Refusal(description: "\(error) (mini.trust.signingKey)")
    }
    if let status, status.permissions & 0o077 != 0 {
      throw Refusal(
        description: "others can read the private key \(name);"
          + " 'chmod 600' keeps it secret, 'mini trust --new-key' makes another")
    }
    guard let file, let signer = Self(file: file) else {
      throw Refusal(
        description: "\(name) is not the private half of an Ed25519 key without a passphrase;"
          + " 'mini trust --new-key' makes one")
    }
    self = signer
  }

  package var publicKey: TrustKey { TrustKey(bytes: Array(key.publicKey.rawRepresentation)) }

  /// - Returns: 64 bytes; `nil` if the library fails.
  package func signature(of payload: [UInt8]) -> [UInt8]? {
    (try? key.signature(for: payload)).map { Array($0) }
  }
}

extension TrustKey {
  func isSignature(_ signature: [UInt8], of payload: [UInt8]) -> Bool {
    let key = try? Curve25519.Signing.PublicKey(rawRepresentation: bytes)
    return key?.isValidSignature(signature, for: payload) ?? false
  }
}

/// Reads the fields of SSH's binary formats.
///
/// - SeeAlso: RFC 4251, section 5
private struct SSHReader {
  private var bytes: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) {
    self.bytes = bytes[...]
  }

  var isAtEnd: Bool { bytes.isEmpty }

  mutating func number() -> UInt32? {
    guard bytes.count >= 4 else { return nil }
    let value = bytes.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    bytes = bytes.dropFirst(4)
    return value
  }

  mutating func text() -> [UInt8]? {
    guard let count = number().map(Int.init), count <= bytes.count else { return nil }
    let text = Array(bytes.prefix(count))
    bytes = bytes.dropFirst(count)
    return text
  }
}
