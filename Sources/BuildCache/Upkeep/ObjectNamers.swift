// Which rows of the indexes name an object, and what they say of it.

import FileIO
import ObjectStore

/// All that names the objects of one tree: the rows of its index and, for files, those of projects.
struct ObjectNamers {
  /// One row that names an object.
  struct Namer {
    /// The project, as a place among ``ObjectNamers/projects``; -1: the tree's own index.
    let project: Int
    let row: Int
    let id: ObjectID
  }

  let tree: ObjectDatabase.Tree
  /// `nil` if there is none that can be used.
  let index: KeyedIndex?
  private(set) var projects: [LoadedProject] = []
  /// In the order of the ids.
  private(set) var namers: [Namer] = []
  /// Of each namer, whether its object was seen.
  var isSeen: [Bool] = []

  init(_ tree: ObjectDatabase.Tree, _ index: KeyedIndex?) {
    self.tree = tree
    self.index = index
    for row in 0..<(index?.count ?? 0) {
      guard let index else { break }
      namers.append(Namer(project: -1, row: row, id: index.irID(row)))
    }
    sort()
  }

  mutating func add(_ added: [LoadedProject]) {
    for (number, project) in added.enumerated() {
      for row in 0..<project.index.count {
        namers.append(
          Namer(project: projects.count + number, row: row, id: project.index.irID(row)))
      }
    }
    projects += added
    sort()
  }

  private mutating func sort() {
    namers.sort { ($0.id, $0.project, $0.row) < ($1.id, $1.project, $1.row) }
    isSeen = Array(repeating: false, count: namers.count)
  }

  /// Those that name this object. Cost: a binary search.
  func range(of id: ObjectID) -> Range<Int> {
    var low = 0
    var high = namers.count
    while low < high {
      let middle = low + (high - low) / 2
      if namers[middle].id < id { low = middle + 1 } else { high = middle }
    }
    let start = low
    while low < namers.count, namers[low].id == id { low += 1 }
    return start..<low
  }

  /// What a row says of its object: its size, and its CRC-32 where it is recorded.
  func claim(_ number: Int) -> (sizeBytes: UInt64, checksum: UInt32?) {
    let namer = namers[number]
    if namer.project >= 0 {
      let section = projects[namer.project].index.section(namer.row)
      return (section.length, section.checksum)
    }
    guard let index else { return (0, nil) }
    let size = index.entries.uint64(namer.row, EntryField.irSize)
    // Rows of functions record none.
    let checksum = tree == .zir ? index.entries.uint32(namer.row, EntryField.irChecksum) : nil
    return (size, checksum)
  }

  /// `path` or `path:function`.
  func owner(_ number: Int) -> String {
    let namer = namers[number]
    if namer.project >= 0 { return projects[namer.project].index.path(namer.row) }
    return index?.owner(namer.row) ?? ""
  }
}

/// A project whose index could be loaded.
struct LoadedProject {
  let folder: ProjectFolder
  let index: FileHashCache
}

extension KeyedIndex {
  /// What an entry was compiled from: `path`, or `path:function`.
  func owner(_ row: Int) -> String {
    let name = heap.bytes.array(nameRange(nameRow(row)))
    return String(decoding: name.map { $0 == 0 ? UInt8(ascii: ":") : $0 }, as: UTF8.self)
  }
}
