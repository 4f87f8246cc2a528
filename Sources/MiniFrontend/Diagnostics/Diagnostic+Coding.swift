// Diagnostics as bytes. The cache stores a file's warnings in this form, to replay them.
//
//   list       = varint count, { diagnostic }
//   diagnostic = varint code, string message, location, string label, varint count, { note }
//   note       = string message, byte has (0 or 1), [ location ]
//   location      = varint × 5: byteOffset line column endLine endColumn,
//                string lineText, varint lineTextColumn                       (see ByteReader)

extension [Diagnostic] {
  /// The bytes of the list; equal lists have equal bytes.
  package func encoded() -> [UInt8] {
    var writer = ByteWriter()
    writer.append(count: count)
    for diagnostic in self { writer.append(diagnostic) }
    return writer.bytes
  }

  /// Decodes the result of `encoded()`.
  ///
  /// - Returns: `nil` unless the bytes are exactly the encoding of a list.
  package init?(decoding bytes: [UInt8]) {
    var reader = ByteReader(bytes)
    guard let list = reader.list(sizeMin: 11, { $0.diagnostic() }), reader.isAtEnd else {
      return nil
    }
    self = list
  }
}

extension ByteWriter {
  fileprivate mutating func append(_ diagnostic: Diagnostic) {
    append(UInt32(diagnostic.code.rawValue))
    append(diagnostic.message)
    append(diagnostic.location)
    append(diagnostic.label)
    append(count: diagnostic.notes.count)
    for note in diagnostic.notes {
      append(note.message)
      append(byte: note.location == nil ? 0 : 1)
      if let location = note.location { append(location) }
    }
  }

  private mutating func append(_ location: Diagnostic.Location) {
    append(location.byteOffset)
    append(location.line)
    append(location.column)
    append(location.endLine)
    append(location.endColumn)
    append(location.lineText)
    append(location.lineTextColumn)
  }
}

extension ByteReader {
  fileprivate mutating func diagnostic() -> Diagnostic? {
    guard let code = code(), let message = string(), let location = location(),
      let label = string(),
      let notes = list(sizeMin: 2, { $0.note() })
    else { return nil }
    return Diagnostic(code: code, message: message, location: location, label: label, notes: notes)
  }

  private mutating func code() -> DiagnosticCode? {
    guard let value = uint32(), let rawValue = UInt16(exactly: value) else { return nil }
    return DiagnosticCode(rawValue: rawValue)
  }

  private mutating func note() -> Diagnostic.Note? {
    guard let message = string(), let hasPlace = byte(), hasPlace <= 1 else { return nil }
    if hasPlace == 0 { return Diagnostic.Note(message: message, location: nil) }
    guard let location = location() else { return nil }
    return Diagnostic.Note(message: message, location: location)
  }

  private mutating func location() -> Diagnostic.Location? {
    guard let byteOffset = uint32(), let line = uint32(), let column = uint32(),
      let endLine = uint32(), let endColumn = uint32(), let lineText = string(),
      let lineTextColumn = uint32()
    else { return nil }
    return Diagnostic.Location(
      byteOffset: byteOffset, line: line, column: column, endLine: endLine,
      endColumn: endColumn, lineText: lineText, lineTextColumn: lineTextColumn)
  }
}
