// Connects to a server.

import GRPCCore
import GRPCNIOTransportHTTP2Posix
import Glibc
import MiniRemoteProtocol

/// A server to connect to.
struct Connection {
  private let endpoint: RemoteEndpoint
  private let address: (isEncrypted: Bool, host: String, port: UInt16)
  private let metadata: Metadata

  init(_ endpoint: RemoteEndpoint) throws {
    guard let address = endpoint.address else {
      throw Problem("it is not grpc://HOST:PORT or grpcs://HOST:PORT")
    }
    self.endpoint = endpoint
    self.address = address
    var metadata = Metadata()
    for header in endpoint.headers {
      let parts = header.split(separator: ":", maxSplits: 1)
      guard parts.count == 2 else { throw Problem("'\(header)' is not a header") }
      metadata.addString(Self.trimmed(parts[1]), forKey: Self.trimmed(parts[0]).lowercased())
    }
    if let file = endpoint.tokenFile {
      let token = Self.trimmed(String(decoding: try Self.contents(of: file), as: UTF8.self)[...])
      metadata.addString("Bearer " + token, forKey: "authorization")
    }
    self.metadata = metadata
  }

  private static func trimmed(_ text: Substring) -> String {
    let words = text.drop { $0.isWhitespace }
    return String(words.reversed().drop { $0.isWhitespace }.reversed())
  }

  /// Connects.
  ///
  /// - Parameter body: its argument asks for the server's capabilities.
  func use(_ body: (() async throws -> Server) async -> Void) async throws {
    try Probe(host: address.host, port: address.port)
      .connect(milliseconds: Int32(clamping: endpoint.connectMilliseconds))
    try await withGRPCClient(transport: try transport()) { client in
      await body { try await Server(client, endpoint, metadata) }
    }
  }

  private func transport() throws -> HTTP2ClientTransport.Posix {
    let security = try security()
    let port = Int(address.port)
    func transport(_ target: any ResolvableTarget) throws -> HTTP2ClientTransport.Posix {
      try HTTP2ClientTransport.Posix(target: target, transportSecurity: security)
    }
    var bytes = [UInt8](repeating: 0, count: 16)
    // An address is not a name that a certificate could contain.
    if inet_pton(AF_INET, address.host, &bytes) == 1 {
      return try transport(.ipv4(address: address.host, port: port))
    }
    if inet_pton(AF_INET6, address.host, &bytes) == 1 {
      return try transport(.ipv6(address: address.host, port: port))
    }
    return try transport(.dns(host: address.host, port: port))
  }

  private func security() throws -> HTTP2ClientTransport.Posix.TransportSecurity {
    guard address.isEncrypted else { return .plaintext }
    let roots = try endpoint.authorities.map { try Self.contents(of: $0) }
    var tls = HTTP2ClientTransport.Posix.TransportSecurity.TLS.defaults()
    if let roots { tls.trustRoots = .certificates([.bytes(roots, format: .pem)]) }
    if let certificate = endpoint.certificate {
      guard let key = endpoint.key else {
        throw Problem("mini.remoteCertificate needs its key in mini.remoteKey")
      }
      tls.certificateChain = [.bytes(try Self.contents(of: certificate), format: .pem)]
      tls.privateKey = .bytes(try Self.contents(of: key), format: .pem)
    }
    return .tls(tls)
  }

  /// A token, a certificate or a key.
  private static let fileMaxBytes = 1 << 20

  private static func contents(of path: [UInt8]) throws -> [UInt8] {
    let name = String(decoding: path, as: UTF8.self)
    let fd = (path + [0]).withUnsafeBytes { bytes in
      open(bytes.assumingMemoryBound(to: CChar.self).baseAddress!, O_RDONLY | O_CLOEXEC)
    }
    guard fd >= 0 else {
      throw Problem("cannot read '\(name)': \(String(cString: strerror(errno)))")
    }
    defer { close(fd) }
    var contents: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 14)
    while contents.count <= fileMaxBytes {
      let count = read(fd, &buffer, buffer.count)
      if count == 0 { return contents }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        throw Problem("cannot read '\(name)': \(String(cString: strerror(errno)))")
      }
      contents += buffer[..<count]
    }
    throw Problem("cannot read '\(name)': it is larger than a token or a certificate")
  }
}
