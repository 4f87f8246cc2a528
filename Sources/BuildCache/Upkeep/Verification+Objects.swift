// verify, objects: names against contents, contents against what rows say of them, and what else
// lies in the trees.

import FileIO
import Glibc
import ObjectStore
import SystemPackage

extension Verification {
  /// Checks one tree's objects and everything else in its folder.
  mutating func checkTree(
    _ loose: LooseTree, _ tree: ObjectDatabase.Tree, _ namers: inout ObjectNamers
  ) throws(UpkeepError) {
    try checkTreeFolder(loose, tree)
    for firstByte in UInt8.min...UInt8.max {
      let shard: LooseShard
      do throws(ObjectError) {
        shard = try loose.shard(firstByte)
      } catch {
        fault(tree.rawValue, "\(error)", .none("make the folder readable"))
        continue
      }
      for object in shard.objects { checkObject(object.id, loose, tree, &namers) }
      for stray in shard.strays { checkStray(stray, tree) }
    }
    noteAbsentObjects(loose, namers)
  }

  /// Checks one object and the rows that name it.
  mutating func checkObject(
    _ id: ObjectID, _ loose: LooseTree, _ tree: ObjectDatabase.Tree, _ namers: inout ObjectNamers
  ) {
    let range = namers.range(of: id)
    for number in range { namers.isSeen[number] = true }
    let hex = id.description
    let path = "\(tree.rawValue)/\(hex.prefix(2))/\(hex.dropFirst(2))"
    do throws(ObjectError) {
      guard let object = try loose.read(id) else { return }  // gone since it was listed
      count(objects: 1, bytes: UInt64(object.body.count))
      checkMode(loose.path(of: id), path)
      var checksum: UInt32?
      for number in range {
        let claim = namers.claim(number)
        if claim.checksum != nil, checksum == nil { checksum = Checksum.crc32(object.body) }
        let isRight =
          claim.sizeBytes == UInt64(object.body.count)
          && (claim.checksum == nil || claim.checksum == checksum)
        if !isRight { faultOfRow(number, namers, id) }
      }
    } catch {
      faultOfObject(error, id, loose, path)
    }
  }

  private mutating func faultOfObject(
    _ error: ObjectError, _ id: ObjectID, _ loose: LooseTree, _ path: String
  ) {
    count(objects: 1)
    let problem: String
    switch error {
    case .damaged(_, _, let reason): problem = "object \(id): \(reason)"
    case .file(let refusal): problem = refusal.description
    case .tooLarge: problem = error.description
    }
    // A build may have healed it since: only what is damaged still is moved.
    if mode == .repair, isSound(id, loose) {
      return fault(path, problem, .done("written anew meanwhile"))
    }
    let tree = loose.path.lastComponent?.string ?? ""
    fault(
      path, problem,
      .moveAside(loose.path(of: id), as: "\(tree)-\(id)", then: "the next build makes it anew"))
  }

  private func isSound(_ id: ObjectID, _ loose: LooseTree) -> Bool {
    do throws(ObjectError) {
      return try loose.read(id) != nil
    } catch {
      return false
    }
  }

  /// A row says of a sound object what is not so: the row is wrong.
  private mutating func faultOfRow(_ number: Int, _ namers: ObjectNamers, _ id: ObjectID) {
    let namer = namers.namers[number]
    let problem = "the row of '\(namers.owner(number))' does not fit its object \(id)"
    if namer.project >= 0 {
      faultOfProject(namers.projects[namer.project].folder, problem)
    } else if let index = namers.index {
      fault(
        namers.tree.indexName, problem, .forgetRow(namers.tree, key: index.key(namer.row)))
    }
  }

  /// A project's index is wrong: it goes as a whole, for a build makes it again from the sources.
  mutating func faultOfProject(_ folder: ProjectFolder, _ problem: String) {
    let path = folder.prefix + ProjectFolder.indexName
    fault(
      path, problem,
      .moveAside(folder.index, as: path, then: "the next build reads all sources and makes it anew")
    )
  }

  /// An object's file is read-only, so that nobody changes it by accident.
  private mutating func checkMode(_ file: FilePath, _ path: String) {
    guard let status = try? fileSystem.status(of: file, followingLinks: false),
      status.permissions & 0o222 != 0
    else { return }  // gone or unreadable by now: then its mode matters to nobody
    let problem = "its mode is \(String(status.permissions, radix: 8)), not 444"
    guard mode == .repair else { return note(path, problem, "'mini verify --repair' sets it") }
    do {
      guard let fd = try fileSystem.openIfPresent(file, flags: O_RDONLY | O_NONBLOCK) else {
        return
      }
      defer { try? fileSystem.close(fd) }  // nothing was written
      try fileSystem.setPermissions(fd, 0o444)
      note(path, problem, "set to 444")
    } catch {
      note(path, problem, "it could not be set: \(error)")
    }
  }

  // MARK: What else lies there

  private mutating func checkStray(_ stray: LooseStray, _ tree: ObjectDatabase.Tree) {
    let components = stray.path.components.suffix(2).map(\.string).joined(separator: "/")
    let path = "\(tree.rawValue)/\(components)"
    if stray.isTemporary {
      note(path, "a writer's temporary file", "'mini gc' removes it when it is old")
    } else if stray.path.lastComponent?.string.utf8.count == ObjectID.hexLength - 2 {
      fault(
        path, "named like an object, but not a file of one",
        .moveAside(stray.path, as: path, then: "the next build makes the object anew"))
    } else {
      fault(
        path, "not an object", .moveAside(stray.path, as: path, then: "nothing needs it"))
    }
  }

  /// Checks the names in a tree's own folder.
  private mutating func checkTreeFolder(
    _ loose: LooseTree, _ tree: ObjectDatabase.Tree
  ) throws(UpkeepError) {
    let entries = try UpkeepError.ofFile { () throws(FileError) in
      try fileSystem.entries(of: loose.path) ?? []
    }
    for entry in entries {
      let path = "\(tree.rawValue)/\(entry.name)"
      let file = loose.path.appending(FilePath.Component(bytes: entry.nameBytes))
      let isShard =
        entry.nameBytes.count == 2
        && entry.nameBytes.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
      if isShard {
        if entry.kind == .directory { continue }
        fault(
          path, "not a folder, where objects belong",
          .moveAside(file, as: path, then: "the next build makes the folder"))
      } else if entry.name != "pack", entry.name != "info" {
        note(path, "no part of a tree", "nothing needs it")
      }
    }
  }

  /// A row whose object is absent is a miss.
  private mutating func noteAbsentObjects(_ loose: LooseTree, _ namers: ObjectNamers) {
    var absent = 0
    for (number, namer) in namers.namers.enumerated() where !namers.isSeen[number] {
      if !loose.contains(namer.id) { absent += 1 }
    }
    guard absent > 0 else { return }
    note(
      namers.tree.rawValue,
      "\(absent) row\(absent == 1 ? " names an object that is" : "s name objects that are") absent",
      "builds make them anew when they need them")
  }
}
