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

  static let relocatable = 1

  init(_ bytes: [UInt8]) throws(Flaw) {
    self.bytes = bytes
    guard bytes.count >= Self.headerSize else { throw Flaw("it is cut") }
    guard bytes.starts(with: Self.magic) else { throw Flaw("it is not a file of 64-bit ELF") }
    type = Self.number(bytes, 16, 2)
    machine = Self.number(bytes, 18, 2)
    let table = Self.number(bytes, 40, 8)
    guard Self.number(bytes, 58, 2) == Self.sectionSize else {
      throw Flaw("its headers are damaged")
    }
    guard table >= Self.headerSize, table <= bytes.count - Self.sectionSize else {
      throw Flaw("it is cut")
    }
    // A count that does not fit 16 bits is in the first section.
    let first = Self.section(bytes, at: table)
    let (shortCount, shortNames) = (Self.number(bytes, 60, 2), Self.number(bytes, 62, 2))
    let count = shortCount == 0 ? first.size : shortCount
    let names = shortNames == Self.namesElsewhere ? first.link : shortNames
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

  private static func section(_ bytes: [UInt8], at place: Int) -> Section {
    let kind: Section.Kind =
      switch number(bytes, place + 4, 4) {
      case 0: .empty
      case 2: .symbols
      case 3: .strings
      case 8: .withoutBytes
      default: .other
      }
    return Section(
      kind: kind, name: number(bytes, place, 4), address: number(bytes, place + 16, 8),
      offset: number(bytes, place + 24, 8), size: number(bytes, place + 32, 8),
      link: number(bytes, place + 40, 4))
  }

  /// A number, least significant byte first; one that does not fit becomes the largest `Int`.
  private static func number(_ bytes: [UInt8], _ place: Int, _ size: Int) -> Int {
    var value: UInt64 = 0
    for index in (0..<size).reversed() { value = value << 8 | UInt64(bytes[place + index]) }
    return Int(clamping: value)
  }

  /// `\u{7F}ELF`, 64 bits, little-endian, version 1.
  private static let magic: [UInt8] = [0x7F, 0x45, 0x4C, 0x46, 2, 1, 1]
  private static let headerSize = 64
  private static let sectionSize = 64
  private static let symbolSize = 24
  private static let namesElsewhere = 0xFFFF

  // MARK: Names and symbols

  func name(of section: Section) -> String { string(section.name, in: names) }

  private func string(_ place: Int, in section: Section) -> String {
    let range = section.range
    guard place < range.count else { return "" }
    let rest = bytes[(range.lowerBound + place)..<range.upperBound]
    return String(decoding: rest.prefix { $0 != 0 }, as: UTF8.self)
  }

  /// An entry of a symbol table.
  struct Symbol {
    /// The offset of its name in the strings of its table.
    let name: Int
    let section: Int
    let value: Int
    let size: Int
  }

  /// The entries of a symbol table; an incomplete one is left out.
  func symbols(of section: Section) -> [Symbol] {
    let range = section.range
    return stride(from: range.lowerBound, to: range.upperBound, by: Self.symbolSize)
      .prefix(range.count / Self.symbolSize).map { place in
        Symbol(
          name: Self.number(bytes, place, 4), section: Self.number(bytes, place + 6, 2),
          value: Self.number(bytes, place + 8, 8), size: Self.number(bytes, place + 16, 8))
      }
  }

  /// The name of the symbol that covers an offset in a section; `nil`: none.
  func symbol(at offset: Int, of number: Int) -> String? {
    for table in sections where table.kind == .symbols && table.link < sections.count {
      for symbol in symbols(of: table) where symbol.section == number {
        let start = symbol.value.subtractingReportingOverflow(sections[number].address)
        let place = offset.subtractingReportingOverflow(start.partialValue)
        if !start.overflow, !place.overflow, place.partialValue >= 0,
          place.partialValue < symbol.size
        {
          return string(symbol.name, in: sections[table.link])
        }
      }
    }
    return nil
  }
}
