// The data that the dynamic loader reads from a program or a shared object: the libraries that it
// needs, and the folders to search.

package import FileIO
package import SystemPackage

/// The dynamic section of a 64-bit little-endian ELF file.
///
/// The bytes come from outside: parts that cannot be read count as absent.
///
/// - SeeAlso: elf(5), ld.so(8)
package struct ELFDynamic: Sendable {
  /// `DT_NEEDED`, in order.
  package private(set) var needed: [[UInt8]] = []
  /// `DT_RPATH` and `DT_RUNPATH`: folders, separated by colons.
  package private(set) var rpath: [UInt8]?
  package private(set) var runpath: [UInt8]?

  /// Reads a file; `nil` if it is not an ELF file of this kind.
  package init?(_ path: FilePath, fileSystem: any FileSystem) {
    // The loader cannot load a file that cannot be read.
    guard let file = try? MappedFile(path, use: .parts, fileSystem: fileSystem) else { return nil }
    self.init(file.bytes)
  }

  package init?(_ bytes: UnsafeRawBufferPointer) {
    guard let header = ELFHeader(bytes) else { return nil }
    let reader = BoundedReader(bytes)
    let segments = Segments(header.segments, reader)
    guard let dynamic = segments.first(of: Segments.dynamic) else { return }  // a static program
    var strings: UInt64?
    var names: [(tag: UInt64, offset: UInt64)] = []
    entries: for entry in stride(from: 0, to: min(dynamic.size, Self.dynamicBytesMax), by: 16) {
      let tag = reader.uint64(dynamic.offset &+ entry)
      let value = reader.uint64(dynamic.offset &+ entry &+ 8)
      switch tag {
      case Tag.end: break entries
      case Tag.strings: strings = segments.offset(ofAddress: value)
      case Tag.needed, Tag.rpath, Tag.runpath: names.append((tag, value))
      default: continue
      }
    }
    guard let strings else { return }
    for name in names.prefix(Self.namesMax) {
      let text = reader.string(strings &+ name.offset, lengthMax: Self.nameLengthMax)
      switch name.tag {
      case Tag.needed: needed.append(text)
      case Tag.rpath: rpath = text
      default: runpath = text
      }
    }
  }

  /// Far beyond any library's size: libLLVM has about 40 entries of 16 bytes.
  private static let dynamicBytesMax: UInt64 = 1 << 16
  private static let namesMax = 1024
  /// Like PATH_MAX.
  private static let nameLengthMax = 4096

  private enum Tag {
    static let end: UInt64 = 0
    static let needed: UInt64 = 1
    static let strings: UInt64 = 5
    static let rpath: UInt64 = 15
    static let runpath: UInt64 = 29
  }

  /// The program headers.
  private struct Segments {
    static let load: UInt32 = 1
    static let dynamic: UInt32 = 2

    struct Segment {
      let kind: UInt32
      let offset: UInt64
      let address: UInt64
      let size: UInt64
    }

    private let all: [Segment]

    init(_ table: ELFHeader.Table, _ reader: BoundedReader<UnsafeRawBufferPointer>) {
      all = (0..<table.count).map { number in
        let offset = table.offset &+ number &* table.entrySize
        return Segment(
          kind: reader.uint32(offset), offset: reader.uint64(offset &+ 8),
          address: reader.uint64(offset &+ 16), size: reader.uint64(offset &+ 32))
      }
    }

    func first(of kind: UInt32) -> Segment? { all.first { $0.kind == kind } }

    func offset(ofAddress address: UInt64) -> UInt64? {
      let segment = all.first {
        $0.kind == Self.load && address >= $0.address && address - $0.address < $0.size
      }
      return segment.map { $0.offset &+ (address - $0.address) }
    }
  }
}
