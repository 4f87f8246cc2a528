// Follows refs to all reachable objects.

/// The objects that a cache's refs reach, through commits, trees and tags.
package struct RefReach: Sendable {
  /// A reachable object that cannot be followed.
  package struct Gap: Hashable, Sendable {
    /// The first ref that leads to it.
    package let ref: String
    package let id: ObjectID
    /// For a message: absent, damaged, or content that does not match its type.
    package let problem: String
  }

  package private(set) var ids: Set<ObjectID> = []
  /// In the order of the refs.
  package private(set) var gaps: [Gap] = []

  /// Follows the refs. Cost: reads each reachable object once, and only the header of a blob.
  package init(_ refs: [GitRef], in database: ObjectDatabase) {
    for ref in refs { follow(ref, database) }
  }

  private mutating func follow(_ ref: GitRef, _ database: ObjectDatabase) {
    // Not recursive, because a history can have any length.
    var pending = [ref.id]
    while let id = pending.popLast() {
      guard ids.insert(id).inserted else { continue }
      do throws(ObjectError) {
        guard let header = try database.header(of: id) else {
          gaps.append(Gap(ref: ref.name, id: id, problem: "absent"))
          continue
        }
        // A blob refers to nothing.
        if header.type == .blob { continue }
        guard let links = try database.read(id)?.links else {
          gaps.append(Gap(ref: ref.name, id: id, problem: "not a \(header.type) that can be read"))
          continue
        }
        pending += links.reversed()
      } catch {
        gaps.append(Gap(ref: ref.name, id: id, problem: "\(error)"))
      }
    }
  }
}
