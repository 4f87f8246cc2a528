// Names of documents: URIs with the scheme `file`, and the paths that they mean.
//
// SeeAlso: RFC 8089, RFC 3986 section 2.1

import MiniDriver
package import SystemPackage

package enum DocumentURI {
  /// The path of a file; `nil` for another scheme or host.
  package static func path(of uri: String) -> FilePath? {
    guard uri.hasPrefix(FileURI.scheme) else { return nil }
    var rest = uri.dropFirst(FileURI.scheme.count)
    if rest.hasPrefix("localhost/") { rest = rest.dropFirst("localhost".count) }
    guard rest.hasPrefix("/") else { return nil }
    var bytes: [UInt8] = []
    var source = Array(rest.utf8)[...]
    while let byte = source.popFirst() {
      if byte == UInt8(ascii: "%"), source.count >= 2,
        let value = UInt8(String(decoding: source.prefix(2), as: UTF8.self), radix: 16)
      {
        bytes.append(value)
        source = source.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    guard !bytes.contains(0) else { return nil }
    return FilePath(String(decoding: bytes, as: UTF8.self)).lexicallyNormalized()
  }

  package static func uri(of path: FilePath) -> String { FileURI.uri(ofPath: path.string) }
}
