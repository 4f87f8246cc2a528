// The format of an object in its own file: one zlib stream of header and body.
//
//   loose object = zlib(header body)            any level, nothing after it
//   header       = type SP size NUL             size: decimal, no leading zero
//   file         = <tree>/<2 digits>/<62 digits>
//
// SeeAlso: gitformat-loose(5), RFC 1950 (zlib), RFC 1951 (deflate).

/// The names of the format.
package enum LooseFormat {
  /// Prefix of a writer's temporary file in the shard's folder. Git leaves such a file alone while
  /// it is young and removes it when it is old.
  package static let temporaryPrefix = "tmp_obj_"
}
