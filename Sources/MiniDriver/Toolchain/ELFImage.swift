// ELF files, as far as needed to distinguish a whole one from a part, and two of them from each
// other.

/// A 64-bit ELF file whose headers fit its bytes: an object file or an executable.
///
/// - SeeAlso: elf(5)
struct ELFImage {
  /// A fault in a file, in words.
  struct Flaw: Error {
    let text: String

    init(_ text: String) { self.text = text }
  }

  /// A row of the section table.
  struct Section {
    enum Kind {
      case empty, symbols, strings, withoutBytes, other
    }

    let kind: Kind
    /// The offset of its name in the section of names.
    let name: Int
    let address: Int
    let offset: Int
    let size: Int
    let link: Int

    /// The range of its bytes in the file.
    var range: Range<Int> {
      switch kind {
      case .empty, .withoutBytes: 0..<0
      case .symbols, .strings, .other: offset..<(offset + size)
      }
    }
  }

  let bytes: [UInt8]
  let type: Int
  let machine: Int
  /// The first is empty. The bytes of all are within the file.
  let sections: [Section]
  private let names: Section

  init(_ bytes: [UInt8]) throws(Flaw) {
    self.bytes = bytes
    guard bytes.count >= ELFHeader.sizeBytes else { throw Flaw("it is cut") }
    guard let header = ELFHeader(bytes) else { throw Flaw("it is not a file of 64-bit ELF") }
    type = header.type
    machine = header.machine
    let table = Int(clamping: header.sections.offset)
    guard header.sections.entrySize == UInt64(Self.sectionSize) else {
      throw Flaw("its headers are damaged")
    }
    guard table >= ELFHeader.sizeBytes, table <= bytes.count - Self.sectionSize else {
      throw Flaw("it is cut")
    }
    // A count that does not fit 16 bits is in the first section.
    let first = Self.section(bytes, at: table)
    let count = header.sections.count == 0 ? first.size : Int(header.sections.count)
    let names = header.namesSection == Self.namesElsewhere ? first.link : header.namesSection
    guard count > 1, count <= (bytes.count - table) / Self.sectionSize else {
      throw Flaw("it is cut")
    }
    guard names > 0, names < count else { throw Flaw("its headers are damaged") }
    sections = (0..<count).map { Self.section(bytes, at: table + $0 * Self.sectionSize) }
    for (number, section) in sections.enumerated() {
      switch section.kind {
      case .empty, .withoutBytes: continue
      case .symbols, .strings, .other:
        guard section.size <= bytes.count, section.offset <= bytes.count - section.size else {
          throw Flaw("section \(number) is cut")
        }
      }
    }
    self.names = sections[names]
  }

  private static func section(_ bytes: [UInt8], at start: Int) -> Section {
    let (reader, start) = (BoundedReader(bytes), UInt64(start))
    let kind: Section.Kind =
      switch reader.uint32(start + 4) {
      case 0: .empty
      case 2: .symbols
      case 3: .strings
      case 8: .withoutBytes
      default: .other
      }
    return Section(
      kind: kind, name: Int(reader.uint32(start)),
      address: Int(clamping: reader.uint64(start + 16)),
      offset: Int(clamping: reader.uint64(start + 24)),
      size: Int(clamping: reader.uint64(start + 32)), link: Int(reader.uint32(start + 40)))
  }

  private static let sectionSize = 64
  private static let symbolSize = 24
  private static let namesElsewhere = 0xFFFF

  // MARK: Names and symbols

  func name(of section: Section) -> String { string(section.name, in: names) }

  private func string(_ start: Int, in section: Section) -> String {
    let range = section.range
    guard start < range.count else { return "" }
    let rest = bytes[(range.lowerBound + start)..<range.upperBound]
    return String(decoding: rest.prefix { $0 != 0 }, as: UTF8.self)
  }

  /// An entry of a symbol table.
  struct Symbol {
    /// The offset of its name in the strings of its table.
    let name: Int
    /// 0: local; 1: global; 2: weak.
    let binding: UInt8
    /// 0: it is defined elsewhere.
    let section: Int
    let value: Int
    let size: Int
  }

  /// The entries of a symbol table; an incomplete one is left out.
  func symbols(of section: Section) -> [Symbol] {
    let (range, reader) = (section.range, BoundedReader(bytes))
    return stride(from: range.lowerBound, to: range.upperBound, by: Self.symbolSize)
      .prefix(range.count / Self.symbolSize).map { start in
        let start = UInt64(start)
        return Symbol(
          name: Int(reader.uint32(start)), binding: UInt8(reader.uint16(start + 4) & 0xFF) >> 4,
          section: Int(reader.uint16(start + 6)),
          value: Int(clamping: reader.uint64(start + 8)),
          size: Int(clamping: reader.uint64(start + 16)))
      }
  }

  /// The names of the symbols that are not local: those that the file defines, and those that it needs
  /// from others.
  var globalNames: (defined: Set<String>, needed: Set<String>) {
    var names: (defined: Set<String>, needed: Set<String>) = ([], [])
    for table in sections where table.kind == .symbols && table.link < sections.count {
      for symbol in symbols(of: table) where symbol.binding != 0 {
        let name = string(symbol.name, in: sections[table.link])
        if symbol.section != 0 {
          names.defined.insert(name)
        } else if symbol.binding == Self.global {
          names.needed.insert(name)
        }
      }
    }
    return names
  }

  private static let global: UInt8 = 1

  /// The name of the symbol that covers an offset in a section; `nil`: none.
  func symbol(at offset: Int, of number: Int) -> String? {
    for table in sections where table.kind == .symbols && table.link < sections.count {
      for symbol in symbols(of: table) where symbol.section == number {
        let start = symbol.value.subtractingReportingOverflow(sections[number].address)
        let distance = offset.subtractingReportingOverflow(start.partialValue)
        if !start.overflow, !distance.overflow, distance.partialValue >= 0,
          distance.partialValue < symbol.size
        {
          return string(symbol.name, in: sections[table.link])
        }
      }
    }
    return nil
  }
}
