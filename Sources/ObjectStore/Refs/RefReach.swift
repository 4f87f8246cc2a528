// Everything that refs reach.

/// The objects that a cache's refs reach, through commits, trees and tags.
package struct RefReach: Sendable {
  /// An object that a ref reaches and that cannot be followed.
  package struct Gap: Hashable, Sendable {
    /// The first ref that leads there.
    package let ref: String
    package let id: ObjectID
    /// For a reader: absent, damaged, or no such object as its type says.
    package let problem: String
  }

  package private(set) var ids: Set<ObjectID> = []
  /// In the order of the refs.
  package private(set) var gaps: [Gap] = []

  /// Follows the refs. Cost: each object that is reached is read once; blobs are looked up.
  package init(_ refs: [GitRef], in database: ObjectDatabase) {
    for ref in refs { follow(ref, database) }
  }

  private mutating func follow(_ ref: GitRef, _ database: ObjectDatabase) {
    // No recursion: a history is as long as it likes.
    var pending = [ref.id]
    while let id = pending.popLast() {
      guard ids.insert(id).inserted else { continue }
      do throws(ObjectError) {
        guard let header = try database.header(of: id) else {
          gaps.append(Gap(ref: ref.name, id: id, problem: "absent"))
          continue
        }
        // What a blob holds is nobody's business here.
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
