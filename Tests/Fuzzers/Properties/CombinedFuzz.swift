// Properties of patching: a section is copied from the last combined IR only if its checksum is
// right, and the bytes do not depend on their source.

import BuildCache
import FileIO
import ObjectStore
import SystemPackage

enum CombinedFuzz {
  /// - Parameter input: the number of rows, rows of six bytes, the last combined IR. A row contains
  ///   offset and length (16 bits each; 0xFFFF: beyond all), the checksum (even: right), and the
  ///   number of bytes of the IR that are the path.
  static func brokenPromise(of input: [UInt8]) -> String? {
    guard let first = input.first else { return nil }
    let rows = Int(first % 16)
    let previous = Array(input.dropFirst(1 + 6 * rows))
    var header: [UInt8] = []
    var sections: [Section] = []
    var bodies: [ObjectID: [UInt8]] = [:]
    var expected: [UInt8] = Array("; header\n".utf8)
    header = expected
    for row in 0..<rows {
      let fields = Array(input.dropFirst(1 + 6 * row).prefix(6))
      guard fields.count == 6 else { return nil }
      let offset = Int(fields[0]) << 8 | Int(fields[1])
      let length = Int(fields[2]) << 8 | Int(fields[3])
      let body = Array(previous.dropFirst(offset).prefix(length))
      let isRight = fields[4].isMultiple(of: 2) && body.count == length
      let checksum = Checksum.crc32(body) &+ (isRight ? 0 : 1)
      let path = String(decoding: previous.prefix(Int(fields[5])), as: UTF8.self)
      let id = ObjectID(type: .blob, body: body)
      let hash = CombinedHash(digest: Digest(id))
      bodies[id] = body
      sections.append(
        Section(
          path: path, combinedHash: hash,
          source: .cached(irID: id, previous: (wide(offset), wide(length), checksum))))
      let shown = path.utf8.map { $0 < 0x20 || $0 == 0x7F ? UInt8(ascii: "?") : $0 }
      expected += Array("; ==== FILE: ".utf8) + shown + Array(":\(hash.digest) ====\n".utf8)
      expected += body
    }
    return brokenPromise(
      ofAssembling: header, sections, bodies, previous: previous, expected: expected)
  }

  private static func brokenPromise(
    ofAssembling header: [UInt8], _ sections: [Section], _ bodies: [ObjectID: [UInt8]],
    previous: [UInt8], expected: [UInt8]
  ) -> String? {
    do {
      let file = try MappedFile("main.mini.ll", fileSystem: OneFileSystem(previous))
      for previous in [file, nil] {
        let assembled = try CombinedOutput.assemble(
          header: header, sections: sections, previous: previous,
          readObject: { bodies[$0] }, outputs: [], fileSystem: OneFileSystem([]))
        if assembled.bytes != expected { return "the bytes are others" }
        for (location, section) in zip(assembled.locations, sections) {
          guard case .cached(let id, _) = section.source, let body = bodies[id],
            assembled.bytes.dropFirst(Int(location.offset)).prefix(Int(location.length))
              .elementsEqual(body), location.checksum == Checksum.crc32(body)
          else { return "a section is not where it is said to be" }
        }
      }
      return nil
    } catch {
      return "nothing is lost, and it is not assembled: \(error)"
    }
  }

  /// The largest number means a value that no file has.
  private static func wide(_ number: Int) -> UInt64 {
    number == 0xFFFF ? .max : UInt64(number)
  }
}
