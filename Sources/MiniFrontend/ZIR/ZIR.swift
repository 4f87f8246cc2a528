// ZIR, the front end's result for one file and all that the back end sees of it: untyped, flat,
// self-contained, with its errors inside.
//
// A function's code is a linear list of instructions in the order of evaluation. Operands are
// indices of earlier instructions of the same function. Control flow is structured: marker
// instructions open and close regions, so that one pass without recursion walks any function,
// however deep its source nests. A statement's instructions are contiguous and end with the
// statement's own instruction (`Tag.isStatement`). Data about layout and local names (`ranges`,
// `localNames`, `blocks`) is stored beside the code and is not part of `appendKeyBytes(to:)`.

/// One file, lowered. `diagnostics` contains its warnings, and the errors that one file's text
/// decides.
package struct ZIR: Hashable, Sendable {
  package var imports: [Import]
  /// In source order. A function with a duplicate name is reported and left out.
  package var functions: [Function]
  package var diagnostics: [RawDiagnostic]

  package init(imports: [Import], functions: [Function], diagnostics: [RawDiagnostic]) {
    self.imports = imports
    self.functions = functions
    self.diagnostics = diagnostics
  }

  /// `import "path" as namespace;` An import with a malformed path is reported and left out.
  package struct Import: Hashable, Sendable {
    /// As written: relative to the importing file, `/` between components, ends in `.mini`.
    package var path: String
    package var namespace: String
    /// The path's string literal, quotes included.
    package var range: SourceRange

    package init(path: String, namespace: String, range: SourceRange) {
      self.path = path
      self.namespace = namespace
      self.range = range
    }
  }

  /// A function that this one calls, by name: `add` of this file, or `math.add` of an import.
  package struct Callee: Hashable, Sendable {
    /// Index into `ZIR.imports`; `nil`: a function of this file.
    package var importIndex: UInt32?
    package var name: String

    package init(importIndex: UInt32?, name: String) {
      self.importIndex = importIndex
      self.name = name
    }
  }

  /// An integer literal, including a `-` directly before it.
  package struct IntegerLiteral: Hashable, Sendable {
    package var magnitude: UInt64
    package var isNegative: Bool
    /// Whether the digits exceed `magnitude`; then the literal fits only `f64`.
    package var overflows: Bool
    /// Whether it is written as a byte: then it is a `u8` by itself, and never an `f64`.
    package var isByte: Bool
    /// The bits of the nearest double, for an `f64` context.
    package var doubleBits: UInt64

    package init(
      magnitude: UInt64, isNegative: Bool, overflows: Bool = false, isByte: Bool = false,
      doubleBits: UInt64
    ) {
      self.magnitude = magnitude
      self.isNegative = isNegative
      self.overflows = overflows
      self.isByte = isByte
      self.doubleBits = doubleBits
    }
  }

  /// The start of the name `add` in a call `math.add(…)`: the name that may turn out not to exist.
  package struct MemberStart: Hashable, Sendable {
    /// The call's index among the function's instructions.
    package var call: UInt32
    /// A byte offset within the call's range.
    package var start: UInt32

    package init(call: UInt32, start: UInt32) {
      self.call = call
      self.start = start
    }
  }

  /// A block inside a function's body that declares variables, which are visible only in it.
  package struct Block: Hashable, Sendable {
    /// Its code is `code[start..<end]`.
    package var start: UInt32
    package var end: UInt32
    /// The byte offset of its `{`.
    package var brace: UInt32

    package init(start: UInt32, end: UInt32, brace: UInt32) {
      self.start = start
      self.end = end
      self.brace = brace
    }
  }

  /// One function, self-contained: all indices point into its own tables. A class, because it is
  /// passed on often, and a copy of a dozen arrays counts a dozen references.
  package final class Function: Hashable, Sendable {
    package let name: String
    package let signature: Signature
    package let code: [Instruction]
    /// Arguments of calls and of built-in functions, as lists of instruction indices; the pairs of
    /// `declareTyped`.
    package let extra: [UInt32]
    /// Each once, in the order of first use.
    package let callees: [Callee]
    package let integers: [IntegerLiteral]
    /// Float literals, as the bits of the nearest doubles.
    package let floats: [UInt64]
    /// String literals, escapes resolved.
    package let strings: [[UInt8]]
    /// Number of local variables; slots are numbered in the order of declaration.
    package let localCount: UInt32

    // Beside the code, not part of the key.

    package let nameRange: SourceRange
    /// One per instruction. An expression's range is all of it; a call's or a conversion's range
    /// starts at the callee's name (`math.add(1)`: at `math`).
    package let ranges: [SourceRange]
    /// One per call of an import's function, in the order of ``MemberStart/call``.
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
      callees: [Callee], integers: [IntegerLiteral], floats: [UInt64], strings: [[UInt8]],
      localCount: UInt32, nameRange: SourceRange, ranges: [SourceRange],
      memberStarts: [MemberStart],
      localNames: [String], parameterNames: [String], blocks: [Block], endBrace: UInt32
    ) {
      self.name = name
      self.signature = signature
      self.code = code
      self.extra = extra
      self.callees = callees
      self.integers = integers
      self.floats = floats
      self.strings = strings
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
    /// - Parameter ordinal: as a panic names it: see ``Tag/canPanic``.
    package func range(ofOperation ordinal: UInt32) -> SourceRange? {
      var count: UInt32 = 0
      for (index, instruction) in code.enumerated() where instruction.tag.canPanic {
        count += 1
        if count == ordinal { return ranges[index] }
      }
      return nil
    }

    package static func == (left: Function, right: Function) -> Bool {
      left.name == right.name && left.signature == right.signature && left.code == right.code
        && left.extra == right.extra && left.callees == right.callees
        && left.integers == right.integers && left.floats == right.floats
        && left.strings == right.strings && left.localCount == right.localCount
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

  /// In place of a slot: the value has no name.
  package static let noSlot = UInt32.max

  /// A tag and two operands; each ``Tag`` says what `a` and `b` mean.
  package struct Instruction: Hashable, Sendable {
    package var tag: Tag
    package var a: UInt32
    package var b: UInt32

    package init(_ tag: Tag, _ a: UInt32 = 0, _ b: UInt32 = 0) {
      self.tag = tag
      self.a = a
      self.b = b
    }
  }

  /// The operation of an instruction. *Value* means the index of an earlier instruction that yields
  /// one.
  ///
  /// The raw values are part of the function key's bytes and of the serialised form.
  package enum Tag: UInt8, Hashable, Sendable, CaseIterable {
    // Expressions: each yields a value.

    /// `integers[a]`.
    case integer = 0
    /// `floats[a]`.
    case float = 1
    /// `strings[a]`; only as an argument of a built-in function: the type checker reports others.
    case string = 2
    /// false if `a` is 0, else true.
    case bool = 3
    /// The parameter number `a`.
    case parameter = 4
    /// Reads the local variable in slot `a`.
    case local = 5
    /// `-` value `a`, where `a` is not a literal (a literal includes its own sign).
    case negate = 6
    /// `!` value `a`.
    case not = 7
    // value a ∘ value b
    case add = 8
    case subtract = 9
    case multiply = 10
    case divide = 11
    case remainder = 12
    case equal = 13
    case notEqual = 14
    case less = 15
    case lessOrEqual = 16
    case greater = 17
    case greaterOrEqual = 18
    /// Opens the region of the right operand of `and`/`or`: value `a` is the left operand, `b` is 0
    /// for `and`, 1 for `or`. Yields nothing itself; the code up to the matching `logicalEnd` runs
    /// only if the left operand does not decide.
    case logicalBegin = 19
    /// Closes the region: `a` is the index of its `logicalBegin`, value `b` the right operand.
    /// Yields bool.
    case logicalEnd = 20
    /// `callees[a]` with the arguments `extra[b + 1 ..< b + 1 + extra[b]]`.
    case call = 21
    /// Conversion of value `a` to the `Type` with raw value `b`.
    case convert = 22
    /// Replaces an expression in which the front end has reported an error. It fits any type, and
    /// the type checker reports nothing about it.
    case poison = 23
    /// `~` value `a`.
    case complement = 24
    // value a ∘ value b
    case bitAnd = 25
    case bitOr = 26
    case bitXor = 27
    /// Shifts value `a` by value `b`, whose type is any integer type.
    case shiftLeft = 28
    case shiftRight = 29
    // Built-in functions of value a and, but for `absolute`, value b.
    case minimum = 30
    case maximum = 31
    case absolute = 32

    // Statements: each ends the run of its own instructions.

    /// Declares slot `a` with value `b`, which determines its type.
    case declare = 128
    /// Declares slot `a` with a written type: the value is `extra[b]`, the `Type`'s raw value
    /// `extra[b + 1]`.
    case declareTyped = 129
    /// Assigns value `b` to slot `a`.
    case assign = 130
    /// Evaluates value `a` and drops it.
    case evaluate = 131
    /// `print(…)`: arguments `extra[a + 1 ..< a + 1 + extra[a]]`, then a line break.
    case print = 132
    /// `write(…)`: like `print`, without the line break.
    case write = 133
    /// `return` value `a`.
    case returnValue = 134
    /// `return;`, also in a function with a result type, where the type checker reports it.
    case returnVoid = 135
    /// `if` value `a`: opens the first branch.
    case ifBegin = 136
    /// Closes the first branch, opens the second. `a` is the index of its `ifBegin`.
    case elseBegin = 137
    /// Closes an `if`. `a` is the index of its `ifBegin`.
    case ifEnd = 138
    /// Opens a `while`; the condition's code follows.
    case loopBegin = 139
    /// Value `a` is the loop's condition; the body follows. `b` is the index of its `loopBegin`.
    case loopCondition = 140
    /// Closes a `while` or a `for`. `a` is the index of its `loopBegin` or `rangeBegin`.
    case loopEnd = 141
    /// Leaves the loop whose `loopBegin` or `rangeBegin` is at `a`.
    case breakLoop = 142
    /// Continues the loop whose `loopBegin` or `rangeBegin` is at `a`.
    case continueLoop = 143
    /// No code is made from here to the matching `unreachableEnd`, but types are checked. The
    /// markers nest properly within regions and never cross a region's border.
    case unreachableBegin = 144
    /// `a` is the index of its `unreachableBegin`.
    case unreachableEnd = 145
    /// Opens a `for` over a range that begins at value `a`; its body follows. `extra[b...]`: value,
    /// the end; 1 if the end belongs to the range, else 0; the slots of the value and of the counter
    /// (``ZIR/noSlot``: none), which are declared here.
    case rangeBegin = 146
    // Built-in functions with the arguments `extra[a + 1 ..< a + 1 + extra[a]]`; the type checker
    // reports wrong ones.
    /// `assert(…)`.
    case assert = 147
    /// `panic(…)`; control never passes it.
    case panic = 148
    /// `exit(…)`; control never passes it.
    case exit = 149

    /// Whether this instruction ends a statement's run. All markers of regions do, but the logical
    /// ones.
    package var isStatement: Bool { rawValue >= Tag.declare.rawValue }

    /// Whether operands of some type can make this operation panic. Panics name the operation by its
    /// ordinal: its number among the function's operations with this property, from 1. The ordinal
    /// depends on the text alone, because types and reachability do not matter.
    package var canPanic: Bool {
      self == .divide || self == .remainder || self == .shiftLeft || self == .shiftRight
        || self == .assert || self == .panic
    }

    /// Whether it is arithmetic of which only the first operand has the result's type.
    package var hasOneOperandOfItsType: Bool {
      self == .negate || self == .complement || self == .shiftLeft || self == .shiftRight
        || self == .absolute
    }

    /// Whether it is an operator that is defined on integers alone.
    package var isOfIntegers: Bool {
      self == .remainder || self == .complement || self == .bitAnd || self == .bitOr
        || self == .bitXor || self == .shiftLeft || self == .shiftRight
    }
  }
}
