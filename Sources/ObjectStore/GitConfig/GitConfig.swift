// Git's configuration syntax: the settings of one file with their positions. Include directives are
// ordinary settings; no other file is opened.
//
//   file     = { line LF }
//   line     = [ section ] [ setting ] [ ("#" | ";") … ]
//   section  = "[" path [ SP '"' subsection '"' ] "]"     path: a name that can also contain "."
//   setting  = name [ "=" value ]
//   value    = { character | '"' … '"' | escape }          a "\" at the end of a line continues it
//   escape   = "\" ( "\" | '"' | "n" | "t" | "b" )
//
// SeeAlso: git-config(1), "Syntax"; `git_parse_source` in Git's config.c

/// A parsed configuration file.
package struct GitConfig: Sendable {
  /// One setting.
  package struct Setting: Hashable, Sendable {
    /// `section.key` or `section.subsection.key`; section and key in lower case.
    package let name: String
    /// Nil for a name without a value, which means `true`.
    package let value: [UInt8]?
    /// From 1.
    package let line: Int
    /// From the name to the last byte of the value, without a comment.
    let range: Range<Int>
  }

  /// A section's header.
  struct Section {
    /// `section` or `section.subsection`.
    let name: String
    /// Position after the line of its last setting.
    var end: Int
  }

  let bytes: [UInt8]
  /// In the order of the file.
  package let settings: [Setting]
  let sections: [Section]

  /// Parses a file. Throws the first error in it.
  package init(parsing bytes: [UInt8]) throws(GitConfigError) {
    var parser = Parser(bytes)
    try parser.parse()
    self.bytes = bytes
    settings = parser.settings
    sections = parser.sections
  }

  /// The last value of a name, which is the effective one; nil if the file does not set it.
  package func value(_ name: String) -> [UInt8]? {
    settings.last { $0.name == name }.map { $0.value ?? Array("true".utf8) }
  }
}

/// A syntax error in a configuration file.
package struct GitConfigError: Error, Hashable, Sendable {
  /// From 1.
  package let line: Int
  /// For a message, as in `a quotation mark is not closed`.
  package let problem: String
}

/// Parses a file from beginning to end.
private struct Parser {
  let bytes: [UInt8]
  var settings: [GitConfig.Setting] = []
  var sections: [GitConfig.Section] = []
  private var position = 0
  private var line = 1

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }  // a byte-order mark
  }

  mutating func parse() throws(GitConfigError) {
    while let byte = next {
      switch byte {
      case lineFeed:
        position += 1
        line += 1
      case _ where isSpace(byte): position += 1
      case UInt8(ascii: "#"), UInt8(ascii: ";"): skipLine()
      case UInt8(ascii: "["): try parseSection()
      case _ where isLetter(byte): try parseSetting()
      default: throw error("it begins with neither a name nor '['")
      }
    }
  }

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private func error(_ problem: String) -> GitConfigError {
    GitConfigError(line: line, problem: problem)
  }

  /// Skips to the end of the line, without its line feed.
  private mutating func skipLine() {
    while let byte = next, byte != lineFeed { position += 1 }
  }

  private mutating func skipSpaces() {
    while let byte = next, isSpace(byte) { position += 1 }
  }

  // MARK: Sections

  private mutating func parseSection() throws(GitConfigError) {
    position += 1
    var name: [UInt8] = []
    while let byte = next, isNameByte(byte) || byte == UInt8(ascii: ".") {
      name.append(lowercased(byte))
      position += 1
    }
    guard !name.isEmpty else { throw error("a section needs a name of letters, digits and '-'") }
    if let byte = next, isSpace(byte) {
      skipSpaces()
      name.append(UInt8(ascii: "."))
      name += try parseSubsection()
    }
    guard next == UInt8(ascii: "]") else { throw error("']' is missing after the section's name") }
    position += 1
    let lineEnd = bytes[position...].firstIndex(of: lineFeed) ?? bytes.count
    sections.append(
      GitConfig.Section(
        name: String(decoding: name, as: UTF8.self), end: min(lineEnd + 1, bytes.count)))
  }

  private mutating func parseSubsection() throws(GitConfigError) -> [UInt8] {
    guard next == UInt8(ascii: "\"") else { throw error("a subsection's name must be in quotes") }
    position += 1
    var name: [UInt8] = []
    while let byte = next, byte != UInt8(ascii: "\"") {
      if byte == UInt8(ascii: "\\") { position += 1 }
      guard let byte = next, byte != lineFeed, byte != 0 else { break }
      name.append(byte)
      position += 1
    }
    guard next == UInt8(ascii: "\"") else { throw error("a quotation mark is not closed") }
    position += 1
    return name
  }

  // MARK: Settings

  private mutating func parseSetting() throws(GitConfigError) {
    guard let section = sections.last?.name else {
      throw error("a setting is before the first section")
    }
    let start = position
    let firstLine = line
    var key: [UInt8] = []
    while let byte = next, isNameByte(byte) {
      key.append(lowercased(byte))
      position += 1
    }
    var end = position
    skipSpaces()
    var value: [UInt8]?
    switch next {
    case nil, lineFeed: break
    case UInt8(ascii: "="):
      position += 1
      (value, end) = try parseValue()
    default: throw error("'=' is missing between the name and its value")
    }
    settings.append(
      GitConfig.Setting(
        name: section + "." + String(decoding: key, as: UTF8.self), value: value, line: firstLine,
        range: start..<end))
    sections[sections.count - 1].end = min(position + 1, bytes.count)
  }

  /// - Returns: the value, and the end of its last byte. A comment after it is skipped.
  private mutating func parseValue() throws(GitConfigError) -> (value: [UInt8], end: Int) {
    var value: [UInt8] = []
    var end = position
    var isQuoted = false
    /// The value's length without trailing spaces.
    var lengthTrimmed = 0
    while let byte = next, byte != lineFeed {
      if !isQuoted, byte == UInt8(ascii: "#") || byte == UInt8(ascii: ";") {
        skipLine()
        break
      }
      position += 1
      if !isQuoted, isSpace(byte) {
        if !value.isEmpty { value.append(byte) }
        continue
      }
      switch byte {
      case 0: throw error("a value cannot contain a NUL byte")
      case UInt8(ascii: "\""): isQuoted.toggle()
      case UInt8(ascii: "\\"): try parseEscape(into: &value)
      default: value.append(byte)
      }
      lengthTrimmed = value.count
      end = position
    }
    guard !isQuoted else { throw error("a quotation mark is not closed") }
    value.removeLast(value.count - lengthTrimmed)
    return (value, end)
  }

  private mutating func parseEscape(into value: inout [UInt8]) throws(GitConfigError) {
    if next == UInt8(ascii: "\r"), position + 1 < bytes.count, bytes[position + 1] == lineFeed {
      position += 1
    }
    switch next {
    case lineFeed: line += 1
    case UInt8(ascii: "n"): value.append(lineFeed)
    case UInt8(ascii: "t"): value.append(UInt8(ascii: "\t"))
    case UInt8(ascii: "b"): value.append(0x08)
    case UInt8(ascii: "\\"): value.append(UInt8(ascii: "\\"))
    case UInt8(ascii: "\""): value.append(UInt8(ascii: "\""))
    default: throw error("'\\' in a value must be followed by one of: \\ \" n t b")
    }
    position += 1
  }
}

let lineFeed = UInt8(ascii: "\n")

func isSpace(_ byte: UInt8) -> Bool {
  byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
}

private func isLetter(_ byte: UInt8) -> Bool {
  (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
}

private func isNameByte(_ byte: UInt8) -> Bool {
  isLetter(byte) || (0x30...0x39).contains(byte) || byte == UInt8(ascii: "-")
}

private func lowercased(_ byte: UInt8) -> UInt8 { isLetter(byte) ? byte | 0x20 : byte }
