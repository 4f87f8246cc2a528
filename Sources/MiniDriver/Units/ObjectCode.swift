// Examines object code before it is stored or linked. A compiler that ended early or a full disk
// can leave damaged objects, which must not enter the cache.

/// Relocatable object files, and the differences between them.
package enum ObjectCode {
  /// Describes a flaw of an object file for this machine; `nil` if its headers and symbol table
  /// show none. Cost: a few ns for each section and symbol.
  package static func flaw(in bytes: [UInt8]) -> String? {
    do throws(ELFImage.Flaw) {
      let file = try ELFImage(bytes)
      guard file.type == ELFHeader.relocatable else { return "it is not relocatable" }
      if let machine, file.machine != machine { return "it is for another machine" }
      guard let table = file.sections.first(where: { $0.kind == .symbols }) else {
        return "it has no table of symbols"
      }
      let symbols = file.symbols(of: table)
      guard table.link < file.sections.count, symbols.count > 1,
        case let strings = file.sections[table.link], strings.kind == .strings,
        bytes[strings.range].first == 0, bytes[strings.range].last == 0,
        symbols.allSatisfy({
          $0.name < strings.size
            && ($0.section < file.sections.count || $0.section >= reservedSections)
        })
      else { return "its table of symbols is damaged" }
      return nil
    } catch {
      return error.text
    }
  }

  /// Describes a flaw of an executable for this machine; `nil` if its headers show none.
  static func flaw(ofExecutable bytes: [UInt8]) -> String? {
    do throws(ELFImage.Flaw) {
      let file = try ELFImage(bytes)
      guard [ELFHeader.executable, ELFHeader.shared].contains(file.type) else {
        return "it is not an executable"
      }
      if let machine, file.machine != machine { return "it is for another machine" }
      return nil
    } catch {
      return error.text
    }
  }

  /// Describes a flaw of an assembly; `nil` if it is text, and clang's to the end: near it, clang
  /// says that the stack is not executable.
  static func flaw(ofAssembly bytes: [UInt8]) -> String? {
    if bytes.isEmpty { return "it is empty" }
    if bytes.contains(0) { return "it is not text" }
    let isWhole = bytes.last == UInt8(ascii: "\n") && bytes.contains(Array(".note.GNU-stack".utf8))
    return isWhole ? nil : "it is cut"
  }

  /// From this value on, a symbol's section number has a special meaning: absolute, common.
  private static let reservedSections = 0xFF00

  /// This machine's number; `nil` if it is unknown.
  private static var machine: Int? {
    #if arch(x86_64)
      62
    #elseif arch(arm64)
      183
    #elseif arch(riscv64)
      243
    #else
      nil
    #endif
  }

  /// Names the first part in which two ELF files differ: its section and, if there is one, its
  /// symbol. `nil` if the files are equal.
  package static func difference(between old: [UInt8], and new: [UInt8]) -> String? {
    if old == new { return nil }
    guard let old = try? ELFImage(old), let new = try? ELFImage(new) else { return "its headers" }
    // Symbol and string tables, which depend on other sections, come last.
    let pairs = zip(old.sections, new.sections).enumerated().sorted { first, second in
      let isLast = { (section: ELFImage.Section) in
        section.kind == .symbols || section.kind == .strings
      }
      let (left, right) = (isLast(first.element.1), isLast(second.element.1))
      return left == right ? first.offset < second.offset : right
    }
    for (number, (left, right)) in pairs {
      let name = new.name(of: right)
      guard old.name(of: left) == name else { return "section '\(name)'" }
      let (before, after) = (old.bytes[left.range], new.bytes[right.range])
      if before == after { continue }
      let same = zip(before, after).prefix { pair in pair.0 == pair.1 }.count
      guard let symbol = new.symbol(at: same, of: number) else { return "section '\(name)'" }
      return "'\(symbol)' in section '\(name)'"
    }
    return "something outside its sections"
  }
}
