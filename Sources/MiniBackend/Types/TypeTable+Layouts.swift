// Where the parts of a type's values are, and whether functions are among them.

import MiniFrontend

extension TypeTable {
  package func layout(of id: TypeID) -> TypeLayout {
    if let scalar = id.scalar { return TypeLayout(scalar) }
    if id == .text { return .text }
    if let known = layouts[Int(id.raw - TypeID.firstRow)] { return known }
    define(id)
    return layouts[Int(id.raw - TypeID.firstRow)] ?? .unknown
  }

  /// The parts of a struct or an enum; `nil` for other types.
  package func nominal(_ id: TypeID) -> NominalType? {
    guard id.raw >= TypeID.firstRow else { return nil }
    let row = Int(id.raw - TypeID.firstRow)
    guard case .nominal = shapes[row] else { return nil }
    if layouts[row] == nil { define(id) }
    return nominals[row]
  }

  /// Lays out a type, after all whose values are parts of its values. Without recursion, because a
  /// file can declare a great many structs, each a field of the next.
  private func define(_ id: TypeID) {
    var open = [id]
    while let last = open.last {
      let row = Int(last.raw - TypeID.firstRow)
      if layouts[row] != nil {
        open.removeLast()
        continue
      }
      let parts = parts(of: last)
      guard !isOpen[row] else {
        finish(row, parts)
        continue
      }
      isOpen[row] = true
      for part in parts.joined() {
        guard let part, part.raw >= TypeID.firstRow else { continue }
        let row = Int(part.raw - TypeID.firstRow)
        guard layouts[row] == nil else { continue }
        // A type that contains itself has been reported.
        if isOpen[row] { hasUnknown = true } else { open.append(part) }
      }
    }
  }

  /// The types of the parts of a value that are inside it.
  private func parts(of id: TypeID) -> [[TypeID?]] {
    switch shape(of: id) {
    case .scalar, .text, .array, .map, .function: []
    case .optional(let value): [[value]]
    case .nominal(let number): scope.declarations[number].parts.map { $0.map(self.id(of:)) }
    }
  }

  private func finish(_ row: Int, _ parts: [[TypeID?]]) {
    func known(_ id: TypeID?) -> TypeLayout {
      guard let id else { return .unknown }
      if let scalar = id.scalar { return TypeLayout(scalar) }
      return id == .text ? .text : layouts[Int(id.raw - TypeID.firstRow)] ?? .unknown
    }
    switch shapes[row] {
    case .scalar, .text, .array, .map, .function: break
    case .optional(let value): layouts[row] = .optional(of: known(value))
    case .nominal(let number):
      let declaration = scope.declarations[number]
      let (layout, offsets) = TypeLayout.nominal(
        tagBytes: declaration.tagBytes, parts.map { $0.map(known) })
      if layout.size > TypeLayout.sizeMax { hasUnknown = true }
      layouts[row] = layout.size > TypeLayout.sizeMax ? .unknown : layout
      nominals[row] = NominalType(
        declaration,
        members: zip(parts, offsets).map { zip($0, $1).map { .init(type: $0, offset: $1) } },
        layout: layout)
    }
  }

  // MARK: Functions in values

  /// Whether values of a type can contain functions: they are neither compared nor printed.
  func holdsFunctions(_ id: TypeID) -> Bool {
    var seen: [TypeID] = []
    var open = [id]
    while let next = open.popLast() {
      guard next.raw >= TypeID.firstRow else { continue }
      let row = Int(next.raw - TypeID.firstRow)
      guard !isFreeOfFunctions[row] else { continue }
      isFreeOfFunctions[row] = true
      seen.append(next)
      switch shapes[row] {
      case .scalar, .text: break
      case .array(let part), .optional(let part): open.append(part)
      case .map(_, let value): open.append(value)
      case .nominal(let number):
        for part in scope.declarations[number].parts.joined() {
          if let part = self.id(of: part) { open.append(part) }
        }
      case .function:
        for type in seen { isFreeOfFunctions[Int(type.raw - TypeID.firstRow)] = false }
        return true
      }
    }
    return false
  }
}
