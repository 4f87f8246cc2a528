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

  /// Entries in order, in pieces: memory is not copied as it grows.
  private var pieces: [[UInt8]] = []
  private var sizeBytes = PackFormat.headerLength
  private var rows: [PackIndexRow] = []
  /// The newest time that was given with an entry; nil: none was.
  private var mtimeNanoseconds: Int64?
  /// Of all packs of this writer.
  private var ids: Set<ObjectID> = []
  private var written: [Written] = []

  /// What a pack's entries take at most, one more object not counted: so much memory a writer needs,
  /// and so much is lost with one damaged index. Some 30,000 files' IR.
  package static let entriesMaxBytes = 32 << 20
  private static let pieceBytes = 1 << 20

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
    if !rows.isEmpty, sizeBytes + entry.sizeBytes > entriesMaxBytes {
      do {
        try write()
      } catch {
        ids.remove(entry.id)
        throw error
      }
    }
    if let mtime { mtimeNanoseconds = max(mtimeNanoseconds ?? mtime, mtime) }
    rows.append(
      PackIndexRow(id: entry.id, checksum: entry.checksum, offset: UInt64(sizeBytes)))
    sizeBytes += entry.sizeBytes
    if entry.sizeBytes >= Self.pieceBytes {
      pieces.append(entry.bytes)
    } else {
      if pieces.last.map({ $0.count + entry.sizeBytes > Self.pieceBytes }) ?? true {
        pieces.append([])
        pieces[pieces.count - 1].reserveCapacity(Self.pieceBytes)
      }
      pieces[pieces.count - 1] += entry.bytes
    }
    return true
  }

  /// Writes what has been gathered. Nothing gathered: nothing written.
  ///
  /// - Returns: all packs of this writer, in the order in which they were written.
  package consuming func commit() throws(ObjectError) -> [Written] {
    if !rows.isEmpty { try write() }
    return written
  }

  // MARK: One pack

  private mutating func write() throws(ObjectError) {
    let rows = rows
    let pieces = pieces
    let size = sizeBytes
    let mtime = mtimeNanoseconds
    // Given up, should it fail: the next pack is another one.
    self.rows = []
    self.pieces = []
    sizeBytes = PackFormat.headerLength
    mtimeNanoseconds = nil
    var header: [UInt8] = []
    header.append(bigEndian: PackFormat.signature)
    header.append(bigEndian: PackFormat.version)
    header.append(bigEndian: UInt32(rows.count))
    var hasher = PackHasher()
    hasher.update(header)
    for piece in pieces { hasher.update(piece) }
    let checksum = hasher.finalize()
    let index = PackIndexEncoder.encode(rows, pack: checksum)
    do throws(FileError) {
      let all = [header] + pieces + [checksum.digest.bytes]
      try place(
        all, sizeBytes: size + PackFormat.checksumLength, index: index, checksum, mtime: mtime)
    } catch {
      for row in rows { ids.remove(row.id) }
      throw ObjectError(error)
    }
    written.append(
      Written(
        name: checksum, objectCount: rows.count,
        bytesWritten: size + PackFormat.checksumLength + index.count))
    didWrite(checksum)
  }

  /// Writes both files under temporary names, then shows the pack, then its index: an index is
  /// never seen without its pack. A pack without its index is nothing to anybody; gc removes it.
  private func place(
    _ pieces: [[UInt8]], sizeBytes: Int, index: [UInt8], _ name: PackChecksum, mtime: Int64?
  ) throws(FileError) {
    var pack = try begin("tmp_pack_")
    try pack.reserve(sizeBytes: Int64(sizeBytes))
    for piece in pieces { try unsafe pack.write(piece.span.bytes) }
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
