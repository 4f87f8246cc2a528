// One function of the ZIR: its code and its tables.

extension ZIR {
  /// One function, self-contained: all indices point into its own tables. A class, because it is
  /// passed on often, and a copy of a dozen arrays counts a dozen references.
  package final class Function: Hashable, Sendable {
    package let name: String
    /// Whether it is a test: no other function's name ends with a quotation mark.
    package var isTest: Bool { name.utf8.last == UInt8(ascii: "\"") }
    package let signature: Signature
    package let code: [Instruction]
    /// Lists of instruction indices and other operands; each ``Tag`` says what is in its own.
    package let extra: [UInt32]
    /// Each once, in the order of first use; the types of the signature first.
    package let callees: [Callee]
    /// The types that the code states.
    package let types: [Type]
    /// For each name of a struct or an enum in the result's type, the parameters' and `types` the
    /// index of its declaration in `callees`.
    package let typeCallees: [UInt32]
    package let integers: [IntegerLiteral]
    /// Float literals, as the bits of the nearest doubles.
    package let floats: [UInt64]
    /// String literals, escapes resolved.
    package let strings: [[UInt8]]
    /// Names of fields and cases, each once, in the order of first use.
    package let names: [String]
    /// Number of local variables; slots are numbered in the order of declaration.
    package let localCount: UInt32

    // Beside the code, not part of the key.

    package let nameRange: SourceRange
    /// One per instruction. An expression's range is all of it; a call's or a conversion's range
    /// starts at the callee's name (`math.add(1)`: at `math`).
    package let ranges: [SourceRange]
    /// In the order of ``MemberStart/instruction`` and of the text.
    package let memberStarts: [MemberStart]
    /// One per slot.
    package let localNames: [String]
    package let parameterNames: [String]
    /// In the order of their ends: inner blocks before the enclosing one.
    package let blocks: [Block]
    /// The byte offset of the body's `}`.
    package let endBrace: UInt32

    package init(
      name: String, signature: Signature, code: [Instruction], extra: [UInt32],
      callees: [Callee], types: [Type], typeCallees: [UInt32], integers: [IntegerLiteral],
      floats: [UInt64],
      strings: [[UInt8]], names: [String], localCount: UInt32, nameRange: SourceRange,
      ranges: [SourceRange],
      memberStarts: [MemberStart],
      localNames: [String], parameterNames: [String], blocks: [Block], endBrace: UInt32
    ) {
      self.name = name
      self.signature = signature
      self.code = code
      self.extra = extra
      self.callees = callees
      self.types = types
      self.typeCallees = typeCallees
      self.integers = integers
      self.floats = floats
      self.strings = strings
      self.names = names
      self.localCount = localCount
      self.nameRange = nameRange
      self.ranges = ranges
      self.memberStarts = memberStarts
      self.localNames = localNames
      self.parameterNames = parameterNames
      self.blocks = blocks
      self.endBrace = endBrace
    }

    /// The range of an operation that can panic; `nil` if there are fewer.
    ///
    /// - Parameter ordinal: as a panic names it: see ``ZIR/Tag/canPanic``.
    package func range(ofOperation ordinal: UInt32) -> SourceRange? {
      var count: UInt32 = 0
      for (index, instruction) in code.enumerated() where instruction.tag.canPanic {
        count += 1
        if count == ordinal { return ranges[index] }
      }
      return nil
    }

    /// Whether the type checker may warn of something: an `else` that is never reached, or a
    /// statement that is the name of another file's declaration. All other warnings are known from
    /// the text.
    package var mayNeedTypesToWarn: Bool {
      code.contains {
        $0.tag == .elseBranch || $0.tag == .evaluate && code[Int($0.a)].tag == .global
      }
    }

    /// The starts of the names in an instruction: see ``ZIR/MemberStart``.
    package func memberStarts(in instruction: UInt32) -> ArraySlice<MemberStart> {
      var low = 0
      var high = memberStarts.count
      while low < high {
        let middle = (low + high) / 2
        if memberStarts[middle].instruction < instruction {
          low = middle + 1
        } else {
          high = middle
        }
      }
      return memberStarts[low...].prefix { $0.instruction == instruction }
    }

    package static func == (left: Function, right: Function) -> Bool {
      left.name == right.name && left.signature == right.signature && left.code == right.code
        && left.extra == right.extra && left.callees == right.callees
        && left.types == right.types && left.typeCallees == right.typeCallees
        && left.integers == right.integers
        && left.floats == right.floats
        && left.strings == right.strings && left.names == right.names
        && left.localCount == right.localCount
        && left.nameRange == right.nameRange && left.ranges == right.ranges
        && left.memberStarts == right.memberStarts && left.localNames == right.localNames
        && left.parameterNames == right.parameterNames && left.blocks == right.blocks
        && left.endBrace == right.endBrace
    }

    package func hash(into hasher: inout Hasher) {
      hasher.combine(name)
      hasher.combine(code)
    }
  }
}
