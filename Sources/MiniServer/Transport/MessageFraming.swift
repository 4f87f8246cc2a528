// Messages as bytes: a header with the length, then JSON.
//
//   message = { header-line CR LF } CR LF content      Content-Length: <bytes of content>
//
// SeeAlso: Language Server Protocol 3.17, "Base Protocol"

/// The bytes of a stream are not messages.
package struct FramingError: Error, CustomStringConvertible {
  package let description: String
}

/// Takes messages out of a stream of bytes.
package struct MessageFraming: Sendable {
  private var bytes: [UInt8] = []
  private var start = 0

  package init() {}

  /// A header is two short lines.
  private static let headerSizeMax = 4096
  /// A text of the maximum size, with each byte escaped as `\u00XX`, and the rest of a message.
  private static let contentSizeMax = 256 << 20

  package mutating func append(_ more: [UInt8]) {
    // Keeps the unread part only.
    if start > 0 {
      bytes.removeSubrange(..<start)
      start = 0
    }
    bytes += more
  }

  /// The content of the next message; `nil` if it is not complete yet.
  package mutating func next() throws(FramingError) -> [UInt8]? {
    guard let headerEnd = try endOfHeader() else { return nil }
    let length = try contentLength(bytes[start..<headerEnd])
    guard bytes.count - headerEnd >= length else { return nil }
    defer { start = headerEnd + length }
    return Array(bytes[headerEnd..<headerEnd + length])
  }

  /// The offset after the empty line; `nil` if it has not come yet.
  private func endOfHeader() throws(FramingError) -> Int? {
    var index = start
    while index + 4 <= bytes.count {
      if bytes[index] == 0x0D, bytes[index + 1] == 0x0A, bytes[index + 2] == 0x0D,
        bytes[index + 3] == 0x0A
      {
        return index + 4
      }
      index += 1
      guard index - start <= Self.headerSizeMax else {
        throw FramingError(description: "the header of a message has no end")
      }
    }
    return nil
  }

  private func contentLength(_ header: ArraySlice<UInt8>) throws(FramingError) -> Int {
    for line in header.split(separator: 0x0A) {
      let text = String(decoding: line, as: UTF8.self)
      guard let colon = text.firstIndex(of: ":"),
        text[..<colon].lowercased() == "content-length"
      else { continue }
      let digits = text[text.index(after: colon)...].filter { $0 != " " && $0 != "\r" }
      guard let length = Int(digits), (0...Self.contentSizeMax).contains(length) else { break }
      return length
    }
    throw FramingError(description: "the header of a message has no 'Content-Length'")
  }

  /// A message with its header.
  package static func framed(_ content: [UInt8]) -> [UInt8] {
    Array("Content-Length: \(content.count)\r\n\r\n".utf8) + content
  }
}
