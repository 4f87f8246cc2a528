// Messages out of a stream of bytes.

import MiniServer
import Testing

@Suite struct MessageFramingTests {
  private static func contents(of stream: [UInt8], pieces: Int) throws -> [String] {
    var framing = MessageFraming()
    var found: [String] = []
    for start in stride(from: 0, to: stream.count, by: pieces) {
      framing.append(Array(stream[start..<min(start + pieces, stream.count)]))
      while let content = try framing.next() {
        found.append(String(decoding: content, as: UTF8.self))
      }
    }
    return found
  }

  @Test(arguments: [1, 2, 7, 64, 4096]) func messagesComeInAnyPieces(pieces: Int) throws {
    let texts = ["{}", "", "{\"text\":\"ü𝄞\"}", String(repeating: "x", count: 300)]
    let stream = texts.flatMap { MessageFraming.framed(Array($0.utf8)) }
    #expect(try Self.contents(of: stream, pieces: pieces) == texts)
  }

  @Test func otherFieldsOfAHeaderDoNotMatter() throws {
    let stream =
      "content-length:2\r\nContent-Type: application/vscode-jsonrpc; charset=utf-8\r\n\r\n{}"
    #expect(try Self.contents(of: Array(stream.utf8), pieces: 5) == ["{}"])
  }

  @Test(arguments: [
    "Content-Type: x\r\n\r\n", "Content-Length: -1\r\n\r\n", "Content-Length: many\r\n\r\n",
    "Content-Length: 99999999999\r\n\r\n", String(repeating: "x", count: 5000),
  ])
  func aStreamOfSomethingElseIsRefused(text: String) {
    #expect(throws: FramingError.self) { try Self.contents(of: Array(text.utf8), pieces: 64) }
  }
}
