// The messages between mini and mini-remote: what is sent arrives, and no bytes do harm.

import MiniRemoteProtocol
import TestSupport
import Testing

@Suite struct RemoteMessageTests {
  private static func digest(_ byte: UInt8, size: UInt64 = 3) -> BlobDigest {
    BlobDigest(sha256: (0..<32).map { $0 ^ byte }, sizeBytes: size)!
  }

  private static let files = [
    RemoteFile(path: "unit.o", isExecutable: false, digest: digest(1), bytes: [1, 2, 3]),
    RemoteFile(path: "unit.o.sig", isExecutable: true, digest: digest(2, size: 0), bytes: []),
  ]

  private static var endpoint: RemoteEndpoint {
    var endpoint = RemoteEndpoint(url: "grpcs://host.example:443")
    endpoint.instance = "main"
    endpoint.headers = ["a: b", "c: d"]
    endpoint.tokenFile = Array("/token".utf8)
    endpoint.key = [0xff, 0x2f]
    endpoint.answerMilliseconds = 77
    return endpoint
  }

  private static let requests: [RemoteRequest] = [
    .open(endpoint), .open(RemoteEndpoint(url: "")), .find([digest(1), digest(2, size: .max)]),
    .find([]), .end, .toolchain([]),
    .toolchain([LocalFile(digest: digest(8), path: [0x2f, 0xff])]),
    .run(
      8,
      RunnableAction(
        action: Blob(digest: digest(3), bytes: [4]),
        inputs: [Blob(digest: digest(6), bytes: []), Blob(digest: digest(7), bytes: [1, 2])])),
    .store(
      StoredResult(
        action: Blob(digest: digest(3), bytes: [4]), command: Blob(digest: digest(5), bytes: []),
        files: files)),
  ]

  private static let replies: [RemoteReply] = [
    .ready, .found(7, FoundResult(exitCode: -1, files: files)), .absent(9), .stored(2),
    .problem("no\nline"), .busy(5), .failed(6, "no room"), .lacking,
    .end,
  ]

  @Test func whatIsSentArrives() throws {
    for request in Self.requests { #expect(RemoteRequest(request.frame) == request) }
    for reply in Self.replies { #expect(RemoteReply(reply.frame) == reply) }
  }

  /// However the bytes are cut on their way.
  @Test(arguments: [1, 3, 64, 4096]) func framesAreFoundInAnyPieces(_ size: Int) throws {
    let bytes = Self.replies.flatMap(\.frame.bytes)
    var buffer = FrameBuffer()
    var found: [RemoteReply?] = []
    for start in stride(from: 0, to: bytes.count, by: size) {
      buffer.append(bytes[start..<min(start + size, bytes.count)])
      while let frame = try buffer.next() { found.append(RemoteReply(frame)) }
    }
    #expect(found == Self.replies)
  }

  /// A message that is cut, or longer than it says, is refused.
  @Test func aPartOfAMessageIsNone() {
    for reply in Self.replies {
      let frame = reply.frame
      for count in frame.payload.indices {
        let cut = RemoteReply(Frame(kind: frame.kind, payload: Array(frame.payload[..<count])))
        // A text has its length, so no beginning of it is one.
        #expect(cut == nil, "\(reply) \(count)")
      }
      #expect(RemoteReply(Frame(kind: frame.kind, payload: frame.payload + [0])) == nil)
    }
    #expect(RemoteReply(Frame(kind: 0, payload: [])) == nil)
    #expect(RemoteRequest(Frame(kind: 99, payload: [])) == nil)
  }

  /// Random changes of bytes end in a message or in `nil`.
  @Test func anyBytesAreRead() {
    var random = SplitMix64(seed: 17)
    let frames = Self.replies.map(\.frame) + Self.requests.map(\.frame)
    for _ in 0..<(2000 * fuzzScale) {
      let frame = frames.randomElement(using: &random)!
      var payload = frame.payload
      for _ in 0..<Int.random(in: 0..<4, using: &random) where !payload.isEmpty {
        payload[Int.random(in: payload.indices, using: &random)] = .random(
          in: 0...255, using: &random)
      }
      let changed = Frame(kind: .random(in: 0...9, using: &random), payload: payload)
      _ = RemoteReply(changed)
      _ = RemoteRequest(changed)
    }
  }

  /// A size beyond the limit ends the conversation before memory is taken for it.
  @Test func aFrameWithoutMeasureIsRefused() throws {
    var buffer = FrameBuffer()
    buffer.append([0xff, 0xff, 0xff, 0xff, 2])
    #expect(throws: MessageError.self) { try buffer.next() }
    // A list that says to have more elements than bytes are left.
    let list = Frame(kind: 2, payload: [0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0x7f])
    #expect(RemoteReply(list) == nil)
  }

  @Test func anAddressHasASchemeAHostAndAPort() {
    let right = [
      ("grpc://localhost:1", false, "localhost", UInt16(1)),
      ("grpcs://a.b-c:65535", true, "a.b-c", 65535), ("grpc://[::1]:9", false, "::1", 9),
    ]
    for (url, isEncrypted, host, port) in right {
      let address = RemoteEndpoint(url: url).address
      #expect(address?.isEncrypted == isEncrypted && address?.host == host && address?.port == port)
    }
    for url in [
      "", "localhost:1", "http://a:1", "grpc://a", "grpc://:1", "grpc://a:0", "grpc://a:65536",
      "grpc://a:1/", "grpc://u@a:1", "grpc://a b:1", "GRPC://a:1", "grpc://a\n:1",
    ] {
      #expect(RemoteEndpoint(url: url).address == nil, "\(url)")
    }
  }

  @Test func aDigestHasLowerCaseDigits() {
    let digest = Self.digest(0xa5)
    #expect(BlobDigest(hex: digest.hex, sizeBytes: 3) == digest)
    for hex in [String(digest.hex.dropLast()), digest.hex.uppercased(), digest.hex + "0", ""] {
      #expect(BlobDigest(hex: hex, sizeBytes: 3) == nil)
    }
    #expect(BlobDigest(hex: digest.hex, sizeBytes: -1) == nil)
  }
}
