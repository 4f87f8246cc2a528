// Objects that are written together: few become loose files, many one pack.

import SystemPackage

/// An object on its way into a tree: prepared by any thread, added by one.
package struct PreparedObject: Sendable {
  enum Form: Sendable {
    /// The tree has a sound copy.
    case present
    case body(ObjectType, [UInt8])
    case entry(PackEntry)
  }

  package let id: ObjectID
  /// What was wrong with the copy that this one replaces; nil where there was none.
  package let healed: Damage?
  let form: Form

  /// Whether the tree has a sound copy already: adding it does nothing.
  package var isPresent: Bool { if case .present = form { true } else { false } }
}

/// The new objects of one tree, gathered until ``commit()``: Git calls this an object-database
/// transaction.
///
/// Few objects become loose files; from ``ObjectDatabase/packedObjectsMin`` on all of them go into
/// one pack, or into several where they are very many. Which it is, and the order within the
/// pack, depend on what is added and in which order, never on how it was prepared. One that is
/// dropped leaves nothing but packs that had become full.
package struct ObjectTransaction: ~Copyable {
  private let database: ObjectDatabase
  private let tree: ObjectDatabase.Tree
  /// As long as they are few.
  private var held: [PreparedObject] = []
  /// Once they are many.
  private var writer: PackWriter?

  init(_ database: ObjectDatabase, in tree: ObjectDatabase.Tree) {
    self.database = database
    self.tree = tree
    writer = nil
  }

  /// Takes an object.
  ///
  /// - Throws: where a pack became full and could not be written; see ``PackWriter/add(_:_:)``.
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
    switch object.form {
    case .present: return
    case .body(let type, let body):
      let entry = try database.encoder.entry(object.id, type, body)
      try writer?.add(entry)
    case .entry(let entry): try writer?.add(entry)
    }
  }

  /// Writes what was gathered.
  ///
  /// - Returns: bytes written. After a failure some objects may be there and others not.
  package consuming func commit() throws(ObjectError) -> UInt64 {
    if let writer = writer.take() {
      return try writer.commit().reduce(0) { $0 + UInt64($1.bytesWritten) }
    }
    var bytes: UInt64 = 0
    var refused: (objects: [PreparedObject], error: ObjectError)?
    // They are so few that each can be held against those before it.
    for (place, object) in held.enumerated()
    where !held[..<place].contains(where: { $0.id == object.id }) {
      do throws(ObjectError) {
        bytes += try write(object)
      } catch {
        guard Self.isOfShardAlone(error) else { throw error }
        refused = ((refused?.objects ?? []) + [object], refused?.error ?? error)
      }
    }
    if let refused { bytes += try writePack(refused.objects, instead: refused.error) }
    return bytes
  }

  /// Whether what keeps an object out of its shard's folder may not keep it out of a pack.
  private static func isOfShardAlone(_ error: ObjectError) -> Bool {
    guard case .file(let problem) = error else { return false }
    return switch Errno(rawValue: problem.errorNumber) {
    case .permissionDenied, .notPermitted, .notDirectory, .tooManySymbolicLinkLevels: true
    default: false
    }
  }

  /// Writes objects into a pack whose shards take none.
  private func writePack(
    _ objects: [PreparedObject], instead refusal: ObjectError
  ) throws(ObjectError) -> UInt64 {
    do throws(ObjectError) {
      var writer = database.beginPack(in: tree)
      for object in objects {
        switch object.form {
        case .present: continue
        case .body(let type, let body):
          try writer.add(database.encoder.entry(object.id, type, body))
        case .entry(let entry): try writer.add(entry)
        }
      }
      return try writer.commit().reduce(0) { $0 + UInt64($1.bytesWritten) }
    } catch {
      throw refusal  // it was the first, and of the same cause
    }
  }

  /// Writes one of few objects; one that was deflated for a pack becomes a pack.
  private func write(_ object: PreparedObject) throws(ObjectError) -> UInt64 {
    switch object.form {
    case .present: return 0
    case .body(let type, let body):
      return UInt64(try database.loose(tree).put(object.id, type, body, healed: nil).bytesWritten)
    case .entry(let entry):
      var writer = database.beginPack(in: tree)
      try writer.add(entry)
      return try writer.commit().reduce(0) { $0 + UInt64($1.bytesWritten) }
    }
  }
}

extension ObjectDatabase {
  /// The form in which an object is prepared: whatever it is, ``ObjectTransaction`` can use it.
  package enum PreparedForm: Sendable {
    /// As it is: right for one of few objects.
    case asIs
    /// Deflated already: right for one of many.
    case deflated
  }

  /// When it is looked whether an object is there already.
  package enum PreparedLook: Sendable {
    /// For this one.
    case now
    /// For all once: right for one of many, and where there was nothing to begin with.
    case once
  }

  /// Begins a transaction.
  package func beginTransaction(in tree: Tree) -> ObjectTransaction {
    ObjectTransaction(self, in: tree)
  }

  /// Makes an object ready to be added to a transaction. A damaged loose copy is moved to the
  /// cache's quarantine. Many threads may do this at once.
  ///
  /// Where it is looked once, an object that is absent costs no system call: what other processes have
  /// written since then is not looked for. An object that is there twice is as good as
  /// one, and what is there stays while the caller holds the cache's lock.
  package func prepare(
    _ type: ObjectType, _ body: [UInt8], in tree: Tree, form: PreparedForm,
    look: PreparedLook = .now
  ) throws(ObjectError) -> PreparedObject {
    let id = try loose(tree).identify(type, body)
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
