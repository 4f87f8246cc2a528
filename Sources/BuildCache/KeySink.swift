// One walk over a key's inputs feeds whatever wants them: the hasher that makes the key, or the
// recorder that says which of them changed. So the two cannot disagree.

import Crypto

/// What an input is told by: a word for its kind and, where there are several of the kind, a name.
///
/// Two parts, so that hashing a key joins no strings: a cold build hashes ten thousands of keys.
package struct KeyLabel: ExpressibleByStringLiteral, Sendable {
  let kind: StaticString
  /// Follows the kind after a space.
  let name: String?

  package init(stringLiteral kind: StaticString) {
    self.kind = kind
    name = nil
  }

  package init(_ kind: StaticString, of name: String) {
    self.kind = kind
    self.name = name
  }

  /// As a person reads it.
  var text: String { name.map { "\(kind) \($0)" } ?? "\(kind)" }
}

/// Takes a key's inputs in order, each with the label it is told by.
package protocol KeySink {
  /// An input that is text a person can read.
  mutating func field(_ label: KeyLabel, text: String)
  /// An input that is known by its digest.
  mutating func field(_ label: KeyLabel, digest: Digest)
  /// An input that is a name and the digest of what it names.
  mutating func field(_ label: KeyLabel, name: String, digest: Digest)
  /// How many inputs of one kind follow.
  mutating func count(_ label: KeyLabel, _ count: Int)
}

/// Hashes a key's inputs.
///
/// What is hashed, lengths and counts as eight little-endian bytes:
///
///     key   = "mini key 1" field("kind", text) field*
///     field = length(label) label kind:u8 value
///     value = length(text) text                       kind 1, text
///           | digest                                  kind 2, a digest
///           | length(name) name digest                kind 3, a name and a digest
///           | count                                   kind 4, a count
///
/// No two lists of fields give the same bytes: every part's length is known before it begins.
package struct KeyHasher: KeySink {
  private var hasher = SHA256()
  /// What has not been hashed yet: most keys are shorter than this becomes, and hashed at once.
  private var bytes: [UInt8] = []

  /// Hashing so much at a time costs no more a byte than hashing all.
  private static let pieceBytes = 4096

  /// - Parameter kind: what the key names ("file", "function", "project"), so that keys of two
  ///   kinds never meet.
  package init(kind: StaticString) {
    bytes.reserveCapacity(512)
    bytes.append(kind: "mini key 1")
    begin("kind", .text)
    append(counted: kind)
  }

  package mutating func field(_ label: KeyLabel, text: String) {
    begin(label, .text)
    append(counted: text)
  }

  package mutating func field(_ label: KeyLabel, digest: Digest) {
    begin(label, .digest)
    append(digest)
  }

  package mutating func field(_ label: KeyLabel, name: String, digest: Digest) {
    begin(label, .namedDigest)
    append(counted: name)
    append(digest)
  }

  package mutating func count(_ label: KeyLabel, _ count: Int) {
    begin(label, .count)
    append(count)
  }

  /// The digest of all that was fed.
  package consuming func finalize() -> Digest {
    hash()
    return Digest(hasher.finalize())
  }

  /// What a field's value is; the raw values are hashed.
  private enum Kind: UInt8 {
    case text = 1
    case digest, namedDigest, count
  }

  private mutating func begin(_ label: KeyLabel, _ kind: Kind) {
    if bytes.count >= Self.pieceBytes { hash() }
    if let name = label.name {
      append(label.kind.utf8CodeUnitCount + 1 + name.utf8.count)
      bytes.append(kind: label.kind)
      bytes.append(UInt8(ascii: " "))
      bytes.append(utf8: name)
    } else {
      append(counted: label.kind)
    }
    bytes.append(kind.rawValue)
  }

  private mutating func hash() {
    unsafe bytes.withUnsafeBytes { unsafe hasher.update(bufferPointer: $0) }
    bytes.removeAll(keepingCapacity: true)
  }

  private mutating func append(counted text: StaticString) {
    append(text.utf8CodeUnitCount)
    bytes.append(kind: text)
  }

  private mutating func append(counted text: String) {
    append(text.utf8.count)
    bytes.append(utf8: text)
  }

  private mutating func append(_ count: Int) {
    unsafe withUnsafeBytes(of: UInt64(count).littleEndian) { unsafe bytes.append(contentsOf: $0) }
  }

  private mutating func append(_ digest: Digest) {
    digest.appendBytes(to: &bytes)
  }
}

extension [UInt8] {
  /// Appends a string's UTF-8 as it lies in memory; twice as fast as `append(contentsOf: text.utf8)`
  /// where strings are short.
  mutating func append(utf8 text: String) {
    let isDone: Void? = unsafe text.utf8.withContiguousStorageIfAvailable {
      unsafe append(contentsOf: $0)
    }
    if isDone == nil { append(contentsOf: text.utf8) }
  }

  fileprivate mutating func append(kind text: StaticString) {
    unsafe append(
      contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }
}

/// Keeps a key's inputs by label, in the short form that a person reads.
package struct InputRecorder: KeySink {
  /// One input: what it is called and what it was.
  package struct Input: Hashable, Sendable {
    package let label: String
    package let value: String
  }

  /// The inputs in the order they were fed.
  package private(set) var inputs: [Input] = []

  package init() {}

  package mutating func field(_ label: KeyLabel, text: String) {
    inputs.append(Input(label: label.text, value: text))
  }

  package mutating func field(_ label: KeyLabel, digest: Digest) {
    inputs.append(Input(label: label.text, value: digest.shortDescription))
  }

  package mutating func field(_ label: KeyLabel, name: String, digest: Digest) {
    inputs.append(Input(label: label.text, value: "\(name) \(digest.shortDescription)"))
  }

  /// Counts follow from the inputs they count: a person needs none of them.
  package mutating func count(_ label: KeyLabel, _ count: Int) {}

  /// The inputs of `new` that are not as in `old`, in `new`'s order; then those it no longer has.
  ///
  /// - Returns: at least one change: where labels and values agree, their order is what changed.
  package static func changes(from old: InputRecorder, to new: InputRecorder) -> [InputChange] {
    let absent = "none"
    let before = old.valuesByLabel
    let after = new.valuesByLabel
    var changes: [InputChange] = []
    for input in new.inputs where before[input.label] != input.value {
      let oldValue = before[input.label] ?? absent
      changes.append(InputChange(label: input.label, old: oldValue, new: input.value))
    }
    for input in old.inputs where after[input.label] == nil {
      changes.append(InputChange(label: input.label, old: input.value, new: absent))
    }
    guard changes.isEmpty else { return changes }
    let order = { (inputs: [Input]) in inputs.map(\.label).joined(separator: ", ") }
    return [InputChange(label: "order", old: order(old.inputs), new: order(new.inputs))]
  }

  private var valuesByLabel: [String: String] {
    Dictionary(inputs.map { ($0.label, $0.value) }, uniquingKeysWith: { first, _ in first })
  }
}
