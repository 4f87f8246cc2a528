// Writes objects together: a few as loose files, many as a pack.

import SystemPackage

/// An object to be added to a tree. Any thread prepares it; one thread adds it.
package struct PreparedObject: Sendable {
  enum Form: Sendable {
    /// The tree has a sound copy.
    case present
    case body(ObjectType, [UInt8])
    case entry(PackEntry)
  }

  package let id: ObjectID
  /// The damage of the copy that this one replaces; nil if there was none.
  package let healed: Damage?
  let form: Form

  /// Whether the tree already has a sound copy, so that adding does nothing.
  package var isPresent: Bool { if case .present = form { true } else { false } }
}

/// The new objects of one tree, collected until ``commit()``. Git calls this an object-database
/// transaction.
///
/// A few objects become loose files, or one pack if they were deflated. From ``ObjectDatabase/packedObjectsMin`` on, all become one
/// pack, or several if they exceed a pack's size. The form and the order within a pack depend only
/// on the objects and the order of ``add(_:)``, never on their preparation. Dropping a transaction
/// writes nothing more; packs that were full are already written.
package struct ObjectTransaction: ~Copyable {
  private let database: ObjectDatabase
  private let tree: ObjectDatabase.Tree
  /// The objects while they are few.
  private var held: [PreparedObject] = []
  /// The pack once they are many.
  private var writer: PackWriter?

  init(_ database: ObjectDatabase, in tree: ObjectDatabase.Tree) {
    self.database = database
    self.tree = tree
    writer = nil
  }

  /// Adds an object.
  ///
  /// - Throws: if a full pack could not be written; see ``PackWriter/add(_:_:)``.
  package mutating func add(_ object: PreparedObject) throws(ObjectError) {
    guard !object.isPresent else { return }
    if writer != nil { return try pack(object) }
    held.append(object)
    guard held.count >= ObjectDatabase.packedObjectsMin else { return }
    writer = database.beginPack(in: tree)
    let first = held
    held = []
    for object in first { try pack(object) }
  }

  private mutating func pack(_ object: PreparedObject) throws(ObjectError) {
    if let entry = try entry(of: object) { try writer?.add(entry) }
  }

  /// An object as a pack stores it; nil if the tree has it.
  private func entry(of object: PreparedObject) throws(ObjectError) -> PackEntry? {
    switch object.form {
    case .present: nil
    case .body(let type, let body): try database.encoder.entry(object.id, type, body)
    case .entry(let entry): entry
    }
  }

  /// Writes the collected objects.
  ///
  /// - Returns: the number of bytes written.
  /// - Throws: after an error, some objects can be written and others not.
  package consuming func commit() throws(ObjectError) -> UInt64 {
    if let writer = writer.take() {
      return try writer.commit().reduce(0) { $0 + UInt64($1.bytesWritten) }
    }
    var bytes: UInt64 = 0
    var deflated: [PreparedObject] = []
    var refused: (objects: [PreparedObject], error: ObjectError)?
    let loose = database.loose(tree)
    // Few enough to compare each with all before it.
    for (number, object) in held.enumerated()
    where !held[..<number].contains(where: { $0.id == object.id }) {
      switch object.form {
      case .present: break
      case .entry: deflated.append(object)
      case .body(let type, let body):
        do throws(ObjectError) {
          bytes += UInt64(try loose.put(object.id, type, body, unlessSound: .absent).bytesWritten)
        } catch {
          guard Self.isOfShardAlone(error) else { throw error }
          refused = ((refused?.objects ?? []) + [object], refused?.error ?? error)
        }
      }
    }
    if !deflated.isEmpty { bytes += try writePack(deflated) }
    if let refused {
      do throws(ObjectError) {
        bytes += try writePack(refused.objects)
      } catch {
        throw refused.error  // it was the first one, and has the same cause
      }
    }
    return bytes
  }

  /// Whether the error affects only the shard's folder, so that a pack may still be possible.
  private static func isOfShardAlone(_ error: ObjectError) -> Bool {
    guard case .file(let problem) = error else { return false }
    return switch Errno(rawValue: problem.errorNumber) {
    case .permissionDenied, .notPermitted, .notDirectory, .tooManySymbolicLinkLevels: true
    default: false
    }
  }

  /// Writes a few objects into a pack: those that were deflated for one, and those whose shards cannot be
  /// written to.
  private func writePack(_ objects: [PreparedObject]) throws(ObjectError) -> UInt64 {
    var writer = database.beginPack(in: tree)
    for object in objects {
      if let entry = try entry(of: object) { try writer.add(entry) }
    }
    return try writer.commit().reduce(0) { $0 + UInt64($1.bytesWritten) }
  }
}

extension ObjectDatabase {
  /// The form in which an object is prepared. ``ObjectTransaction`` accepts both.
  package enum PreparedForm: Sendable {
    /// Not deflated: faster for one of a few objects.
    case asIs
    /// Already deflated: faster for one of many.
    case deflated
  }

  /// How to check whether an object exists already.
  package enum PreparedLook: Sendable {
    /// Looks up this object now.
    case now
    /// Uses one listing for all objects: faster for one of many, and in a new cache.
    case once
  }

  package func beginTransaction(in tree: Tree) -> ObjectTransaction {
    ObjectTransaction(self, in: tree)
  }

  /// Prepares an object for a transaction. Moves a damaged loose copy to the quarantine.
  /// Many threads can do this at once.
  ///
  /// With ``PreparedLook/once``, an absent object costs no system call, but objects that other
  /// processes have written since are not found. Storing such an object twice is harmless. Existing
  /// objects stay while the caller holds a lock.
  package func prepare(
    _ type: ObjectType, _ body: [UInt8], in tree: Tree, form: PreparedForm,
    look: PreparedLook = .now
  ) throws(ObjectError) -> PreparedObject {
    let id = try ObjectID(checking: type, body)
    var healed: Damage?
    let isKnown = look == .now ? contains(id, in: tree) : didContain(id, in: tree)
    if isKnown {
      switch readOrQuarantine(id, in: tree) {
      case .found(_, let moved): return PreparedObject(id: id, healed: moved, form: .present)
      case .damaged(let reason): healed = reason
      case .absent, .unreadable: break
      }
    }
    switch form {
    case .asIs: return PreparedObject(id: id, healed: healed, form: .body(type, body))
    case .deflated:
      let entry = try encoder.entry(id, type, body)
      return PreparedObject(id: id, healed: healed, form: .entry(entry))
    }
  }
}
