// The sink that makes a key.

import Crypto
import ObjectStore

/// Hashes a key's inputs.
///
/// The hash covers these bytes, with lengths and counts as eight little-endian bytes:
///
///     key   = "mini key 1" field("kind", text) field*
///     field = length(label) label kind:u8 value
///     value = length(text) text                       kind 1, text
///           | digest                                  kind 2, a digest
///           | ""                                      kind 3, an absent declaration
///           | count                                   kind 4, a count
///
/// No two lists of fields produce the same bytes, because each part's length is known before the
/// part.
package struct KeyHasher: KeySink {
  private var hasher = SHA256()
  /// Bytes not hashed yet. Most keys fit into one piece and are hashed in one call.
  private var bytes: [UInt8] = []

  /// Pieces of this size cost no more per byte than larger ones.
  private static let pieceBytes = 4096

  /// - Parameter kind: the thing that the key names ("file", "function", "project"), so that keys
  ///   of different kinds never collide.
  package init(kind: StaticString) {
    bytes.reserveCapacity(512)
    bytes.append(kind: "mini key 1")
    begin("kind", .text)
    append(counted: kind)
  }

  package mutating func field(_ kind: StaticString, text: some KeyText) {
    begin(kind, .text)
    append(counted: text)
  }

  package mutating func field(_ kind: StaticString, of name: some KeyText, text: some KeyText) {
    begin(kind, of: name, .text)
    append(counted: text)
  }

  package mutating func field(_ kind: StaticString, digest: Digest) {
    begin(kind, .digest)
    append(digest)
  }

  package mutating func use(
    of name: some KeyText, in module: some KeyText, form: (some KeyText)?
  ) {
    guard let form else { return begin("use", of: name, .absent) }
    field("use", of: name, text: form)
  }

  package mutating func count(_ kind: StaticString, _ count: Int) {
    begin(kind, .count)
    append(count)
  }

  package consuming func finalize() -> Digest {
    hash()
    return Digest(hasher.finalize())
  }

  /// The type of a field's value. The raw values are hashed.
  private enum Kind: UInt8 {
    case text = 1
    case digest, absent, count
  }

  private mutating func begin(_ kind: StaticString, _ value: Kind) {
    if bytes.count >= Self.pieceBytes { hash() }
    append(counted: kind)
    bytes.append(value.rawValue)
  }

  /// Begins a field whose label is the kind, a space and the name.
  private mutating func begin(_ kind: StaticString, of name: some KeyText, _ value: Kind) {
    if bytes.count >= Self.pieceBytes { hash() }
    append(kind.utf8CodeUnitCount + 1 + name.utf8Count)
    bytes.append(kind: kind)
    bytes.append(UInt8(ascii: " "))
    name.append(to: &bytes)
    bytes.append(value.rawValue)
  }

  private mutating func hash() {
    unsafe bytes.withUnsafeBytes { unsafe hasher.update(bufferPointer: $0) }
    bytes.removeAll(keepingCapacity: true)
  }

  private mutating func append(counted text: StaticString) {
    append(text.utf8CodeUnitCount)
    bytes.append(kind: text)
  }

  private mutating func append(counted text: some KeyText) {
    append(text.utf8Count)
    text.append(to: &bytes)
  }

  private mutating func append(_ count: Int) {
    unsafe withUnsafeBytes(of: UInt64(count).littleEndian) { unsafe bytes.append(contentsOf: $0) }
  }

  private mutating func append(_ digest: Digest) {
    digest.appendBytes(to: &bytes)
  }
}

extension [UInt8] {
  fileprivate mutating func append(kind text: StaticString) {
    unsafe append(
      contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }
}
