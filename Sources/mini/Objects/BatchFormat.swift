// The formats of `mini cat-object --batch=FORMAT`, which are those of `git cat-file`.

import ObjectStore

/// A format: text that contains `%(atom)`. `%%` is a percent sign, and so is a `%` before any other
/// character.
///
/// - SeeAlso: git-cat-file(1), "BATCH OUTPUT"; `expand_format` in Git's builtin/cat-file.c
struct BatchFormat: Sendable {
  enum Atom: String, CaseIterable {
    case objectName = "objectname"
    case objectType = "objecttype"
    case objectSize = "objectsize"
    case storedSize = "objectsize:disk"
    case deltaBase = "deltabase"
    case rest
  }

  enum Piece: Sendable {
    case text([UInt8])
    case atom(Atom)
  }

  let pieces: [Piece]

  /// The default format.
  static let usual = BatchFormat(pieces: [
    .atom(.objectName), .text([0x20]), .atom(.objectType), .text([0x20]), .atom(.objectSize),
  ])

  private init(pieces: [Piece]) {
    self.pieces = pieces
  }

  /// Why a text is not a format, in Git's words.
  struct Flaw: Error, CustomStringConvertible {
    let description: String
  }

  init(_ format: String) throws(Flaw) {
    var pieces: [Piece] = []
    var text: [UInt8] = []
    var rest = format.argumentBytes[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), rest.first == UInt8(ascii: "%") {
        rest.removeFirst()
      } else if byte == UInt8(ascii: "%"), rest.first == UInt8(ascii: "(") {
        guard let end = rest.firstIndex(of: UInt8(ascii: ")")) else {
          let element = String(decoding: rest, as: UTF8.self)
          throw Flaw(description: "format element '\(element)' does not end in ')'")
        }
        let name = String(decoding: rest[(rest.startIndex + 1)..<end], as: UTF8.self)
        guard let atom = Atom(rawValue: name) else {
          throw Flaw(description: "unknown format element: \(name)")
        }
        if !text.isEmpty { pieces.append(.text(text)) }
        text = []
        pieces.append(.atom(atom))
        rest = rest[(end + 1)...]
        continue
      }
      text.append(byte)
    }
    if !text.isEmpty { pieces.append(.text(text)) }
    self.pieces = pieces
  }

  func has(_ atoms: Set<Atom>) -> Bool {
    pieces.contains { if case .atom(let atom) = $0 { atoms.contains(atom) } else { false } }
  }

  /// Appends the line for one object.
  ///
  /// - Parameters:
  ///   - info: can be nil if the format needs neither stored size nor delta base.
  ///   - rest: the text after the name.
  func append(
    _ id: ObjectID, header: ObjectHeader?, info: ObjectInfo?, rest: ArraySlice<UInt8>,
    to output: inout [UInt8]
  ) {
    for piece in pieces {
      switch piece {
      case .text(let text): output += text
      case .atom(.objectName): id.appendHex(to: &output)
      case .atom(.objectType): output += (header?.type.description ?? "").utf8
      case .atom(.objectSize): output += String(header?.sizeBytes ?? 0).utf8
      case .atom(.storedSize): output += String(info?.storedBytes ?? 0).utf8
      case .atom(.deltaBase): output += (info?.deltaBase ?? Self.noObject).description.utf8
      case .atom(.rest): output += rest
      }
    }
    output.append(UInt8(ascii: "\n"))
  }

  /// Git's null id.
  private static let noObject = ObjectID.zero
}
