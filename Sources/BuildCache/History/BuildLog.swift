// The records of a cache's builds: builds.bin, and builds.old.bin with those before it. Both are
// sequences of frames (BuildRecord+Coding) without anything else.

package import FileIO
import Glibc
import SystemPackage

/// The recorded builds of a cache. A record that is damaged, torn or of a newer mini is absent, and
/// those around it are not.
package struct BuildLog: Sendable {
  private struct Entry: Sendable {
    let id: BuildID
    let version: UInt8
    let file: Int
    /// The bytes of its body.
    let body: Range<Int>
  }

  /// Limit of each file, so that both have at most twice as much.
  static let sizeMaxBytes = 8 << 20

  /// The older first.
  private let files: [IndexBytes]
  /// The oldest first.
  private let entries: [Entry]
  /// The number of bytes that belong to no frame.
  private let strayByteCount: Int

  init(_ files: [IndexBytes]) {
    var entries: [Entry] = []
    var strayByteCount = 0
    for (number, bytes) in files.enumerated() {
      strayByteCount += Self.list(bytes, number, &entries)
    }
    self.files = files
    self.entries = entries
    self.strayByteCount = strayByteCount
  }

  /// Reads records that are already in memory.
  package init(_ bytes: [UInt8]) { self.init([IndexBytes(bytes)]) }

  /// Opens the files. Those that are absent, or not ours, contain nothing.
  package init(of directory: CacheDirectory) throws(FileError) {
    // The newer one first: if it becomes the older one in between, both names lead to it.
    let new = try Self.open(directory.path(CacheName.builds), directory.fileSystem)
    let old = try Self.open(directory.path(CacheName.olderBuilds), directory.fileSystem)
    let isSame = new?.status.inode == old?.status.inode && new?.status.device == old?.status.device
    self.init([isSame ? nil : old, new].compactMap { $0 }.map { IndexBytes($0) })
  }

  private static func open(
    _ path: FilePath, _ fileSystem: any FileSystem
  ) throws(FileError) -> MappedFile? {
    do throws(FileError) {
      // Builds that end at the same time can pass the limit a little.
      return try MappedFile(path, sizeMax: 2 * sizeMaxBytes, use: .parts, fileSystem: fileSystem)
    } catch {
      guard error.errno.meansNotAFile || error.errno == .fileTooLarge else { throw error }
      return nil
    }
  }

  package var count: Int { entries.count }

  /// The name of build `number`, counted from the last one, which is 0.
  package func id(_ number: Int) -> BuildID { entries[entries.count - 1 - number].id }

  /// The record of a build, counted from the last one, which is 0; `nil` if it is damaged or newer.
  package func record(_ number: Int) -> BuildRecord? {
    record(entries[entries.count - 1 - number])
  }

  /// The builds whose names begin with these digits, counted from the last one.
  package func numbers(ofPrefix digits: String) -> [Int] {
    let digits = digits.lowercased()
    return (0..<count).filter { id($0).description.hasPrefix(digits) }
  }

  private func record(_ entry: Entry) -> BuildRecord? {
    let versions = BuildRecord.Frame.oldestVersion...BuildRecord.Frame.version
    guard versions.contains(entry.version), isSound(entry) else { return nil }
    var reader = ByteReader(files[entry.file], entry.body)
    return BuildRecord(&reader, version: entry.version)
  }

  private func isSound(_ entry: Entry) -> Bool {
    Self.isSound(entry, in: files[entry.file])
  }

  private static func isSound(_ entry: Entry, in bytes: IndexBytes) -> Bool {
    BuildID(ofBody: bytes.array(entry.body), version: entry.version) == entry.id
  }

  // MARK: Frames

  /// Lists the frames of a file. Frames are checked when they are read. Where no frame follows
  /// another one, it counts only if it is sound, and the next one is searched for.
  ///
  /// - Returns: the number of bytes between frames.
  private static func list(_ bytes: IndexBytes, _ file: Int, _ entries: inout [Entry]) -> Int {
    var offset = 0
    var strayBytes = 0
    while offset < bytes.count {
      guard let entry = frame(in: bytes, file, at: offset),
        entry.body.upperBound == bytes.count
          || begins(bytes, at: entry.body.upperBound)
          || isSound(entry, in: bytes)
      else {
        offset += 1
        strayBytes += 1
        while offset < bytes.count, !begins(bytes, at: offset) {
          offset += 1
          strayBytes += 1
        }
        continue
      }
      entries.append(entry)
      offset = entry.body.upperBound
    }
    return strayBytes
  }

  private static func frame(in bytes: IndexBytes, _ file: Int, at offset: Int) -> Entry? {
    guard begins(bytes, at: offset) else { return nil }
    let size = Int(bytes.uint32(at: offset + 8))
    let start = offset + BuildRecord.Frame.headBytes
    guard start <= bytes.count, size <= bytes.count - start,
      size <= BuildRecord.Frame.sizeMaxBytes
    else { return nil }
    return Entry(
      id: BuildID(bits: bytes.uint64(at: offset + 12).byteSwapped),
      version: UInt8(truncatingIfNeeded: bytes.uint64(at: offset) >> 56), file: file,
      body: start..<(start + size))
  }

  /// Whether a frame's magic is at this offset.
  private static func begins(_ bytes: IndexBytes, at offset: Int) -> Bool {
    bytes.uint64(at: offset) & (1 << 56 - 1) == magicBits
  }

  private static let magicBits = BuildRecord.Frame.magic.reversed()
    .reduce(UInt64(0)) { $0 << 8 | UInt64($1) }

  // MARK: Checking

  /// One of the files; `nil` if it is absent or not a file of ours.
  init?(file path: FilePath, fileSystem: any FileSystem) throws(FileError) {
    guard let file = try Self.open(path, fileSystem) else { return nil }
    self.init([IndexBytes(file)])
  }

  /// The number of bytes that belong to no sound record.
  package var wrongByteCount: Int {
    entries.filter { !isSound($0) }
      .reduce(strayByteCount) { $0 + BuildRecord.Frame.headBytes + $1.body.count }
  }

  /// The sound frames, one after the other.
  package var soundBytes: [UInt8] {
    entries.filter(isSound).flatMap {
      files[$0.file].array(
        ($0.body.lowerBound - BuildRecord.Frame.headBytes)..<$0.body.upperBound)
    }
  }
}
