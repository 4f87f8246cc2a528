// The suffixes `^{type}` of object names, which lead to the target of a tag or commit.

import ObjectStore

/// One `^{…}` after a name.
///
/// - SeeAlso: gitrevisions(7), "<rev>^{<type>}"
enum ObjectPeeling: Equatable {
  /// `^{object}`: the object itself, if it exists.
  case object
  /// `^{}`: follows tags to the first object that is not a tag.
  case untagged
  /// `^{commit}` and the like: follows tags to their objects, and a commit to its tree.
  case type(ObjectType)

  private init?(_ word: Substring) {
    switch word {
    case "": self = .untagged
    case "object": self = .object
    default:
      guard let type = ObjectType(rawValue: String(word)) else { return nil }
      self = .type(type)
    }
  }

  /// Splits a name and its suffixes, in the order in which they apply; `nil` if a suffix is
  /// unknown.
  static func split(_ name: String) -> (name: String, peelings: [ObjectPeeling])? {
    var rest = name[...]
    var peelings: [ObjectPeeling] = []
    while rest.hasSuffix("}"), let start = rest.lastIndex(of: "^"),
      case let word = rest[rest.index(after: start)...], word.hasPrefix("{")
    {
      guard let peeling = ObjectPeeling(word.dropFirst().dropLast()) else { return nil }
      peelings.insert(peeling, at: 0)
      rest = rest[..<start]
    }
    return (String(rest), peelings)
  }

  /// The target of an object; `nil` if it is absent or has no target of this kind.
  func peel(_ first: ObjectID, _ objects: ObjectDatabase) throws(ObjectError) -> ObjectID? {
    var id = first
    for _ in 0..<Self.depthMax {
      guard let header = try objects.header(of: id) else { return nil }
      switch self {
      case .object: return id
      case .type(header.type): return id
      case .untagged where header.type != .tag: return id
      case .untagged, .type: break
      }
      guard header.type == .tag || header.type == .commit,
        let target = try objects.read(id).flatMap(Self.target)
      else { return nil }
      id = target
    }
    return nil
  }

  /// Limits chains of tags. Real chains are much shorter.
  private static let depthMax = 1000

  /// The object named in the first line of a tag or commit.
  private static func target(of object: StoredObject) -> ObjectID? {
    guard let end = object.body.firstIndex(of: 0x0A),
      let space = object.body[..<end].firstIndex(of: 0x20)
    else { return nil }
    return ObjectID(hex: String(decoding: object.body[(space + 1)..<end], as: UTF8.self))
  }
}
