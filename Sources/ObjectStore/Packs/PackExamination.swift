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

  /// Looks at both files of a pack, whole; nil where one of them is gone.
  ///
  /// Cost: a pass over both files, in constant memory.
  package func examine(_ name: PackChecksum) throws(ObjectError) -> PackExamination? {
    do throws(FileError) {
      return try PackExamination(name, in: path, fileSystem: fileSystem)
    } catch {
      throw ObjectError(error)
    }
  }
}

/// A pack and its index, each held against what its own bytes say, and the two against each other.
package struct PackExamination {
  package let name: PackChecksum
  /// What is wrong with the pack's own bytes, for a reader.
  package private(set) var packProblems: [String] = []
  /// What is wrong with the index, in itself or for this pack.
  package private(set) var indexProblems: [String] = []
  /// How many objects can be looked at.
  package var count: Int { reader?.index.count ?? 0 }
  /// Nil where the index cannot be used at all.
  private let reader: PackReader?
  /// Positions in the index, in the order in which the entries lie.
  private let order: [UInt32]

  fileprivate init?(
    _ name: PackChecksum, in folder: FilePath, fileSystem: any FileSystem
  ) throws(FileError) {
    self.name = name
    let path = folder.appending("\(name.fileStem).pack")
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
      guard error.errno == .invalidArgument else { throw error }
      indexProblems.append("not a file")
    }
    var file: PackFile?
    do throws(FileError) {
      file = try PackFile(path, fileSystem: fileSystem)
      guard file != nil else { return nil }
    } catch {
      guard error.errno == .invalidArgument else { throw error }
      packProblems.append("not a file")
    }
    order = index?.positionsByOffset() ?? []
    guard let file else {
      reader = nil
      return
    }
    let ends: PackEnds?
    do throws(Errno) {
      ends = try PackEnds(file)
      if let problem = ends?.problem {
        packProblems.append(problem)
      } else if ends == nil {
        packProblems.append("it is truncated")
      } else if try !file.isChecksumRight() {
        packProblems.append("its checksum is wrong")
      }
    } catch {
      throw FileError(.read, path, error)
    }
    reader = index.map {
      PackReader(name, path: path, file: file, index: $0, readers: PackReaderPool())
    }
    if let index { compare(index, ends) }
  }

  /// Looks at the index, and at what it says of its pack.
  private mutating func compare(_ index: PackIndex, _ ends: PackEnds?) {
    if !index.isChecksumRight { indexProblems.append("its checksum is wrong") }
    if !index.isInOrder { indexProblems.append("its ids do not ascend or do not fit its fan-out") }
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
    /// Whether it is the index that is wrong, and not the pack.
    package let isIndexWrong: Bool
  }

  /// What is kept of a body that was looked at.
  package struct BodyDigest: Hashable, Sendable {
    package let sizeBytes: UInt64
    package let crc32: UInt32

    package init(_ body: [UInt8]) {
      sizeBytes = UInt64(body.count)
      var checksum = CRC32()
      unsafe body.withUnsafeBytes { unsafe checksum.update($0) }
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
    let (object, fault) = try reader.examine(at: position, entries)
    return Finding(
      id: reader.index.id(at: position), body: object.map { BodyDigest($0.body) }, fault: fault,
      isIndexWrong: fault.map(isIndexWrong(_:)) ?? false)
  }

  /// Gives the memory of the index's pages back.
  package func releasePages() { reader?.index.releasePages() }

  /// A pack whose own checksum is right gives what was written: then most faults are the index's.
  private func isIndexWrong(_ fault: PackFault) -> Bool {
    guard packProblems.isEmpty else { return false }
    switch fault {
    case .badOffset, .badHead, .hashMismatch, .checksumMismatch: return true
    case .truncatedStream, .corruptStream, .bodyTooLong, .bodyTooShort, .tooLarge, .badDelta,
      .missingBase, .chainTooLong:
      return !indexProblems.isEmpty
    }
  }
}

/// What a pack's header and trailer say.
private struct PackEnds {
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
      }
      if count > residentIDsMax { releasePages() }
    }
    return true
  }
}

/// An index of more ids gives its pages back as it is walked.
private let residentIDsMax = 20_000
