// The types and constants that a file declares.

extension ZIR {
  /// A struct or an enum. A class, because it is passed on often.
  package final class TypeDeclaration: Hashable, Sendable {
    /// The parts of its values.
    package enum Shape: Hashable, Sendable {
      case structure([Field])
      case enumeration([Case])
    }

    package let name: String
    package let nameRange: SourceRange
    package let shape: Shape

    package init(name: String, nameRange: SourceRange, shape: Shape) {
      self.name = name
      self.nameRange = nameRange
      self.shape = shape
    }

    package static func == (left: TypeDeclaration, right: TypeDeclaration) -> Bool {
      left.name == right.name && left.nameRange == right.nameRange && left.shape == right.shape
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(name) }
  }

  /// A field of a struct.
  package struct Field: Hashable, Sendable {
    package let name: String
    package let nameRange: SourceRange
    package let type: Type
    package let typeRange: SourceRange
    /// A function without parameters whose statement is a `constantValue`; `nil`: each value of the
    /// struct must state the field.
    package let defaultValue: Function?

    package init(
      name: String, nameRange: SourceRange, type: Type, typeRange: SourceRange,
      defaultValue: Function?
    ) {
      self.name = name
      self.nameRange = nameRange
      self.type = type
      self.typeRange = typeRange
      self.defaultValue = defaultValue
    }
  }

  /// A case of an enum.
  package struct Case: Hashable, Sendable {
    package let name: String
    package let nameRange: SourceRange
    /// The types of the values that it holds.
    package let values: [Type]
    package let valueRanges: [SourceRange]

    package init(
      name: String, nameRange: SourceRange, values: [Type], valueRanges: [SourceRange]
    ) {
      self.name = name
      self.nameRange = nameRange
      self.values = values
      self.valueRanges = valueRanges
    }
  }

  /// A constant of the file.
  package struct Constant: Hashable, Sendable {
    package let name: String
    package let nameRange: SourceRange
    /// As written; `nil`: the type of its value.
    package let type: Type?
    /// A function without parameters whose statement is a `constantValue`.
    package let body: Function

    package init(name: String, nameRange: SourceRange, type: Type?, body: Function) {
      self.name = name
      self.nameRange = nameRange
      self.type = type
      self.body = body
    }
  }

  /// The `///` lines directly before a declaration.
  package struct Documentation: Hashable, Sendable {
    /// The declaration's name, or a test's as ``ZIR/testName(_:)`` makes it.
    package let declaration: String
    /// The lines without their `///` and a space after it, a line feed between two.
    package let text: String

    package init(declaration: String, text: String) {
      self.declaration = declaration
      self.text = text
    }
  }

  /// A place that writes a named type as that of a map's keys.
  package struct KeyUse: Hashable, Sendable {
    package let type: TypeName
    package let range: SourceRange

    package init(type: TypeName, range: SourceRange) {
      self.type = type
      self.range = range
    }
  }

  /// A place that writes a type of an import: `shapes.Point`.
  package struct TypeUse: Hashable, Sendable {
    package let importIndex: UInt32
    package let name: String
    /// The name after the point.
    package let range: SourceRange

    package init(importIndex: UInt32, name: String, range: SourceRange) {
      self.importIndex = importIndex
      self.name = name
      self.range = range
    }
  }
}
