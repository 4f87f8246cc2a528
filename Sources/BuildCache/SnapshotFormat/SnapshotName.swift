// The names of snapshots and pins, and their refs.

import ObjectStore

/// The name of a snapshot, or of a pin: what `mini` calls it, and its ref.
package struct SnapshotName: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// Where a snapshot comes from.
  package enum Origin: String, Hashable, Sendable, CaseIterable {
    case own = "refs/mini/snapshots/"
    case fetched = "refs/mini/fetched/"
    /// An object of any kind that `mini pin` keeps.
    case pinned = "refs/mini/pins/"
  }

  package let origin: Origin
  /// Without the origin.
  package let name: String

  private static let fetchedPrefix = "fetched/"
  private static let lengthMax = 1024

  /// A name as a user writes it; `nil` if Git would refuse its ref.
  package init?(_ text: String) {
    let isFetched = text.hasPrefix(Self.fetchedPrefix)
    self.init(
      isFetched ? .fetched : .own,
      isFetched ? String(text.dropFirst(Self.fetchedPrefix.count)) : text)
  }

  /// - Returns: `nil` if Git would refuse its ref, or a user could not write the name.
  package init?(_ origin: Origin, _ name: String) {
    guard name.utf8.count <= Self.lengthMax, !name.hasPrefix(Self.fetchedPrefix),
      !name.hasPrefix("-"), GitRefs.isName((origin.rawValue + name)[...])
    else { return nil }
    self.origin = origin
    self.name = name
  }

  /// The snapshot or pin that a ref names; `nil` if the ref is another one.
  package init?(ref: String) {
    guard let origin = Origin.allCases.first(where: { ref.hasPrefix($0.rawValue) }) else {
      return nil
    }
    self.init(origin, String(ref.dropFirst(origin.rawValue.count)))
  }

  package var ref: String { origin.rawValue + name }
  package var description: String {
    origin == .fetched ? Self.fetchedPrefix + name : name
  }

  /// For messages: `snapshot 'main'`.
  var noun: String { (origin == .pinned ? "pin" : "snapshot") + " '\(self)'" }

  package static func < (left: Self, right: Self) -> Bool { left.description < right.description }
}
