// Edits a configuration file and leaves the rest of it unchanged, including comments.

extension GitConfig {
  /// The file's bytes with a name set to these values, in order; without values, the name is
  /// removed. Existing settings are changed in place; new ones are added at the end of the section.
  ///
  /// - Parameter name: `section.key` or `section.subsection.key`, spelled as it is to be written; the
  ///   subsection in lower case.
  package func replacing(_ name: String, with values: [[UInt8]]) -> [UInt8] {
    let wanted = name.lowercased()
    var result = bytes
    var added = ArraySlice(values)
    var edits: [(range: Range<Int>, text: [UInt8])] = []
    for setting in settings where setting.name == wanted {
      if let value = added.popFirst() {
        if setting.value != value { edits.append((setting.range, text(name, value))) }
      } else {
        edits.append((lineRange(of: setting), []))
      }
    }
    if !added.isEmpty { edits.append(insertion(name, Array(added))) }
    // From the end, so that positions before an edit stay valid.
    for edit in edits.sorted(by: { $0.range.lowerBound > $1.range.lowerBound }) {
      result.replaceSubrange(edit.range, with: edit.text)
    }
    return result
  }

  private func insertion(_ name: String, _ values: [[UInt8]]) -> (range: Range<Int>, text: [UInt8])
  {
    let words = name.split(separator: ".", maxSplits: 1)
    let subsection = words.last?.split(separator: ".").dropLast().joined(separator: ".") ?? ""
    let sectionName = subsection.isEmpty ? "\(words[0])" : "\(words[0]).\(subsection)"
    let section = sections.last { $0.name == sectionName.lowercased() }
    let offset = section?.end ?? bytes.count
    var lines: [UInt8] = []
    if offset > 0, bytes[offset - 1] != lineFeed { lines.append(lineFeed) }
    if section == nil {
      let title = subsection.isEmpty ? "\(words[0])" : "\(words[0]) \"\(subsection)\""
      lines += Array("[\(title)]\n".utf8)
    }
    for value in values { lines += Array("\t".utf8) + text(name, value) + [lineFeed] }
    return (offset..<offset, lines)
  }

  /// The lines of a setting, if it is alone on them; otherwise the setting only.
  private func lineRange(of setting: Setting) -> Range<Int> {
    let before = bytes[..<setting.range.lowerBound]
    let start = before.lastIndex(of: lineFeed).map { $0 + 1 } ?? 0
    guard before[start...].allSatisfy(isSpace) else { return setting.range }
    let after = bytes[setting.range.upperBound...]
    return start..<(after.firstIndex(of: lineFeed).map { $0 + 1 } ?? bytes.count)
  }

  private func text(_ name: String, _ value: [UInt8]) -> [UInt8] {
    let key = name.split(separator: ".").last ?? ""
    return Array("\(key) = ".utf8) + Self.quoted(value)
  }

  /// A value as written in a file: escaped, and quoted if spaces or comment characters would be
  /// lost.
  package static func quoted(_ value: [UInt8]) -> [UInt8] {
    var text: [UInt8] = []
    for byte in value {
      switch byte {
      case lineFeed: text += Array("\\n".utf8)
      case UInt8(ascii: "\t"): text += Array("\\t".utf8)
      case 0x08: text += Array("\\b".utf8)
      case UInt8(ascii: "\\"), UInt8(ascii: "\""): text += [UInt8(ascii: "\\"), byte]
      default: text.append(byte)
      }
    }
    let isBare =
      !value.isEmpty && !isSpace(value[0]) && !isSpace(value[value.count - 1])
      && !value.contains { $0 == UInt8(ascii: "#") || $0 == UInt8(ascii: ";") }
    let quote = [UInt8(ascii: "\"")]
    return isBare ? text : quote + text + quote
  }
}
