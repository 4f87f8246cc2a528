// verify, objects: ids against contents, rows against contents, and other files in the trees.

import FileIO
import Glibc
import ObjectStore
import SystemPackage

extension Verification {
  /// Checks one tree's objects and everything else in its folder.
  mutating func checkTree(
    _ sources: TreeSources, _ namers: inout RowsByObject
  ) throws(MaintenanceError) {
    let tree = sources.tree
    if start <= .loose(tree, shard: 0) { try checkTreeFolder(sources.loose, tree) }
    for firstByte in UInt8.min...UInt8.max where turn(.loose(tree, shard: firstByte)) {
      checkShard(firstByte, sources, &namers)
    }
    if stop == nil, start < .rows(tree) { try checkPacks(sources, &namers) }
    if turn(.rows(tree)) { noteAbsentObjects(sources, namers) }
  }

  private mutating func checkShard(
    _ firstByte: UInt8, _ sources: TreeSources, _ namers: inout RowsByObject
  ) {
    let tree = sources.tree
    progress(sources.looseStage, Int(firstByte), of: 256)
    guard sources.shards.mayHave(firstByte, in: sources.loose) else { return }
    let shard: LooseShard
    do throws(ObjectError) {
      shard = try sources.loose.shard(firstByte)
    } catch {
      return fault(tree.name, "\(error)", Repair.readable)
    }
    for object in shard.objects { checkObject(object.id, sources, &namers) }
    for stray in shard.strays { checkStray(stray, tree) }
  }

  /// Checks one loose object and the rows that name it.
  mutating func checkObject(
    _ id: ObjectID, _ sources: TreeSources, _ namers: inout RowsByObject
  ) {
    let hex = id.description
    let path = "\(sources.tree.name)/\(hex.prefix(2))/\(hex.dropFirst(2))"
    do throws(ObjectError) {
      guard let object = try sources.loose.read(id) else { return }  // gone since it was listed
      count(objects: 1, bytes: UInt64(object.body.count))
      checkMode(sources.loose.path(of: id), path)
      checkRows(of: id, BodyDigest(object.body), &namers)
    } catch {
      faultOfObject(error, id, sources, path)
    }
  }

  /// Compares the rows that name a sound object with it.
  mutating func checkRows(
    of id: ObjectID, _ body: BodyDigest, _ namers: inout RowsByObject
  ) {
    for number in namers.see(id, body: body) { faultOfRow(number, namers, id) }
  }

  private mutating func faultOfObject(
    _ error: ObjectError, _ id: ObjectID, _ sources: TreeSources, _ path: String
  ) {
    count(objects: 1)
    let problem: String
    switch error {
    case .damaged(_, _, let reason): problem = "object \(id): \(reason)"
    case .file(let refusal):
      problem = refusal.description
      // Nothing is known about its content, so there is no fault in it.
      if Errno(rawValue: refusal.errorNumber).meansRefused {
        return fault(path, problem, Repair.readable)
      }
    case .tooLarge: problem = error.description
    }
    // A build may have written it again since. It is moved only if it is still damaged.
    if mode == .repair, sources.isSoundLoose(id) {
      return fault(path, problem, .done("a build has rewritten it in the meantime"))
    }
    let isPacked = sources.isSoundPacked(id)
    fault(
      path, problem,
      .moveAside(
        sources.loose.path(of: id), as: "\(sources.tree.name)-\(id)",
        then: isPacked ? "a pack has a sound copy" : "builds rebuild it when they need it"))
  }

  /// Reports a row that contradicts a sound object. The row is wrong.
  private mutating func faultOfRow(_ number: Int, _ namers: RowsByObject, _ id: ObjectID) {
    let problem = "the row of '\(namers.owner(number))' does not match its object \(id)"
    switch namers.origin(number) {
    case .project(let project, _): faultOfProject(project.folder, problem)
    case .unit: faultOfUnitIndex(problem)
    case .layer(let index, let row):
      fault(namers.tree.indexName, problem, .forgetRow(namers.tree, key: index.key(row)))
    }
  }

  /// Reports that a project's index is wrong. It is moved as a whole, because a build makes it
  /// again from the sources.
  mutating func faultOfProject(_ folder: ProjectFolder, _ problem: String) {
    let path = folder.prefix + CacheName.fileHashes
    fault(
      path, problem,
      .moveAside(folder.index, as: path, then: "the next build reads all sources and rebuilds it")
    )
  }

  /// Checks that an object's file is read-only, so that no user changes it by accident.
  private mutating func checkMode(_ file: FilePath, _ path: String) {
    guard let status = try? fileSystem.status(of: file, followingLinks: false),
      status.permissions & 0o222 != 0
    else { return }  // gone or unreadable: the mode does not matter
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

  // MARK: Other files

  private mutating func checkStray(_ stray: LooseStray, _ tree: ObjectDatabase.Tree) {
    let components = stray.path.components.suffix(2).map(\.string).joined(separator: "/")
    let path = "\(tree.name)/\(components)"
    if stray.isTemporary {
      note(path, "a writer's temporary file", "'mini gc' removes it when it is old")
    } else if stray.path.lastComponent?.string.utf8.count == ObjectID.hexLength - 2 {
      fault(
        path, "named like an object, but not a regular file",
        .moveAside(stray.path, as: path, then: "the next build rebuilds the object"))
    } else {
      fault(
        path, "not an object", .moveAside(stray.path, as: path, then: "nothing needs it"))
    }
  }

  /// Checks the names in a tree's own folder.
  private mutating func checkTreeFolder(
    _ loose: LooseTree, _ tree: ObjectDatabase.Tree
  ) throws(MaintenanceError) {
    let entries = try MaintenanceError.ofFile { () throws(FileError) in
      try fileSystem.entries(of: loose.path) ?? []
    }
    for entry in entries {
      let path = "\(tree.name)/\(entry.name)"
      let file = loose.path.appending(FilePath.Component(bytes: entry.nameBytes))
      let isShard =
        entry.nameBytes.count == 2
        && entry.nameBytes.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
      if isShard {
        if entry.kind == .directory { continue }
        fault(
          path, "not a folder, but it has the name of one",
          .moveAside(file, as: path, then: "the next build creates the folder"))
      } else if entry.name != "pack", entry.name != "info" {
        note(path, "not part of a tree", "nothing needs it")
      }
    }
  }

  /// Notes rows whose objects are absent: they are misses. A repair removes such rows from the
  /// tree's own index, but not from projects' indexes, whose rows also record other facts of a
  /// file.
  private mutating func noteAbsentObjects(_ sources: TreeSources, _ namers: RowsByObject) {
    var absent = 0
    var dropped: [Digest] = []
    namers.forEachUnseen { number, id in
      guard !sources.contains(id) else { return }
      absent += 1
      guard mode == .repair, case .layer(let index, let row) = namers.origin(number) else { return }
      dropped.append(index.key(row))
    }
    guard absent > 0 else { return }
    forgetAbsent(dropped, in: namers.tree)
    note(
      namers.tree.name,
      "\(absent) row\(absent == 1 ? " names an object that is" : "s name objects that are") absent",
      dropped.isEmpty
        ? "builds rebuild them when they need them"
        : "\(dropped.count) row\(dropped.count == 1 ? " is" : "s are") removed from the index")
  }
}
