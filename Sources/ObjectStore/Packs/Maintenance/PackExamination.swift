// Examines one pack for verify: each of its two files alone, the two together, and then each
// object.

import FileIO
import SystemPackage

/// A pack and its index, each compared with its own checksums, and with each other.
///
/// After opening, examine each file from beginning to end, and each object, on any threads and in
/// any order. After ``conclude(_:)`` has recorded the files' ``FileCondition``,
/// ``isIndexWrong(_:)`` can attribute the fault of an object.
package struct PackExamination: Sendable {
  package let name: PackChecksum
  /// Faults of the pack's own bytes, for messages.
  package private(set) var packProblems: [String] = []
  /// Faults of the index, in itself or for this pack, for messages.
  package private(set) var indexProblems: [String] = []
  /// How many objects can be examined.
  package var count: Int { reader?.index.count ?? 0 }
  /// Nil if the index cannot be used at all.
  private let reader: PackReader?
  private let index: PackIndex?
  private let file: PackFile?
  private let ends: PackEnds?
  private let path: FilePath
  /// Positions in the index, in the order of their entries in the pack.
  private let order: [UInt32]

  /// Opens both files of a pack for examination; nil if one of them is missing.
  package static func open(
    _ name: PackChecksum, of packs: PackDirectory
  ) throws(ObjectError) -> PackExamination? {
    do throws(FileError) {
      return try PackExamination(name, in: packs.path, fileSystem: packs.fileSystem)
    } catch {
      throw ObjectError(error)
    }
  }

  private init?(
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
      PackReader(name, path: path, file: file, index: $0, readers: PackEntryReaderPool())
    }
  }

  // MARK: Whole files

  /// One of the two files.
  package enum File: Sendable, CaseIterable {
    case pack, index
  }

  /// The result of examining one of the files.
  package enum FileCondition: Sendable {
    case pack(isChecksumRight: Bool)
    case index(isChecksumRight: Bool, isInOrder: Bool)
  }

  /// Examines one of the files from beginning to end, in constant memory; nil if an earlier fault
  /// makes this pointless.
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

  /// Records the conditions of both files, the pack's first.
  package mutating func conclude(_ conditions: [FileCondition]) {
    guard file != nil else { return }
    if let problem = ends?.problem {
      packProblems.append("it \(problem)")
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

  /// Compares the index with its pack.
  private mutating func compare(_ index: PackIndex) {
    guard let ends, ends.problem == nil else { return }
    if index.packChecksum != ends.checksum {
      // The file whose checksum equals the pack's name is the right one.
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

  /// The result of examining one object.
  package struct Finding: Sendable {
    package let id: ObjectID
    /// Nil if the bytes in the pack are not the object's.
    package let body: BodyDigest?
    package let fault: Damage?
  }

  /// Examines the objects with these numbers, below ``count``, in the order of their entries in the
  /// pack. Compares each object with its name, and its entry with the CRC-32 in the index.
  ///
  /// - Returns: the findings, up to an error of the file system if there was one.
  package func findings(_ range: Range<Int>) -> (found: [Finding], failure: ObjectError?) {
    var found: [Finding] = []
    found.reserveCapacity(range.count)
    do throws(ObjectError) {
      guard let reader else { return ([], nil) }
      try reader.lend { entries throws(ObjectError) in
        for number in range {
          found.append(try finding(at: Int(order[number]), reader, entries))
        }
      }
    } catch {
      return (found, error)
    }
    return (found, nil)
  }

  /// The ids of the objects, ascending.
  package var ids: some Sequence<ObjectID> {
    (0..<count).lazy.compactMap { [index] in index?.id(at: $0) }
  }

  /// Examines an object; nil if the index does not contain it.
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

  /// Frees the memory of the index's pages.
  package func releasePages() { reader?.index.releasePages() }

  /// Whether an object's fault is the index's and not the pack's. A pack with a correct checksum
  /// contains what was written, so most faults are then the index's.
  package func isIndexWrong(_ fault: Damage) -> Bool {
    guard packProblems.isEmpty else { return false }
    switch fault {
    case .badOffset, .badHeader, .hashMismatch, .checksumMismatch: return true
    case .truncatedStream, .corruptStream, .bodyTooLong, .bodyTooShort, .tooLarge, .badDelta,
      .missingBase, .chainTooLong, .otherSize, .notAFile, .empty, .trailingBytes:
      return !indexProblems.isEmpty
    }
  }
}

extension PackIndex {
  /// Whether the ids ascend and match the fan-out. Cost: one pass over the ids.
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

/// Number of ids after which the index's pages are freed: 1 MiB.
private let residentIDsMax = 1 << 15
