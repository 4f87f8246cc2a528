// A disk as a value: its files and folders, and the changes that produce it.

package import FileIO
import SystemPackage

/// A disk's files and folders. A value: a copy is the disk at one moment.
package struct MemoryDisk: Sendable {
  /// Identifies a file or folder forever, unlike an inode number.
  package struct NodeID: Hashable, Comparable, Sendable {
    let number: UInt64

    package static func < (left: NodeID, right: NodeID) -> Bool { left.number < right.number }
  }

  struct Node: Sendable {
    var kind: FileKind
    var bytes: [UInt8] = []
    var entries: [String: NodeID] = [:]
    var permissions: UInt16
    var mtime: Int64
    var ctime: Int64
  }

  /// A name in a folder.
  package struct Place: Hashable, Sendable {
    let folder: NodeID
    let name: String
  }

  /// The change that a call made.
  package enum Change: Sendable {
    case make(NodeID, FileKind, permissions: UInt16, at: Place)
    case write(NodeID, offset: Int, [UInt8])
    case resize(NodeID, sizeBytes: Int)
    case rename(NodeID, from: Place, to: Place)
    case link(NodeID, at: Place)
    case remove(NodeID, at: Place)
    case setPermissions(NodeID, UInt16)
    case setTime(NodeID, Int64)
    /// From here on, the file's bytes, or the folder's names, are on the disk.
    case sync(NodeID)
    /// From here on, everything is on the disk.
    case syncAll
  }

  static let root = NodeID(number: 1)
  private(set) var nodes: [NodeID: Node]
  private var lastNumber: UInt64 = 1

  package init() {
    nodes = [
      Self.root: Node(kind: .directory, permissions: 0o755, mtime: 0, ctime: 0)
    ]
  }

  subscript(_ id: NodeID) -> Node {
    get {
      guard let node = nodes[id] else { preconditionFailure("no node is ever forgotten") }
      return node
    }
    // In place: a set value would be a copy of a file's bytes, or of a folder's names.
    _modify {
      guard let index = nodes.index(forKey: id) else {
        preconditionFailure("no node is ever forgotten")
      }
      yield &nodes.values[index]
    }
  }

  /// An id that no change has used yet.
  mutating func nextID() -> NodeID {
    lastNumber += 1
    return NodeID(number: lastNumber)
  }

  // MARK: Changing

  /// Makes a change at a given time.
  mutating func apply(_ change: Change, now: Int64) {
    bear(change, now: now)
    applyNames(change, now: now)
    applyBytes(change, now: now)
  }

  /// Creates the node that a change is the first to name; no folder contains it yet.
  mutating func bear(_ change: Change, now: Int64) {
    guard case .make(let id, let kind, let permissions, _) = change else { return }
    nodes[id] = Node(kind: kind, permissions: permissions, mtime: now, ctime: now)
    lastNumber = max(lastNumber, id.number)
  }

  /// Changes the names in folders.
  mutating func applyNames(_ change: Change, now: Int64) {
    switch change {
    case .make(let id, _, _, let place), .link(let id, let place):
      set(place, to: id, now)
    case .rename(let id, let old, let new):
      if self[old.folder].entries[old.name] == id { set(old, to: nil, now) }
      set(new, to: id, now)
      self[id].ctime = now
    case .remove(let id, let place):
      if self[place.folder].entries[place.name] == id { set(place, to: nil, now) }
    case .write, .resize, .setPermissions, .setTime, .sync, .syncAll: break
    }
  }

  private mutating func set(_ place: Place, to id: NodeID?, _ now: Int64) {
    self[place.folder].entries[place.name] = id
    self[place.folder].mtime = now
    self[place.folder].ctime = now
  }

  /// Changes a file's content, mode or times.
  mutating func applyBytes(_ change: Change, now: Int64) {
    switch change {
    case .write(let id, let offset, let bytes):
      let end = offset + bytes.count
      resize(id, atLeast: end)
      self[id].bytes.replaceSubrange(offset..<end, with: bytes)
      touch(id, now)
    case .resize(let id, let size):
      resize(id, atLeast: size)
      self[id].bytes.removeLast(self[id].bytes.count - size)
      touch(id, now)
    case .setPermissions(let id, let permissions):
      self[id].permissions = permissions
      self[id].ctime = now
    case .setTime(let id, let time):
      self[id].mtime = time
      self[id].ctime = now
    case .make, .rename, .link, .remove, .sync, .syncAll: break
    }
  }

  private mutating func touch(_ id: NodeID, _ now: Int64) {
    self[id].mtime = now
    self[id].ctime = now
  }

  private mutating func resize(_ id: NodeID, atLeast size: Int) {
    let count = self[id].bytes.count
    if count < size { self[id].bytes += [UInt8](repeating: 0, count: size - count) }
  }

  // MARK: Queries

  /// Resolves a path to the folder and name of its last component, and the node with that name.
  func resolve(_ path: String, from start: NodeID) throws(Errno) -> (place: Place, node: NodeID?) {
    guard !path.isEmpty else { throw .noSuchFileOrDirectory }
    let components = path.split(separator: "/")
    let needsTrail = !path.hasPrefix("/") && components.contains("..")
    var trail = path.hasPrefix("/") ? [Self.root] : needsTrail ? trail(to: start) : [start]
    var place = Place(folder: Self.root, name: ".")
    var node: NodeID? = trail[trail.count - 1]
    for component in components where component != "." {
      guard let folder = node else { throw .noSuchFileOrDirectory }
      guard self[folder].kind == .directory else { throw .notDirectory }
      if component == ".." {
        if trail.count > 1 { trail.removeLast() }
        node = trail[trail.count - 1]
        continue
      }
      place = Place(folder: folder, name: String(component))
      node = self[folder].entries[place.name]
      if let node { trail.append(node) }
    }
    return (place, node)
  }

  /// The folders from the root to this one.
  func trail(to folder: NodeID) -> [NodeID] {
    var trail = [folder]
    while let first = trail.first, first != Self.root,
      let parent = nodes.first(where: { $0.value.entries.values.contains(first) })
    {
      trail.insert(parent.key, at: 0)
    }
    return trail
  }

  /// A name's status; nil if nothing has the name.
  package func status(_ path: String) -> FileStatus? {
    // A path through a file does not exist.
    (try? resolve(path, from: Self.root).node).map { status(of: $0) }
  }

  func status(of id: NodeID) -> FileStatus {
    let node = self[id]
    let size = UInt64(node.bytes.count)
    return FileStatus(
      kind: node.kind, sizeBytes: size, allocatedBytes: (size + 4095) / 4096 * 4096,
      mtimeNanoseconds: node.mtime, ctimeNanoseconds: node.ctime, inode: id.number, device: 1,
      permissions: node.permissions, ownerID: Self.ownerID)
  }

  /// The owner of everything.
  static let ownerID: UInt32 = 1000

  /// All files below a folder, by their paths relative to it.
  package func files(below path: String) -> [String: [UInt8]] {
    guard let top = try? resolve(path, from: Self.root).node else { return [:] }  // absent
    var files: [String: [UInt8]] = [:]
    var pending = [("", top)]
    while let (prefix, folder) = pending.popLast() {
      for (name, id) in self[folder].entries {
        let node = self[id]
        if node.kind == .directory {
          pending.append((prefix + name + "/", id))
        } else {
          files[prefix + name] = node.bytes
        }
      }
    }
    return files
  }

  /// All folders below a folder, by their paths relative to it.
  package func folders(below path: String) -> [String] {
    guard let top = try? resolve(path, from: Self.root).node else { return [] }  // absent
    var folders: [String] = []
    var pending = [("", top)]
    while let (prefix, folder) = pending.popLast() {
      for (name, id) in self[folder].entries where self[id].kind == .directory {
        folders.append(prefix + name)
        pending.append((prefix + name + "/", id))
      }
    }
    return folders.sorted()
  }
}
