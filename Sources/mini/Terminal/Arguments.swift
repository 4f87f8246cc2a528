// The words of the command line. The system passes bytes, and the argument parser needs text. Bytes
// that are not text are escaped first, and converted back where a word is used.

import CStartup
import FileIO
import Glibc
import SystemPackage

enum Arguments {
  /// The words after the process's own name.
  ///
  /// - Throws: ``CommandFailure`` if even the name is missing.
  static func ofProcess() throws -> [String] {
    guard mini_argument_count() > 0, let words = mini_arguments(), words[0]?.pointee != 0 else {
      throw CommandFailure("it was started with an empty list of arguments")
    }
    // No list of pointers: runtime note 2.
    var texts: [String] = []
    for index in 1..<Int(mini_argument_count()) {
      if let word = words[index] { texts.append(String(argument: word)) }
    }
    return texts
  }

  /// The text for people, with escaped bytes written as `\xFF`.
  static func readable(_ text: String) -> String {
    guard text.hasEscapes else { return text }
    return text.unicodeScalars.reduce(into: "") { result, scalar in
      if let byte = ArgumentEscape.byte(scalar) {
        result += "\\x" + String(byte, radix: 16, uppercase: true)
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
  }
}

/// The escape of a byte that is not UTF-8: one of the last Unicode scalars, which texts do not use.
/// If a word contains such a scalar itself, its bytes are escaped, so that different words have
/// different strings.
private enum ArgumentEscape {
  /// U+10FF80…U+10FFFF represent the bytes 0x80…0xFF. (Smaller ones are always UTF-8.)
  static let base: UInt32 = 0x10FF00

  static func byte(_ scalar: Unicode.Scalar) -> UInt8? {
    scalar.value >= base + 0x80 ? UInt8(truncatingIfNeeded: scalar.value) : nil
  }

  static func scalar(_ byte: UInt8) -> Unicode.Scalar? { Unicode.Scalar(base + UInt32(byte)) }
}

extension String {
  /// A word of the command line; see ``argumentBytes``.
  init(argument: UnsafePointer<CChar>) {
    let bytes = UnsafeRawBufferPointer(start: argument, count: strlen(argument))
    if let text = String(validating: bytes, as: UTF8.self), !text.hasEscapes {
      self = text
      return
    }
    var text = String.UnicodeScalarView()
    var decoder = UTF8()
    var rest = bytes[...]
    while !rest.isEmpty {
      var iterator = rest.makeIterator()
      if case .scalarValue(let scalar) = decoder.decode(&iterator),
        ArgumentEscape.byte(scalar) == nil
      {
        text.append(scalar)
        rest = rest.dropFirst(UTF8.width(scalar))
      } else {
        // One byte at a time, because the next one can begin a character.
        if let scalar = ArgumentEscape.scalar(rest[rest.startIndex]) { text.append(scalar) }
        rest = rest.dropFirst()
      }
      decoder = UTF8()
    }
    self = String(text)
  }

  /// The word's bytes, exactly as the process received them.
  var argumentBytes: [UInt8] {
    guard hasEscapes else { return Array(utf8) }
    return unicodeScalars.flatMap { scalar in
      ArgumentEscape.byte(scalar).map { [$0] } ?? Array(String(Character(scalar)).utf8)
    }
  }

  /// Whether a byte is escaped, which is rare.
  fileprivate var hasEscapes: Bool {
    // Only characters of the last planes begin with this byte.
    utf8.contains(0xF4) && unicodeScalars.contains { ArgumentEscape.byte($0) != nil }
  }
}

extension FilePath {
  init(argument: String) { self.init(bytes: argument.argumentBytes) }
}
