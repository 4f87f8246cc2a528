// Writes objects into new packs: collected in memory, written in one pass, published by two
// renames.

package import FileIO
package import SystemPackage

/// Collects objects and writes them as one pack, or as several if they are many.
///
/// Before ``commit()``, only packs that became full are on the disk, each of them complete. A
/// writer that is dropped discards the rest.
package struct PackWriter: ~Copyable {
  /// A pack that was written.
  package struct Written: Hashable, Sendable {
    package let name: PackChecksum
    package let objectCount: Int
    /// Of pack and index.
    package let bytesWritten: Int
  }

  /// The failures that a published pack survives.
  package enum Durability: Sendable {
    /// Kills. Nothing is synced, because a build can produce its objects again.
    case kills
    /// Power failures too, for callers that then remove other copies.
    case powerLoss
  }

  private let folder: FilePath
  private let fileSystem: any FileSystem
  private let encoder: PackEntryEncoder
  private let entriesMaxBytes: Int
  private let durability: Durability
  private let didWrite: @Sendable (PackChecksum) -> Void

  /// In the order of ``add(_:_:)``. They are concatenated only while they are written.
  private var entries: [PackEntry] = []
  private var sizeBytes = PackFormat.headerLength
  /// The newest time passed with an entry; nil: none.
  private var mtimeNanoseconds: Int64?
  /// Of all packs of this writer.
  private var ids: Set<ObjectID> = []
  private var written: [Written] = []

  /// Maximum size of a pack's entries, except that one larger object forms a pack alone. It limits
  /// the memory of a writer and the loss from one damaged index. Holds the IR of about 30,000
  /// files.
  package static let entriesMaxBytes = 32 << 20
  /// Size of one write, small enough to stay in a processor's cache.
  private static let pieceBytes = 256 << 10

  /// - Parameters:
  ///   - folder: a tree's `pack`, which is created if needed.
  ///   - entriesMaxBytes: a pack that would exceed this is written, and a new one begun.
  ///   - didWrite: called with each pack after it is published.
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

  /// Number of objects added.
  package var objectCount: Int { ids.count }

  /// Adds an object, unless it was added before.
  ///
  /// - Throws: if a full pack could not be written. Its objects are discarded, including this one,
  ///   and can be added again.
  @discardableResult
  package mutating func add(
    _ type: ObjectType, _ body: [UInt8]
  ) throws(ObjectError) -> ObjectID {
    let entry = try encoder.entry(type, body)
    try add(entry)
    return entry.id
  }

  /// Adds an object that is already deflated; see ``add(_:_:)``. Returns whether it was new.
  ///
  /// - Parameter mtime: when the object was first written. The pack gets the newest time of its
  ///   objects.
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

  /// Writes the collected objects, if there are any.
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
    // Discarded if writing fails: the next pack is a new one.
    self.entries = []
    sizeBytes = PackFormat.headerLength
    mtimeNanoseconds = nil
    let pack: Written
    do throws(FileError) {
      pack = try install(entries, sizeBytes: size + PackFormat.checksumLength, mtime: mtime)
    } catch {
      for entry in entries { ids.remove(entry.id) }
      throw ObjectError(error)
    }
    written.append(pack)
    didWrite(pack.name)
  }

  /// Writes both files under temporary names, then renames the pack and then its index, so that an
  /// index is never visible without its pack. Readers ignore a pack without its index.
  private func install(
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

  /// Begins a file whose prefix Git knows and removes when it is old. Creates the folder if it is
  /// missing.
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
