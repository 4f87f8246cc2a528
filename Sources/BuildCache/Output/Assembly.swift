// Collects a combined IR in one buffer and writes it to files.

import FileIO
import ObjectStore
import SystemPackage

/// A combined IR under construction, section by section.
struct Assembly {
  private(set) var bytes: [UInt8] = []
  private(set) var locations: [Assembled.Location] = []
  private(set) var copiedCount = 0
  private(set) var misfits: [Int] = []
  /// Sections that neither the previous combined IR nor the store contains.
  private(set) var lost: [Int] = []
  private let previous: MappedFile?

  init(previous: MappedFile?) {
    self.previous = previous
  }

  /// Appends the header and all sections, and collects in ``lost`` those that are not available.
  mutating func append(
    _ header: [UInt8], _ sections: [Section], readObject: (ObjectID) -> [UInt8]?
  ) {
    bytes.reserveCapacity(expectedLength(header, sections))
    locations.reserveCapacity(sections.count)
    bytes += header
    for (number, section) in sections.enumerated() {
      bytes += SectionMarker.line(path: section.path, section.combinedHash)
      switch section.source {
      case .bytes(let ir):
        append(ir)
      case .cached(let id, let range):
        if let range, previous != nil {
          if copy(range) { continue }
          misfits.append(number)
        }
        if let ir = readObject(id) { append(ir) } else { lost.append(number) }
      }
    }
  }

  /// The expected length of the combined IR, so that the buffer seldom moves. A range that is
  /// longer than the previous combined IR does not count, because ranges come from outside.
  private func expectedLength(_ header: [UInt8], _ sections: [Section]) -> Int {
    let copyable = UInt64(previous.map { unsafe $0.bytes.count } ?? 0)
    var length = header.count
    for section in sections {
      length += SectionMarker.length(pathLength: section.path.utf8.count)
      switch section.source {
      case .bytes(let ir): length += ir.count
      case .cached(_, let range):
        if let range, range.length <= copyable { length += Int(range.length) }
      }
      guard length < Assembly.reservedBytesMax else { return Assembly.reservedBytesMax }
    }
    return length
  }

  /// The most that is reserved at once: overlapping ranges could add up to any size.
  private static let reservedBytesMax = 1 << 30

  private mutating func append(_ ir: [UInt8]) {
    let location = Assembled.Location(
      offset: UInt64(bytes.count), length: UInt64(ir.count), checksum: Checksum.crc32(ir))
    bytes += ir
    locations.append(location)
  }

  /// Copies a range of the previous combined IR. Checks the copy and not the original, which could
  /// change in between.
  ///
  /// - Returns: `false`, with nothing appended, if the range is damaged.
  private mutating func copy(
    _ range: (offset: UInt64, length: UInt64, checksum: UInt32)
  ) -> Bool {
    guard let previous else { return false }
    let count = unsafe UInt64(previous.bytes.count)
    guard range.length <= count, range.offset <= count - range.length else { return false }
    let start = bytes.count
    let source = Int(range.offset)..<Int(range.offset + range.length)
    unsafe bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: previous.bytes[source]))
    let checksum = unsafe bytes.withUnsafeBytes {
      unsafe Checksum.crc32(of: UnsafeRawBufferPointer(rebasing: $0[start...]))
    }
    guard checksum == range.checksum else {
      bytes.removeLast(bytes.count - start)
      return false
    }
    locations.append(
      Assembled.Location(offset: UInt64(start), length: range.length, checksum: checksum))
    copiedCount += 1
    return true
  }
}
