// The result of a read for a caller that can continue without the object.

/// The result of reading all copies of an object.
package enum ReadOutcome: Sendable {
  /// A sound copy. If a loose copy was damaged, it is moved aside, and `healed` is its damage.
  case found(StoredObject, healed: Damage?)
  case absent
  /// Every copy is damaged. A packed one stays unusable until a loose copy is written or the pack is
  /// healed.
  case damaged(Damage)
  /// The file system reported an error.
  case unreadable(String)
}
