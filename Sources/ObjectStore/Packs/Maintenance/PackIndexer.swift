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
    /// The work done: links of chains examined, and bytes built from deltas.
    package var deltaLinks = 0
    package var deltaBytes: UInt64 = 0
  }

  /// Finds objects up to the first entry that cannot be inflated, because the start of the next one
  /// is then unknown. Finds a delta only if its base is found.
  ///
  /// Cost: inflates each entry twice. Memory: about 80 bytes per object.
  package static func contents(of file: PackFile) throws(FileProblem) -> Contents {
    var contents = Contents()
    let readers = PackEntryReaderPool()
    var pending = try entries(of: file, readers)
    let count = pending.count
    let deltas = DeltaChains(packSizeBytes: file.sizeBytes)
    var pack = PackBytes(file: file, index: nil)
    // Deltas by id, by their bases, which are not found yet.
    var waiting: [ObjectID: [Entry]] = [:]
    for _ in 0..<roundsMax {
      let foundCount = contents.rows.count
      deltas.forgetMissing()
      var rest: [Entry] = []
      for entry in pending {
        var ready = [entry]
        while let entry = ready.popLast() {
          if let base = entry.base, pack.found[base] == nil {
            waiting[base, default: []].append(entry)
            continue
          }
          guard let id = try id(of: entry, in: pack, deltas, readers) else {
            rest.append(entry)
            continue
          }
          guard pack.found[id] == nil else { continue }
          pack.found[id] = entry.range.lowerBound
          contents.rows.append(
            PackIndexRow(id: id, checksum: entry.checksum, offset: entry.range.lowerBound))
          ready += waiting.removeValue(forKey: id) ?? []
        }
      }
      pending = rest
      if pending.isEmpty || contents.rows.count == foundCount { break }
    }
    contents.rows.sort { $0.offset < $1.offset }
    (contents.deltaLinks, contents.deltaBytes) = deltas.work
    if pending.isEmpty, waiting.isEmpty { contents.isWhole = try isEnd(count: count, of: file) }
    return contents
  }

  /// The id of the object that an entry stores; nil if it cannot be read, or its base is not found.
  private static func id(
    of entry: Entry, in pack: PackBytes, _ deltas: DeltaChains, _ readers: PackEntryReaderPool
  ) throws(FileProblem) -> ObjectID? {
    do throws(PackFailure) {
      return try readers.pool.lend { reader throws(PackFailure) in
        reader.begin()
        let head = try reader.head(at: entry.range.lowerBound, in: pack.file)
        guard case .whole(let type) = head.kind else {
          let object = try deltas.object(at: head.offset, pack, reader)
          return ObjectID(type: object.type, body: object.body)
        }
        return ObjectID(type: type, body: try reader.data(of: head, in: pack.file))
      }
    } catch {
      if case .file(let errno) = error { throw problem(errno) }
      return nil
    }
  }

  /// Maximum number of rounds. A round follows all deltas by id. Only a delta by offset whose base
  /// is a delta by id that was not found yet is left to the next round.
  private static let roundsMax = 64

  /// An entry that could be inflated.
  private struct Entry {
    let range: Range<UInt64>
    let checksum: UInt32
    /// The base of a delta by id.
    let base: ObjectID?
  }

  private static func entries(
    of file: PackFile, _ readers: PackEntryReaderPool
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
          var base: ObjectID?
          if case .idDelta(let id) = head.kind { base = id }
          return Entry(range: range, checksum: try reader.checksum(range, in: file), base: base)
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
      guard let ends = try PackEnds(file), ends.count == count else { return false }
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
