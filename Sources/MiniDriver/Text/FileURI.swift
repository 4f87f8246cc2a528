// URIs of files, for links in terminals and for editors.

/// URIs with the scheme `file`.
///
/// - SeeAlso: RFC 8089; RFC 3986, sections 2.1 and 2.3
package enum FileURI {
  package static let scheme = "file://"

  /// The URI of an absolute path. Writes all characters as `%HH`, except unreserved ones and `/`.
  package static func uri(ofPath path: String) -> String {
    var uri = scheme
    for byte in path.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "-"),
        UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
        uri.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        let digits = String(byte, radix: 16, uppercase: true)
        uri += "%" + (digits.count == 1 ? "0" : "") + digits
      }
    }
    return uri
  }
}
