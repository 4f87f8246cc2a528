// Writes objects into new packs: gathered in memory, written in one pass, shown by two renames.

package import FileIO
package import SystemPackage

/// Gathers objects and writes them as a pack, or, when they are many, as several.
///
/// Nothing is on the disk before ``commit()`` but packs that became full, each of them whole. A
/// writer that is dropped leaves what it has gathered unwritten.
package struct PackWriter: ~Copyable {
  /// A pack that was written.
  package struct Written: Hashable, Sendable {
    package let name: PackChecksum
    package let objectCount: Int
    /// Of pack and index.
    package let bytesWritten: Int
  }

  /// What a pack withstands once it is shown.
  package enum Durability: Sendable {
    /// Kills. Nothing is synced: a build's objects can be made again.
    case kills
    /// Power loss too: for who removes other copies afterwards.
    case powerLoss
  }

  private let folder: FilePath
  private let fileSystem: any FileSystem
  private let encoder: PackEntryEncoder
  private let entriesMaxBytes: Int
  private let durability: Durability
  private let didWrite: @Sendable (PackChecksum) -> Void

  /// In order, as they were given: they are put together only as they are written.
  private var entries: [PackEntry] = []
  private var sizeBytes = PackFormat.headerLength
  /// The newest time that was given with an entry; nil: none was.
  private var mtimeNanoseconds: Int64?
  /// Of all packs of this writer.
  private var ids: Set<ObjectID> = []
  private var written: [Written] = []

  /// What a pack's entries take at most, one more object not counted: so much memory a writer needs,
  /// and so much is lost with one damaged index. Some 30,000 files' IR.
  package static let entriesMaxBytes = 32 << 20
  /// What is put together for one write: little enough to stay in a processor's cache.
  private static let pieceBytes = 256 << 10

  /// - Parameters:
  ///   - folder: a tree's `pack`, which is made if need be.
  ///   - entriesMaxBytes: a pack that has so many is written, and a new one begun.
  ///   - didWrite: called with each pack as soon as it is there.
  package init(
    in folder: FilePath, fileSystem: any FileSystem,
    encoder: PackEntryEncoder = PackEntryEncoder(),
    entriesMaxBytes: Int = PackWriter.entriesMaxBytes, durability: Durability = .kills,
    didWrite: @escaping @Sendable (PackChecksum) -> Void = { _ in }
  ) {
    self.folder = folder
    self.fileSystem = fileSystem
    self.encoder = encoder
    self.entriesMaxBytes = entriesMaxBytes
    self.durability = durability
    self.didWrite = didWrite
  }

  /// How many objects have been taken.
  package var objectCount: Int { ids.count }

  /// Takes an object; one that it has already is not taken again.
  ///
  /// - Throws: when a pack became full and could not be written. What was gathered for it is given
  ///   up, and so is this object; all of them can be added again.
  @discardableResult
  package mutating func add(
    _ type: ObjectType, _ body: [UInt8]
  ) throws(ObjectError) -> ObjectID {
    let entry = try encoder.entry(type, body)
    try add(entry)
    return entry.id
  }

  /// Takes an object that was deflated already; see ``add(_:_:)``. Returns whether it was new.
  ///
  /// - Parameter mtime: when the object was written first: the pack shall not look younger than the
  ///   youngest in it.
  @discardableResult
  package mutating func add(
    _ entry: PackEntry, mtimeNanoseconds mtime: Int64? = nil
  ) throws(ObjectError) -> Bool {
    guard ids.insert(entry.id).inserted else { return false }
    if !entries.isEmpty, sizeBytes + entry.sizeBytes > entriesMaxBytes {
      do {
        try write()
      } catch {
        ids.remove(entry.id)
        throw error
      }
    }
    if let mtime { mtimeNanoseconds = max(mtimeNanoseconds ?? mtime, mtime) }
    entries.append(entry)
    sizeBytes += entry.sizeBytes
    return true
  }

  /// Writes what has been gathered. Nothing gathered: nothing written.
  ///
  /// - Returns: all packs of this writer, in the order in which they were written.
  package consuming func commit() throws(ObjectError) -> [Written] {
    if !entries.isEmpty { try write() }
    return written
  }

  // MARK: One pack

  private mutating func write() throws(ObjectError) {
    let entries = entries
    let size = sizeBytes
    let mtime = mtimeNanoseconds
    // Given up, should it fail: the next pack is another one.
    self.entries = []
    sizeBytes = PackFormat.headerLength
    mtimeNanoseconds = nil
    let pack: Written
    do throws(FileError) {
      pack = try place(entries, sizeBytes: size + PackFormat.checksumLength, mtime: mtime)
    } catch {
      for entry in entries { ids.remove(entry.id) }
      throw ObjectError(error)
    }
    written.append(pack)
    didWrite(pack.name)
  }

  /// Writes both files under temporary names, then shows the pack, then its index: an index is
  /// never seen without its pack. A pack without its index is nothing to anybody; gc removes it.
  private func place(
    _ entries: [PackEntry], sizeBytes: Int, mtime: Int64?
  ) throws(FileError) -> Written {
    var pack = try begin("tmp_pack_")
    try pack.reserve(sizeBytes: Int64(sizeBytes))
    let (rows, name) = try write(entries, to: &pack)
    let index = PackIndexEncoder.encode(rows, pack: name)
    var indexFile = try begin("tmp_idx_")
    try indexFile.reserve(sizeBytes: Int64(index.count))
    try unsafe indexFile.write(index.span.bytes)
    if durability == .powerLoss {
      try pack.sync()
      try indexFile.sync()
    }
    if let mtime { try pack.setModificationTime(nanoseconds: mtime) }
    try pack.commit(as: folder.appending("\(name.fileStem).pack"))
    try indexFile.commit(as: folder.appending("\(name.fileStem).idx"))
    return Written(
      name: name, objectCount: rows.count, bytesWritten: sizeBytes + index.count)
  }

  /// Writes a whole pack.
  ///
  /// - Returns: its index's rows in the order of the pack, and its checksum.
  private func write(
    _ entries: [PackEntry], to pack: inout AtomicFile
  ) throws(FileError) -> (rows: [PackIndexRow], name: PackChecksum) {
    var hasher = PackHasher()
    var rows: [PackIndexRow] = []
    rows.reserveCapacity(entries.count)
    var offset = UInt64(PackFormat.headerLength)
    var piece: [UInt8] = []
    piece.reserveCapacity(2 * Self.pieceBytes)
    piece.append(bigEndian: PackFormat.signature)
    piece.append(bigEndian: PackFormat.version)
    piece.append(bigEndian: UInt32(entries.count))
    for entry in entries {
      rows.append(PackIndexRow(id: entry.id, checksum: entry.checksum, offset: offset))
      offset += UInt64(entry.sizeBytes)
      piece += entry.bytes
      guard piece.count >= Self.pieceBytes else { continue }
      hasher.update(piece)
      try unsafe pack.write(piece.span.bytes)
      piece.removeAll(keepingCapacity: true)
    }
    hasher.update(piece)
    let name = hasher.finalize()
    piece += name.digest.bytes
    try unsafe pack.write(piece.span.bytes)
    return (rows, name)
  }

  /// Begins a file by the name that Git knows to clean up; makes the folder where it is missing.
  private func begin(_ prefix: String) throws(FileError) -> AtomicFile {
    do {
      return try AtomicFile(in: folder, prefix: prefix, mode: 0o444, fileSystem: fileSystem)
    } catch {
      guard error.errno == .noSuchFileOrDirectory else { throw error }
      try fileSystem.createDirectories(folder)
      return try AtomicFile(in: folder, prefix: prefix, mode: 0o444, fileSystem: fileSystem)
    }
  }
}
