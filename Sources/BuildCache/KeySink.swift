// One walk over a key's inputs feeds whatever wants them: the hasher that makes the key, or the
// recorder that says which of them changed. So the two cannot disagree.

import Crypto

/// Takes a key's inputs in order, each with the label it is told by.
package protocol KeySink {
  /// An input that is text a person can read.
  mutating func field(_ label: String, text: String)
  /// An input that is known by its digest.
  mutating func field(_ label: String, digest: Digest)
  /// An input that is a name and the digest of what it names.
  mutating func field(_ label: String, name: String, digest: Digest)
  /// How many inputs of one kind follow.
  mutating func count(_ label: String, _ count: Int)
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

  /// - Parameter kind: what the key names ("file", "function", "project"), so that keys of two
  ///   kinds never meet.
  package init(kind: String) {
    hasher.update(data: Array("mini key 1".utf8))
    field("kind", text: kind)
  }

  package mutating func field(_ label: String, text: String) {
    var bytes = KeyHasher.opening(label, kind: 1)
    KeyHasher.append(text, to: &bytes)
    hasher.update(data: bytes)
  }

  package mutating func field(_ label: String, digest: Digest) {
    var bytes = KeyHasher.opening(label, kind: 2)
    digest.appendBytes(to: &bytes)
    hasher.update(data: bytes)
  }

  package mutating func field(_ label: String, name: String, digest: Digest) {
    var bytes = KeyHasher.opening(label, kind: 3)
    KeyHasher.append(name, to: &bytes)
    digest.appendBytes(to: &bytes)
    hasher.update(data: bytes)
  }

  package mutating func count(_ label: String, _ count: Int) {
    var bytes = KeyHasher.opening(label, kind: 4)
    KeyHasher.append(count, to: &bytes)
    hasher.update(data: bytes)
  }

  /// The digest of all that was fed.
  package consuming func finalize() -> Digest {
    Digest(hasher.finalize())
  }

  private static func opening(_ label: String, kind: UInt8) -> [UInt8] {
    var bytes: [UInt8] = []
    append(label, to: &bytes)
    bytes.append(kind)
    return bytes
  }

  private static func append(_ text: String, to bytes: inout [UInt8]) {
    append(text.utf8.count, to: &bytes)
    bytes.append(contentsOf: text.utf8)
  }

  private static func append(_ count: Int, to bytes: inout [UInt8]) {
    for shift in stride(from: 0, through: 56, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: count >> shift))
    }
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

  package mutating func field(_ label: String, text: String) {
    inputs.append(Input(label: label, value: text))
  }

  package mutating func field(_ label: String, digest: Digest) {
    inputs.append(Input(label: label, value: digest.shortDescription))
  }

  package mutating func field(_ label: String, name: String, digest: Digest) {
    inputs.append(Input(label: label, value: "\(name) \(digest.shortDescription)"))
  }

  /// Counts follow from the inputs they count: a person needs none of them.
  package mutating func count(_ label: String, _ count: Int) {}

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
