// One pack and its index, as a place that objects are read from.

package import FileIO
import Synchronization
package import SystemPackage

/// One pack. Its index is mapped, its entries are read as they are asked for.
///
/// Nothing in either file is trusted: an object is handed out when its bytes hash to its name. Any
/// number of threads may read at once; a pack that is removed meanwhile stays readable.
/// A class, because it is handed around for each object, and holds half a dozen things that would be
/// counted.
package final class PackReader: ObjectSource {
  /// Its file's name says which pack it is: the SHA-256 of its bytes.
  package let name: PackChecksum
  /// The pack; its index lies beside it.
  package let path: FilePath
  /// The pack's index.
  package var indexPath: FilePath { path.removingLastComponent().appending("\(name.fileStem).idx") }
  package let index: PackIndex
  /// Whether a `.keep` lies beside it: gc leaves it alone.
  package let isKept: Bool
  /// What is wrong with the pack as a whole, for a reader; its sound objects can be read all the
  /// same. Nil where its two ends are right, which says nothing of what lies between.
  package let problem: String?
  let file: PackFile
  let readers: CodecPool<PackEntryReader>
  private let sharedDeltas = AtomicLazyReference<PackDeltas>()

  /// Opens a pack; nil where the pack or its index is absent.
  ///
  /// - Parameters:
  ///   - folder: where both lie, `pack-….pack` and `pack-….idx`.
  ///   - readers: lent to all packs of a folder; one pool holds as many as threads work at once.
  package init?(
    _ name: PackChecksum, in folder: FilePath, isKept: Bool = false,
    scrutiny: PackIndex.Scrutiny = .checksum, fileSystem: any FileSystem,
    readers: PackReaderPool = PackReaderPool()
  ) throws(PackProblem) {
    let indexPath = folder.appending("\(name.fileStem).idx")
    let path = folder.appending("\(name.fileStem).pack")
    let mapped: MappedFile?
    let file: PackFile?
    do throws(FileError) {
      mapped = try MappedFile(
        indexPath, use: scrutiny == .structure ? .places : .all, fileSystem: fileSystem)
      guard mapped != nil else { return nil }
      file = try PackFile(path, fileSystem: fileSystem)
    } catch {
      // What is no file, or one that cannot be mapped, is as bad as wrong bytes.
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

  /// A pack in memory, for those who try all bytes.
  package init(
    pack: [UInt8], index bytes: [UInt8], scrutiny: PackIndex.Scrutiny
  ) throws(PackIndexError) {
    index = try PackIndex(StableBytes(bytes), scrutiny: scrutiny)
    file = PackFile(pack)
    name = index.packChecksum
    path = FilePath("\(name.fileStem).pack")
    isKept = false
    problem = (try? Self.problem(file, index)) ?? nil  // memory can be read
    readers = PackReaderPool().pool
  }

  /// A pack whose index was made anew.
  init(
    _ name: PackChecksum, path: FilePath, file: PackFile, index: PackIndex,
    readers: PackReaderPool, deltas: PackDeltas? = nil
  ) {
    self.name = name
    self.path = path
    self.file = file
    self.index = index
    isKept = false
    problem = nil
    self.readers = readers.pool
    if let deltas { _ = sharedDeltas.storeIfNil(deltas) }
  }

  /// The same pack, read into memory whole; see ``PackFile/inMemory()``.
  func inMemory() throws(Errno) -> PackReader {
    try PackReader(
      name, path: path, file: file.inMemory(), index: index, readers: PackReaderPool())
  }

  /// Looks at both ends of a pack.
  private static func problem(_ file: PackFile, _ index: PackIndex) throws(Errno) -> String? {
    let length = UInt64(PackFormat.headerLength)
    let trailer = UInt64(PackFormat.checksumLength)
    guard file.sizeBytes >= length + trailer else { return "the pack is truncated" }
    let head = try file.bytes(0..<length)
    guard head.count == Int(length) else { return "the pack is truncated" }
    func word(_ index: Int) -> UInt32 {
      head[4 * index..<4 * index + 4].reduce(0) { $0 << 8 | UInt32($1) }
    }
    guard word(0) == PackFormat.signature else { return "the pack has no signature" }
    guard PackFormat.versionsRead.contains(word(1)) else { return "the pack is of another version" }
    guard word(2) == UInt32(index.count) else { return "pack and index differ in their counts" }
    let end = try file.bytes(file.sizeBytes - trailer..<file.sizeBytes)
    guard ObjectID(bytes: end) == index.packChecksum.digest else {
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
    let link = try deltas.link(at: offset, self, reader)
    return ObjectHeader(type: link.type, sizeBytes: link.sizeBytes)
  }

  /// Cost: no system call.
  package func contains(_ id: ObjectID) -> Bool { index.position(of: id) != nil }

  package func ids(firstByte: UInt8) throws(ObjectError) -> [ObjectID] {
    // An index that was not checked whole may hold anything.
    index.positions(firstByte: firstByte).map(index.id(at:)).filter { $0.firstByte == firstByte }
  }

  func naming<Value>(
    _ id: ObjectID, _ body: () throws(PackFailure) -> Value
  ) throws(ObjectError) -> Value {
    do {
      return try body()
    } catch {
      switch error {
      case .damaged(let fault): throw .damaged(id, path: path.string, reason: fault.damage)
      case .file(let errno): throw ObjectError(FileError(.read, path, errno))
      }
    }
  }

  // MARK: Entries

  /// The object at a position below the index's count, checked against its name.
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
      return try deltas.object(at: offset, self, reader)
    }
    return StoredObject(type: type, body: try reader.data(of: head, in: file))
  }

  /// Lends what reads entries: to who asks for them in the order in which they lie, the pack is read
  /// once.
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

  // MARK: Deltas

  /// Made with the first delta that is read: a pack of ours has none.
  private var deltas: PackDeltas {
    sharedDeltas.load() ?? sharedDeltas.storeIfNil(PackDeltas(packSizeBytes: file.sizeBytes))
  }

  /// The work that the pack's deltas have taken: links looked at, and bytes made of deltas.
  package var deltaWork: (links: Int, madeBytes: UInt64) { sharedDeltas.load()?.work ?? (0, 0) }
}

/// Why a pack cannot be used at all.
package enum PackProblem: Error, Hashable, Sendable, CustomStringConvertible {
  case damaged(path: String, reason: String)
  /// The file system refused.
  case file(FileProblem)

  /// Which pack it is, where it is told by its file's name.
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

/// Readers lent to all packs of a folder.
package struct PackReaderPool: Sendable {
  let pool = CodecPool { PackEntryReader() }

  package init() {}
}
