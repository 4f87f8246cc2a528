// Properties of patching: a section is copied from the last combined IR only if its checksum is
// right, and the bytes do not depend on their source.

import BuildCache
import FileIO
import ObjectStore
import SystemPackage

enum CombinedFuzz {
  /// - Parameter input: the number of rows, rows of four bytes, and the last combined IR. A row
  ///   contains the length of its IR (12 bits), the checksum (even: right), and the number of bytes
  ///   of the path. Its section begins where the last one ends, as in each index.
  static func brokenPromise(of input: [UInt8]) -> String? {
    guard let first = input.first else { return nil }
    let rows = Int(first % 16)
    let previous = Array(input.dropFirst(1 + 4 * rows))
    let header = Array("; header\n".utf8)
    var (records, bodies, expected): ([FileRecord], [[UInt8]], [UInt8]) = ([], [], header)
    for row in 0..<rows {
      let fields = Array(input.dropFirst(1 + 4 * row).prefix(4))
      guard fields.count == 4 else { return nil }
      // Distinct, because an index has one row per path.
      let path = "\(row)" + String(repeating: "ß", count: Int(fields[3]))
      let hash = CombinedHash(digest: Digest(hashing: [UInt8(row)]))
      let marker = Array("; ==== FILE: \(path):\(hash.digest) ====\n".utf8)
      let length = Int(fields[0] % 16) << 8 | Int(fields[1])
      // The IR that the last combined IR contains here, or as much other IR.
      let found = Array(previous.dropFirst(expected.count + marker.count).prefix(length))
      let body = found.count == length ? found : [UInt8](repeating: 0x3B, count: length)
      let checksum = SectionMarker.checksum(ofSection: path, hash, body)
      records.append(
        record(path, hash, body, checksum &+ (fields[2].isMultiple(of: 2) ? 0 : 1)))
      bodies.append(body)
      expected += marker + body
    }
    return brokenPromise(
      ofWriting: header, records, bodies, previous: previous, expected: expected)
  }

  private static func record(
    _ path: String, _ hash: CombinedHash, _ body: [UInt8], _ sectionChecksum: UInt32
  ) -> FileRecord {
    let id = ObjectID(type: .blob, body: body)
    return FileRecord(
      path: path,
      stamp: Stamp(
        sizeBytes: 0, mtimeNanoseconds: 0, ctimeNanoseconds: 0, inode: 0, device: 0),
      isRacy: false, sourceID: id, diagnostics: [], functionCount: 0, imports: [],
      combinedHash: hash, irID: id, irSize: UInt64(body.count),
      irChecksum: Checksum.crc32(body), sectionChecksum: sectionChecksum, runtimeParts: 0)
  }

  private static func brokenPromise(
    ofWriting header: [UInt8], _ records: [FileRecord], _ bodies: [[UInt8]],
    previous: [UInt8], expected: [UInt8]
  ) -> String? {
    let project = ProjectRecord(
      epoch: "", options: "", rootName: "", mainSignature: "",
      projectHash: ProjectHash(digest: Digest(hashing: [])), headerLength: UInt64(header.count),
      outputs: [])
    let bytes = FileHashCache.encode(project: project, rows: records.map { .new($0) })
    guard case .loaded(let index) = FileHashCache.load(bytes) else { return "the index is refused" }
    // The right bytes are copied wherever a checksum is right; the input's are right by chance.
    for previous in [previous, expected, nil] {
      let disk = OneFileSystem(previous ?? [])
      let output = CombinedOutput(
        header: header, runs: records.isEmpty ? [] : [.kept(rows: 0..<records.count)],
        index: index, previous: previous == nil ? nil : try? PreviousIR("main.mini.ll", disk),
        fileSystem: disk
      ) { bodies[$0] }
      guard let assembled = try? output.write(.inMemory, to: nil) else {
        return "nothing is lost, and it is not written"
      }
      if assembled.bytes != expected { return "the bytes are others" }
      if previous == nil, assembled.patched { return "nothing could be copied" }
    }
    return nil
  }
}
