// Reads one pack through its index, as a source of objects.

package import FileIO
import Synchronization
package import SystemPackage

/// One pack. Its index is mapped; entries are read on demand.
///
/// Neither file is trusted: an object is returned only if its bytes hash to its name. Any number of
/// threads can read at once, and a pack that is removed stays readable while it is open. A class,
/// because it is passed around for each object, and a copy of a struct would retain six references.
package final class PackReader: ObjectSource {
  /// The SHA-256 of the pack's bytes, which is in its file name.
  package let name: PackChecksum
  /// The pack's file; its index is beside it.
  package let path: FilePath
  package var indexPath: FilePath { path.removingLastComponent().appending("\(name.fileStem).idx") }
  package let index: PackIndex
  /// Whether the pack has a `.keep` file, so that gc does not change it.
  package let isKept: Bool
  /// The fault of the pack as a whole. Its sound objects can still be read. Nil if
  /// header and trailer are correct, which proves nothing about the bytes between.
  package let problem: String?
  let file: PackFile
  let readers: CodecPool<PackEntryReader>
  private let sharedDeltas = AtomicLazyReference<DeltaChains>()

  /// Opens a pack; nil if the pack or its index is absent.
  ///
  /// - Parameters:
  ///   - folder: contains `pack-….pack` and `pack-….idx`.
  ///   - readers: shared by all packs of a folder, so that there are only as many as threads use at
  ///     once.
  package init?(
    _ name: PackChecksum, in folder: FilePath, isKept: Bool = false,
    scrutiny: PackIndex.Scrutiny = .checksum, fileSystem: any FileSystem,
    readers: PackEntryReaderPool = PackEntryReaderPool()
  ) throws(PackProblem) {
    let indexPath = folder.appending("\(name.fileStem).idx")
    let path = folder.appending("\(name.fileStem).pack")
    let mapped: MappedFile?
    let file: PackFile?
    do throws(FileError) {
      mapped = try MappedFile(
        indexPath, use: scrutiny == .structure ? .parts : .all, fileSystem: fileSystem)
      guard mapped != nil else { return nil }
      file = try PackFile(path, fileSystem: fileSystem)
    } catch {
      // A file that is not regular is as bad as damaged content.
      if error.errno.meansNotAFile { throw .damaged(path: error.path, reason: "not a file") }
      throw .file(FileProblem(error))
    }
    guard let mapped, let file else { return nil }
    let index: PackIndex
    do throws(PackIndexError) {
      index = try PackIndex(StableBytes(mapped), scrutiny: scrutiny)
    } catch {
      throw .damaged(path: indexPath.string, reason: error.rawValue)
    }
    do throws(Errno) {
      problem = try Self.problem(file, index)
    } catch {
      throw .file(FileProblem(FileError(.read, path, error)))
    }
    self.name = name
    self.path = path
    self.index = index
    self.isKept = isKept
    self.file = file
    self.readers = readers.pool
  }

  /// A pack in memory, for tests that try every byte.
  package init(
    pack: [UInt8], index bytes: [UInt8], scrutiny: PackIndex.Scrutiny
  ) throws(PackIndexError) {
    index = try PackIndex(StableBytes(bytes), scrutiny: scrutiny)
    file = PackFile(pack)
    name = index.packChecksum
    path = FilePath("\(name.fileStem).pack")
    isKept = false
    problem = (try? Self.problem(file, index)) ?? nil  // memory can be read
    readers = PackEntryReaderPool().pool
  }

  /// A pack with a rebuilt index.
  init(
    _ name: PackChecksum, path: FilePath, file: PackFile, index: PackIndex,
    readers: PackEntryReaderPool
  ) {
    self.name = name
    self.path = path
    self.file = file
    self.index = index
    isKept = false
    problem = nil
    self.readers = readers.pool
  }

  /// The same pack, read into memory; see ``PackFile/inMemory()``.
  func inMemory() throws(Errno) -> PackReader {
    try PackReader(
      name, path: path, file: file.inMemory(), index: index, readers: PackEntryReaderPool())
  }

  /// Checks the header and trailer of a pack.
  private static func problem(_ file: PackFile, _ index: PackIndex) throws(Errno) -> String? {
    guard let ends = try PackEnds(file) else { return "the pack is truncated" }
    if let problem = ends.problem { return "the pack \(problem)" }
    guard ends.count == index.count else { return "pack and index differ in their counts" }
    guard ends.checksum == index.packChecksum else {
      return "the pack is not the one that its index was made for, or is cut"
    }
    return nil
  }

  // MARK: ObjectSource

  package func read(
    _ id: ObjectID, sizeBytes: UInt64?
  ) throws(ObjectError) -> StoredObject? {
    guard let position = index.position(of: id) else { return nil }
    return try naming(id) { () throws(PackFailure) in
      try lend { reader throws(PackFailure) in
        if let sizeBytes, try header(at: offset(at: position), reader).sizeBytes != sizeBytes {
          throw .damaged(.otherSize)
        }
        return try checkedObject(at: position, reader)
      }
    }
  }

  package func header(of id: ObjectID) throws(ObjectError) -> ObjectHeader? {
    guard let position = index.position(of: id) else { return nil }
    return try naming(id) { () throws(PackFailure) in
      try lend { reader throws(PackFailure) in try header(at: offset(at: position), reader) }
    }
  }

  private func header(
    at offset: UInt64, _ reader: PackEntryReader
  ) throws(PackFailure) -> ObjectHeader {
    let head = try reader.head(at: offset, in: file)
    if case .whole(let type) = head.kind {
      return ObjectHeader(type: type, sizeBytes: head.sizeBytes)
    }
    let link = try deltas.link(at: offset, bytes, reader)
    return ObjectHeader(type: link.type, sizeBytes: link.sizeBytes)
  }

  /// Cost: no system call.
  package func contains(_ id: ObjectID) -> Bool { index.position(of: id) != nil }

  package func ids(firstByte: UInt8) throws(ObjectError) -> [ObjectID] {
    // An index without a verified checksum can contain any id.
    index.positions(firstByte: firstByte).map(index.id(at:)).filter { $0.firstByte == firstByte }
  }

  func naming<Value>(
    _ id: ObjectID, _ body: () throws(PackFailure) -> Value
  ) throws(ObjectError) -> Value {
    do {
      return try body()
    } catch {
      switch error {
      case .damaged(let fault): throw .damaged(id, path: path.string, reason: fault)
      case .file(let errno): throw ObjectError(FileError(.read, path, errno))
      }
    }
  }

  // MARK: Entries

  /// The object at a position below the index's count, verified against its name.
  func checkedObject(
    at position: Int, _ reader: PackEntryReader
  ) throws(PackFailure) -> StoredObject {
    let object = try object(atOffset: offset(at: position), reader)
    guard ObjectID(type: object.type, body: object.body) == index.id(at: position) else {
      throw .damaged(.hashMismatch)
    }
    return object
  }

  /// The object at an offset, whatever its name.
  func object(
    atOffset offset: UInt64, _ reader: PackEntryReader
  ) throws(PackFailure) -> StoredObject {
    let head = try reader.head(at: offset, in: file)
    guard case .whole(let type) = head.kind else {
      return try deltas.object(at: offset, bytes, reader)
    }
    return StoredObject(type: type, body: try reader.data(of: head, in: file))
  }

  /// Lends a reader of entries. Entries requested in the order of the pack are read in one pass.
  func lend<Value, Failure: Error>(
    _ body: (PackEntryReader) throws(Failure) -> Value
  ) throws(Failure) -> Value {
    try readers.lend { reader throws(Failure) in
      reader.begin()
      return try body(reader)
    }
  }

  func offset(at position: Int) throws(PackFailure) -> UInt64 {
    guard let offset = index.offset(at: position) else { throw .damaged(.badOffset) }
    return offset
  }

  private var bytes: PackBytes { PackBytes(file: file, index: index) }

  // MARK: Deltas

  /// Created with the first delta that is read, because packs that `PackWriter` writes have none.
  private var deltas: DeltaChains {
    sharedDeltas.load() ?? sharedDeltas.storeIfNil(DeltaChains(packSizeBytes: file.sizeBytes))
  }

  /// The work done for the pack's deltas: links examined, and bytes built from deltas. Only tests
  /// read it. They count work instead of time, and the readers that do this work are private.
  package var deltaWork: (links: Int, madeBytes: UInt64) { sharedDeltas.load()?.work ?? (0, 0) }
}

/// Why a pack cannot be used, or is not sound as a whole.
package enum PackProblem: Error, Hashable, Sendable, CustomStringConvertible {
  case damaged(path: String, reason: String)
  /// The file system reported an error.
  case file(FileProblem)

  /// The pack's name, if the path contains it.
  package var name: PackChecksum? {
    guard case .damaged(let path, _) = self else { return nil }
    return FilePath(path).stem.flatMap { PackChecksum(fileStem: $0) }
  }

  package var description: String {
    switch self {
    case .damaged(let path, let reason): "pack '\(path)' is damaged: \(reason)"
    case .file(let problem): problem.description
    }
  }
}

/// Readers shared by all packs of a folder.
package struct PackEntryReaderPool: Sendable {
  let pool = CodecPool { PackEntryReader() }

  package init() {}
}
