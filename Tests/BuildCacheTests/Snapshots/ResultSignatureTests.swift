// Signatures of results: they count for exactly one action, its files and a key that is trusted.

import BuildCache
import FileIO
import MiniRemoteProtocol
import SystemPackage
import TestSupport
import Testing

@Suite struct ResultSignatureTests {
  private static func digest(_ text: String) -> BlobDigest {
    BlobDigest(
      sha256: Digest(hashing: Array(text.utf8)).bytes, sizeBytes: UInt64(text.utf8.count))!
  }

  private static func statement(
    _ action: String = "action", _ path: String = "unit.o", isExecutable: Bool = false,
    _ object: String = "object"
  ) -> ResultStatement {
    ResultStatement(
      action: digest(action),
      outputs: [.init(path: path, isExecutable: isExecutable, digest: digest(object))])
  }

  private static let signer = TrustSigner(seed: (0..<32).map { $0 })!
  private static let other = TrustSigner(seed: (0..<32).map { $0 ^ 1 })!

  @Test func theStatementIsText() {
    #expect(
      String(decoding: Self.statement().payload, as: UTF8.self) == """
        mini-result-1
        action \(Self.digest("action").hex)/6
        output 644 \(Self.digest("object").hex)/6 unit.o
        exit 0

        """)
  }

  @Test func aSignatureCountsForItsResultAlone() throws {
    let file = try #require(Self.statement().signed(by: Self.signer))
    #expect(Self.statement().flaw(of: file, trusting: [Self.signer.publicKey]) == nil)
    #expect(
      Self.statement().flaw(of: file, trusting: [Self.other.publicKey, Self.signer.publicKey])
        == nil)
    for statement in [
      Self.statement("another action"), Self.statement("action", "other.o"),
      Self.statement(isExecutable: true), Self.statement("action", "unit.o", "other"),
      ResultStatement(action: Self.digest("action"), outputs: []),
    ] {
      #expect(
        statement.flaw(of: file, trusting: [Self.signer.publicKey])
          == "its signature is for another result")
    }
    for keys in [[], [Self.other.publicKey]] {
      #expect(
        Self.statement().flaw(of: file, trusting: keys)
          == "a key that is not in mini.trust.key signed it")
    }
    #expect(
      Self.statement().flaw(of: nil, trusting: [Self.signer.publicKey]) == "it is not signed")
  }

  @Test func noBitOfASignatureCanChange() throws {
    let file = try #require(Self.statement().signed(by: Self.signer))
    for place in file.indices {
      for bit in 0..<8 {
        var changed = file
        changed[place] ^= 1 << UInt8(bit)
        #expect(Self.statement().flaw(of: changed, trusting: [Self.signer.publicKey]) != nil)
      }
    }
    for changed in [Array(file.dropLast()), file + [0], []] {
      #expect(
        Self.statement().flaw(of: changed, trusting: [Self.signer.publicKey])
          == "its signature is malformed")
    }
  }

  /// Keys that ssh-keygen makes are read, whatever their comment; others are not.
  @Test(arguments: ["", "a comment", "\u{fc}@host"])
  func keysOfOpenSSHAreRead(_ comment: String) throws {
    let folder = TemporaryDirectory()
    func make(_ name: String, _ more: [String]) throws -> (secret: [UInt8], shown: [UInt8]) {
      let path = folder.appending(name)
      let made = try ChildProcess.run(
        "ssh-keygen", ["-q", "-C", comment, "-f", path.string] + more,
        environment: ["PATH": "/usr/local/bin:/usr/bin:/bin"])
      #expect(made.status == 0, "\(made.errorText)")
      func read(_ path: FilePath) throws -> [UInt8] {
        try #require(try LocalFileSystem().contents(of: path, sizeMax: 1 << 20))
      }
      return (try read(path), Array(try read(FilePath(path.string + ".pub")).dropLast()))
    }
    let pair = try make("key", ["-t", "ed25519", "-N", ""])
    let signer = try #require(TrustSigner(file: pair.secret))
    #expect(TrustKey(pair.shown) == signer.publicKey)
    let file = try #require(Self.statement().signed(by: signer))
    #expect(Self.statement().flaw(of: file, trusting: [signer.publicKey]) == nil)
    #expect(TrustSigner(file: try make("locked", ["-t", "ed25519", "-N", "word"]).secret) == nil)
    let foreign = try make("ecdsa", ["-t", "ecdsa", "-N", ""])
    #expect(TrustSigner(file: foreign.secret) == nil && TrustKey(foreign.shown) == nil)
    // No cut file is a key, and none does harm.
    for count in pair.secret.indices {
      let cut = TrustSigner(file: Array(pair.secret[..<count]))
      #expect(cut == nil || cut?.publicKey == signer.publicKey)
    }
    for count in 0..<(pair.shown.count - comment.utf8.count - 1) {
      #expect(TrustKey(Array(pair.shown[..<count])) == nil)
    }
  }
}
