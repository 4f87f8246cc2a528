// Places in ZIR: variables and parts of them.

extension ZIR {
  /// In place of a slot: the value has no name.
  package static let noSlot = UInt32.max
  /// In place of a value: there is none.
  package static let noValue = UInt32.max

  /// A place in `extra`: a variable and the steps to a part of it.
  package struct Place: Hashable, Sendable {
    package enum Root: Hashable, Sendable {
      case local(UInt32)
      /// A parameter with `&`.
      case parameter(UInt32)
    }

    package enum Step: Hashable, Sendable {
      /// The element at the index value, or what a map has for the key value.
      case index(UInt32)
      /// The field with this index in ``ZIR/Function/names``.
      case field(UInt32)
    }

    package let root: Root
    package let steps: [Step]
  }
}

extension ZIR.Function {
  /// The place that the list `extra[list...]` describes: the kind of its root (0: a local variable,
  /// 1: a parameter), the root's number, the number of steps, for each step its kind (0: an index,
  /// 1: a field) and its value or its name.
  package func place(_ list: UInt32) -> ZIR.Place {
    let start = Int(list)
    let root: ZIR.Place.Root =
      extra[start] == 0 ? .local(extra[start + 1]) : .parameter(extra[start + 1])
    let steps = (0..<Int(extra[start + 2])).map { position -> ZIR.Place.Step in
      let step = start + 3 + 2 * position
      return extra[step] == 0 ? .index(extra[step + 1]) : .field(extra[step + 1])
    }
    return ZIR.Place(root: root, steps: steps)
  }

  /// The values of the list `extra[list...]`: a count, then as many.
  package func values(_ list: UInt32) -> ArraySlice<UInt32> {
    extra[(Int(list) + 1)...].prefix(Int(extra[Int(list)]))
  }
}
