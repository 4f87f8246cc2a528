// Where a remote cache is, and how to reach it.

/// A server of the Remote Execution API. Files are named, not read: `mini-remote` reads them.
package struct RemoteEndpoint: Hashable, Sendable {
  /// `grpc://HOST:PORT` or `grpcs://HOST:PORT`.
  package var url: String
  /// The name of the instance; servers that have only one call it the empty text.
  package var instance = ""
  /// Each `NAME: VALUE`.
  package var headers: [String] = []
  /// The file of a token, which is sent as `authorization: Bearer TOKEN`.
  package var tokenFile: [UInt8]?
  /// The file of the authorities that may sign the server's certificate; `nil`: the system's.
  package var authorities: [UInt8]?
  /// The files of the client's certificate and of its key.
  package var certificate: [UInt8]?
  package var key: [UInt8]?
  /// How long a connection may take.
  package var connectMilliseconds: UInt32 = 300
  /// How long a call without an answer may take.
  package var answerMilliseconds: UInt32 = 2000

  package init(url: String) {
    self.url = url
  }

  /// The parts of ``url``; `nil` if it is none.
  package var address: (isEncrypted: Bool, host: String, port: UInt16)? {
    let schemes = [("grpc://", false), ("grpcs://", true)]
    guard let (scheme, isEncrypted) = schemes.first(where: { url.hasPrefix($0.0) }) else {
      return nil
    }
    let rest = url.dropFirst(scheme.count)
    guard let colon = rest.lastIndex(of: ":"), let port = UInt16(rest[rest.index(after: colon)...]),
      port > 0
    else { return nil }
    var host = rest[..<colon]
    if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
    let isName =
      !host.isEmpty
      && host.utf8.allSatisfy { byte in
        byte > UInt8(ascii: " ") && byte < 0x7f && !"/@?#[]".utf8.contains(byte)
      }
    return isName ? (isEncrypted, String(host), port) : nil
  }
}

extension RemoteEndpoint {
  func write(to writer: inout PayloadWriter) {
    writer.append(url)
    writer.append(instance)
    writer.append(headers) { $0.append($1) }
    for file in [tokenFile, authorities, certificate, key] { writer.append(file ?? []) }
    writer.append(connectMilliseconds)
    writer.append(answerMilliseconds)
  }

  init(from reader: inout PayloadReader) {
    func file(_ reader: inout PayloadReader) -> [UInt8]? {
      let bytes = reader.block()
      return bytes.isEmpty ? nil : bytes
    }
    url = reader.text()
    instance = reader.text()
    headers = reader.list(sizeMin: 4) { $0.text() }
    tokenFile = file(&reader)
    authorities = file(&reader)
    certificate = file(&reader)
    key = file(&reader)
    connectMilliseconds = reader.number()
    answerMilliseconds = reader.number()
  }
}
