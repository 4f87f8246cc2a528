// Finds the objects of a pack without its index, as `git index-pack` does.

import FileIO
import SystemPackage

/// Reads a pack from its first entry to its last.
package enum PackIndexer {
  /// The objects found in a pack.
  package struct Contents: Hashable, Sendable {
    /// In order of their offsets. An object that occurs twice is listed once.
    package var rows: [PackIndexRow] = []
    /// Whether all objects that the pack's header announces were found, and its checksum is
    /// correct.
    package var isWhole = false
  }

  /// Finds objects up to the first entry that cannot be inflated, because the start of the next one
  /// is then unknown. Finds a delta only if its base is found.
  ///
  /// Cost: inflates each entry twice. Memory: about 80 bytes per object.
  package static func contents(of file: PackFile) throws(FileProblem) -> Contents {
    var contents = Contents()
    let readers = PackReaderPool()
    var pending = try entries(of: file, readers)
    let count = pending.count
    var known: Set<ObjectID> = []
    let none = PackChecksum(digest: .zero)
    let deltas = PackDeltas(packSizeBytes: file.sizeBytes)
    // Each round finds the deltas whose bases the previous rounds found.
    for _ in 0..<roundsMax {
      let found = contents.rows.count
      let index = index(of: contents, pack: none)
      let reader = PackReader(
        none, path: "", file: file, index: index, readers: readers, deltas: deltas)
      deltas.forgetMissing()
      var rest: [Entry] = []
      for entry in pending {
        do throws(PackFailure) {
          let object = try reader.lend { lent throws(PackFailure) in
            try reader.object(atOffset: entry.range.lowerBound, lent)
          }
          let id = ObjectID(type: object.type, body: object.body)
          guard known.insert(id).inserted else { continue }
          contents.rows.append(
            PackIndexRow(id: id, checksum: entry.checksum, offset: entry.range.lowerBound))
        } catch {
          if case .file(let errno) = error { throw problem(errno) }
          rest.append(entry)
        }
      }
      pending = rest
      if pending.isEmpty || contents.rows.count == found { break }
    }
    contents.rows.sort { $0.offset < $1.offset }
    if pending.isEmpty { contents.isWhole = try isEnd(count: count, of: file) }
    return contents
  }

  /// Maximum number of rounds. A delta by id is found one round after its base; longer chains do
  /// not occur in caches.
  private static let roundsMax = 64

  /// An entry that could be inflated.
  private struct Entry {
    let range: Range<UInt64>
    let checksum: UInt32
  }

  private static func entries(
    of file: PackFile, _ readers: PackReaderPool
  ) throws(FileProblem) -> [Entry] {
    var entries: [Entry] = []
    var offset = UInt64(PackFormat.headerLength)
    let trailer = UInt64(PackFormat.checksumLength)
    let end = file.sizeBytes - min(trailer, file.sizeBytes)
    while offset < end {
      do throws(PackFailure) {
        let entry = try readers.pool.lend { reader throws(PackFailure) in
          reader.begin()
          let head = try reader.head(at: offset, in: file)
          _ = try reader.data(of: head, in: file)
          let range = offset..<reader.end
          return Entry(range: range, checksum: try reader.checksum(range, in: file))
        }
        entries.append(entry)
        offset = entry.range.upperBound
      } catch {
        if case .file(let errno) = error { throw problem(errno) }
        break
      }
    }
    return entries
  }

  /// Whether `count` is the announced number of entries, and the pack's checksum is correct.
  private static func isEnd(
    count: Int, of file: PackFile
  ) throws(FileProblem) -> Bool {
    do throws(Errno) {
      let head = try file.bytes(0..<UInt64(PackFormat.headerLength))
      guard head.count == PackFormat.headerLength else { return false }
      let announced = head[8...].reduce(0) { $0 << 8 | UInt32($1) }
      guard announced == UInt32(clamping: count) else { return false }
      return try file.isChecksumRight()
    } catch {
      throw problem(error)
    }
  }

  /// An index of the objects found, in memory.
  static func index(of contents: Contents, pack: PackChecksum) -> PackIndex {
    let bytes = StableBytes(PackIndexEncoder.encode(contents.rows, pack: pack))
    do throws(PackIndexError) {
      return try PackIndex(bytes, scrutiny: .structure)
    } catch {
      preconditionFailure("an index that was just made is sound: \(error)")
    }
  }

  private static func problem(_ errno: Errno) -> FileProblem {
    FileProblem(FileError(.read, "pack", errno))
  }
}
