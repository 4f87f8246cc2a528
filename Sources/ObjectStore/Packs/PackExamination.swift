// One pack as verify looks at it: each of its two files on its own, whether they fit together, and
// then object by object.

import FileIO
import SystemPackage

/// What a `pack` folder says of one pack.
package struct PackParts: Hashable, Sendable {
  package let name: PackChecksum
  package var hasPack = false
  package var hasIndex = false
}

extension PackDirectory {
  /// The packs of the folder, whole ones and halves, in order of their names. Nothing is opened.
  package func parts() throws(ObjectError) -> [PackParts] {
    let entries: [DirectoryEntry]
    do throws(FileError) {
      entries = try fileSystem.entries(of: path) ?? []
    } catch {
      throw ObjectError(error)
    }
    var parts: [PackChecksum: PackParts] = [:]
    for entry in entries {
      guard let dot = entry.name.lastIndex(of: "."),
        let name = PackChecksum(fileStem: entry.name[..<dot])
      else { continue }
      switch entry.name[dot...] {
      case ".pack": parts[name, default: PackParts(name: name)].hasPack = true
      case ".idx": parts[name, default: PackParts(name: name)].hasIndex = true
      default: continue
      }
    }
    return parts.values.sorted { $0.name < $1.name }
  }

  /// The objects that can be found in a pack without its index. Cost: inflating all of it, twice.
  package func ids(ofUnindexed name: PackChecksum) throws(ObjectError) -> [ObjectID] {
    guard let file = try packFile(of: name) else { return [] }
    do throws(FileProblem) {
      return try PackIndexer.contents(of: file).rows.map(\.id)
    } catch {
      throw .file(error)
    }
  }

  /// Opens both files of a pack to look at them; nil where one of them is gone.
  package func examine(_ name: PackChecksum) throws(ObjectError) -> PackExamination? {
    do throws(FileError) {
      return try PackExamination(name, in: path, fileSystem: fileSystem)
    } catch {
      throw ObjectError(error)
    }
  }
}

/// A pack and its index, each held against what its own bytes say, and the two against each other.
///
/// First it is opened; then each file is looked at from begin to end, and each object, by any threads
/// in any order; whose fault a wrong object is can be told once the files' ``FileCondition`` was taken.
package struct PackExamination: Sendable {
  package let name: PackChecksum
  /// What is wrong with the pack's own bytes, for a reader.
  package private(set) var packProblems: [String] = []
  /// What is wrong with the index, in itself or for this pack.
  package private(set) var indexProblems: [String] = []
  /// How many objects can be looked at.
  package var count: Int { reader?.index.count ?? 0 }
  /// Nil where the index cannot be used at all.
  private let reader: PackReader?
  private let index: PackIndex?
  private let file: PackFile?
  private let ends: PackEnds?
  private let path: FilePath
  /// Positions in the index, in the order in which the entries lie.
  private let order: [UInt32]

  fileprivate init?(
    _ name: PackChecksum, in folder: FilePath, fileSystem: any FileSystem
  ) throws(FileError) {
    self.name = name
    path = folder.appending("\(name.fileStem).pack")
    var index: PackIndex?
    do throws(FileError) {
      let indexPath = folder.appending("\(name.fileStem).idx")
      guard let mapped = try MappedFile(indexPath, fileSystem: fileSystem) else { return nil }
      do throws(PackIndexError) {
        index = try PackIndex(StableBytes(mapped), scrutiny: .structure)
      } catch {
        indexProblems.append(error.rawValue)
      }
    } catch {
      guard error.errno.meansNotAFile else { throw error }
      indexProblems.append("not a file")
    }
    self.index = index
    order = index?.positionsByOffset() ?? []
    do throws(FileError) {
      file = try PackFile(path, fileSystem: fileSystem)
      guard file != nil else { return nil }
    } catch {
      guard error.errno.meansNotAFile else { throw error }
      packProblems.append("not a file")
      file = nil
    }
    guard let file else {
      reader = nil
      ends = nil
      return
    }
    do throws(Errno) {
      ends = try PackEnds(file)
    } catch {
      throw FileError(.read, path, error)
    }
    let path = path
    reader = index.map {
      PackReader(name, path: path, file: file, index: $0, readers: PackReaderPool())
    }
  }

  // MARK: Whole files

  /// One of the two.
  package enum File: Sendable, CaseIterable {
    case pack, index
  }

  /// What one of the files turned out to be.
  package enum FileCondition: Sendable {
    case pack(isChecksumRight: Bool)
    case index(isChecksumRight: Bool, isInOrder: Bool)
  }

  /// Looks at one of the files from its begin to its end, in constant memory; nil where there is nothing
  /// to be learnt.
  ///
  /// - Throws: ``ObjectError/file(_:)`` only.
  package func condition(of part: File) throws(ObjectError) -> FileCondition? {
    switch part {
    case .pack:
      guard let file, let ends, ends.problem == nil else { return nil }
      do throws(Errno) {
        return .pack(isChecksumRight: try file.isChecksumRight())
      } catch {
        throw ObjectError(FileError(.read, path, error))
      }
    case .index:
      guard let index, file != nil else { return nil }
      return .index(isChecksumRight: index.isChecksumRight, isInOrder: index.isInOrder)
    }
  }

  /// Takes in what both files turned out to be, the pack's first.
  package mutating func conclude(_ conditions: [FileCondition]) {
    guard file != nil else { return }
    if let problem = ends?.problem {
      packProblems.append(problem)
    } else if ends == nil {
      packProblems.append("it is truncated")
    }
    for condition in conditions {
      switch condition {
      case .pack(let isChecksumRight):
        if !isChecksumRight { packProblems.append("its checksum is wrong") }
      case .index(let isChecksumRight, let isInOrder):
        if !isChecksumRight { indexProblems.append("its checksum is wrong") }
        if !isInOrder { indexProblems.append("its ids do not ascend or do not fit its fan-out") }
      }
    }
    if let index { compare(index) }
  }

  /// Looks at what the index says of its pack.
  private mutating func compare(_ index: PackIndex) {
    guard let ends, ends.problem == nil else { return }
    if index.packChecksum != ends.checksum {
      // The one that bears the pack's name is the right one.
      if packProblems.isEmpty, indexProblems.isEmpty, index.packChecksum == name {
        packProblems.append("it is not the pack that its index was made for")
      } else if packProblems.isEmpty {
        indexProblems.append("it was made for another pack")
      }
    } else if packProblems.isEmpty, ends.count != index.count {
      indexProblems.append("it names \(index.count) objects, and its pack has \(ends.count)")
    }
  }

  // MARK: Objects

  /// What is known of one object after it was looked at.
  package struct Finding: Sendable {
    package let id: ObjectID
    /// Nil where the bytes that the pack gives are not the object's.
    package let body: BodyDigest?
    package let fault: PackFault?
  }

  /// What is kept of a body that was looked at.
  package struct BodyDigest: Hashable, Sendable {
    package let sizeBytes: UInt64
    package let crc32: UInt32

    package init(_ body: [UInt8]) {
      self = unsafe body.withUnsafeBytes { unsafe BodyDigest($0) }
    }

    init(_ body: UnsafeRawBufferPointer) {
      sizeBytes = UInt64(body.count)
      var checksum = CRC32()
      unsafe checksum.update(body)
      crc32 = checksum.value
    }
  }

  /// Looks at the objects whose places are these, of ``count``; places are those of the entries in
  /// the pack. Each object's bytes against its name, its entry against the CRC-32 in the index.
  ///
  /// - Returns: what was found up to an error of the file system, if there was one.
  package func findings(_ places: Range<Int>) -> (found: [Finding], failure: ObjectError?) {
    var found: [Finding] = []
    found.reserveCapacity(places.count)
    do throws(ObjectError) {
      guard let reader else { return ([], nil) }
      try reader.lend { entries throws(ObjectError) in
        for place in places {
          found.append(try finding(at: Int(order[place]), reader, entries))
        }
      }
    } catch {
      return (found, error)
    }
    return (found, nil)
  }

  /// Looks at an object; nil where the index does not name it.
  ///
  /// - Throws: ``ObjectError/file(_:)`` only.
  package func finding(of id: ObjectID) throws(ObjectError) -> Finding? {
    guard let reader, let position = reader.index.position(of: id) else { return nil }
    return try reader.lend { entries throws(ObjectError) in
      try finding(at: position, reader, entries)
    }
  }

  private func finding(
    at position: Int, _ reader: PackReader, _ entries: PackEntryReader
  ) throws(ObjectError) -> Finding {
    let (body, fault) = try reader.examine(at: position, entries)
    return Finding(id: reader.index.id(at: position), body: body, fault: fault)
  }

  /// Gives the memory of the index's pages back.
  package func releasePages() { reader?.index.releasePages() }

  /// Whether it is the index that is wrong, and not the pack, where an object is. A pack whose own
  /// checksum is right gives what was written: then most faults are the index's.
  package func isIndexWrong(_ fault: PackFault) -> Bool {
    guard packProblems.isEmpty else { return false }
    switch fault {
    case .badOffset, .badHead, .hashMismatch, .checksumMismatch: return true
    case .truncatedStream, .corruptStream, .bodyTooLong, .bodyTooShort, .tooLarge, .badDelta,
      .missingBase, .chainTooLong, .otherSize:
      return !indexProblems.isEmpty
    }
  }
}

/// What a pack's header and trailer say.
private struct PackEnds: Sendable {
  var problem: String?
  let count: Int
  let checksum: PackChecksum

  /// Nil where the file is too short for both.
  init?(_ file: PackFile) throws(Errno) {
    let length = UInt64(PackFormat.headerLength)
    let trailer = UInt64(PackFormat.checksumLength)
    guard file.sizeBytes >= length + trailer else { return nil }
    let head = try file.bytes(0..<length)
    let end = try file.bytes(file.sizeBytes - trailer..<file.sizeBytes)
    guard head.count == Int(length), let digest = ObjectID(bytes: end) else { return nil }
    func word(_ index: Int) -> UInt32 {
      head[4 * index..<4 * index + 4].reduce(0) { $0 << 8 | UInt32($1) }
    }
    if word(0) != PackFormat.signature {
      problem = "it has no signature"
    } else if !PackFormat.versionsRead.contains(word(1)) {
      problem = "it is of another version"
    }
    count = Int(word(2))
    checksum = PackChecksum(digest: digest)
  }
}

extension PackIndex {
  /// Whether the ids ascend and each stands where the fan-out says. Cost: a pass over the ids.
  fileprivate var isInOrder: Bool {
    var previous: ObjectID?
    for firstByte in UInt8.min...UInt8.max {
      for position in positions(firstByte: firstByte) {
        let id = id(at: position)
        guard id.firstByte == firstByte, previous.map({ $0 < id }) ?? true else { return false }
        previous = id
        if position % residentIDsMax == residentIDsMax - 1 { releasePages() }
      }
    }
    return true
  }
}

/// After so many ids the pages of an index are given back: a MiB.
private let residentIDsMax = 1 << 15
