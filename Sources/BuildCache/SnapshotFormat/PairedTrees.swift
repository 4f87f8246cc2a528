// Two trees of the same shape: of the objects of a snapshot, and of the rows that describe them.

import ObjectStore

/// Two trees under construction, whose files have the same paths.
struct PairedTrees {
  private struct File {
    let name: [UInt8]
    let object: ObjectID
    let row: ObjectID
  }

  private struct Folder {
    var files: [File] = []
    /// By name, as positions in `folders`. A folder comes after the one that contains it.
    var folders: [[UInt8]: Int] = [:]
  }

  private var folders = [Folder()]

  enum Side {
    case objects
    case rows
  }

  /// The folder with these components, which is made if there is none.
  mutating func folder(_ components: some Sequence<[UInt8]>) -> Int {
    var folder = 0
    for name in components {
      if let next = folders[folder].folders[name] {
        folder = next
      } else {
        folders[folder].folders[name] = folders.count
        folder = folders.count
        folders.append(Folder())
      }
    }
    return folder
  }

  mutating func add(_ name: [UInt8], object: ObjectID, row: ObjectID, to folder: Int) {
    folders[folder].files.append(File(name: name, object: object, row: row))
  }

  /// The body of each tree of one side, a tree after those in it; the last is the root.
  ///
  /// - Parameter use: takes a body, and returns its id.
  func build(
    _ side: Side, _ use: ([UInt8]) throws(ObjectError) -> ObjectID
  ) throws(ObjectError) -> ObjectID {
    var ids = [ObjectID](repeating: .zero, count: folders.count)
    for number in folders.indices.reversed() {
      var tree = TreeWriter()
      for file in folders[number].files {
        switch side {
        case .objects: tree.add(file: file.name, file.object)
        case .rows: tree.add(file: file.name, file.row)
        }
      }
      for (name, folder) in folders[number].folders { tree.add(folder: name, ids[folder]) }
      ids[number] = try use(tree.finish())
    }
    return ids[0]
  }
}
