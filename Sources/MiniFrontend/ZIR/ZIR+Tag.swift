// The instructions of ZIR.

extension ZIR {
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
  /// The raw values are part of the function key's bytes.
  package enum Tag: UInt8, Hashable, Sendable, CaseIterable {
    // Expressions: each yields a value.

    /// `integers[a]`.
    case integer = 0
    /// `floats[a]`.
    case float = 1
    /// `strings[a]`.
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
    /// Conversion of value `a` to the `Scalar` with raw value `b`.
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
    case none = 30
    /// An array of the elements `extra[a + 1 ..< a + 1 + extra[a]]`.
    case arrayLiteral = 31
    /// An array of as many copies of value `a` as value `b` says.
    case arrayRepeat = 32
    /// Value `a` at the index value `b`; of a map, the optional value of the key value `b`.
    case index = 33
    /// The part of value `a` from `extra[b]` to `extra[b + 1]`: values, or ``ZIR/noValue`` for the
    /// start and the end.
    case slice = 34
    /// Opens the region of the right side of `orelse`: value `a` is the left side. Yields nothing
    /// itself; the code up to the matching `orelseEnd` runs only if the left side is `none`.
    case orelseBegin = 35
    /// Closes the region: `a` is the index of its `orelseBegin`, value `b` the right side, or
    /// ``ZIR/noValue`` if the right side leaves. Yields the value of the whole.
    case orelseEnd = 36
    /// On the right of `orelse`: `return` value `a`, or ``ZIR/noValue``. Yields nothing, like the
    /// other tags that leave; an `orelseEnd` follows them.
    case leaveReturn = 37
    /// As `breakLoop`.
    case leaveBreak = 38
    /// As `continueLoop`.
    case leaveContinue = 39
    /// `text(…)` of value `a`.
    case convertText = 40
    /// The argument `&place`, where the place is `extra[a...]` (see ``ZIR/Place``). Only an argument
    /// of `call`, `callValue` and `builtin`, which look the place up.
    case reference = 41
    /// The place `extra[a...]` as it is now, which a compound assignment then changes.
    case placeRead = 42
    /// The ``ZIR/Builtin`` with the number `a`, with the arguments
    /// `extra[b + 1 ..< b + 1 + extra[b]]`.
    case builtin = 43
    /// `panic(…)` on the right of `orelse`, as the statement.
    case leavePanic = 44
    /// `exit(…)` on the right of `orelse`, as the statement.
    case leaveExit = 45
    /// The value of the constant `callees[a]`, or a reference to the function. If that is a type,
    /// only a `field` or an `enumCase` may use it.
    case global = 46
    /// The field `names[b]` of value `a`. Of a `global` that is an enum: its case of this name.
    case field = 47
    /// A value of an enum: `a` is a `global`, or ``ZIR/noValue`` where the context knows the type.
    /// `extra[b...]`: the case's name in `names`; 1 if it is written with parentheses, else 0; a
    /// count, the values.
    case enumCase = 48
    /// A value of the struct `callees[a]`. `extra[b...]`: a count; for each argument its label in
    /// `names`, or ``ZIR/noValue``, and its value. Fields left out have their defaults.
    case construct = 49
    /// A map of the pairs `extra[a...]`: a count; for each pair the value of its key, its value.
    case mapLiteral = 50
    /// Calls the function that is value `a`, with the arguments `extra[b + 1 ..< b + 1 + extra[b]]`.
    case callValue = 51

    // Statements: each ends the run of its own instructions.

    /// Declares slot `a` with value `b`, which determines its type.
    case declare = 128
    /// Declares slot `a` with a written type: the value is `extra[b]`, the type
    /// `types[extra[b + 1]]`.
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
    /// Closes a `while` or a `for`. `a` is the index of its `loopBegin`, `rangeBegin` or
    /// `eachBegin`.
    case loopEnd = 141
    /// Leaves the loop whose `loopBegin`, `rangeBegin` or `eachBegin` is at `a`.
    case breakLoop = 142
    /// Continues the loop whose `loopBegin`, `rangeBegin` or `eachBegin` is at `a`.
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
    /// Assigns value `b` to the place `extra[a...]`, which has steps or is a parameter with `&`. A
    /// compound assignment shares the place's list with its `placeRead`.
    case assignPlace = 147
    /// `if const`: value `a`, an optional, opens the first branch, in which slot `b` is its value.
    case ifConstBegin = 148
    /// `while const`: value `a`, an optional, is the loop's condition; the body follows, in which the
    /// slot `extra[b + 1]` is its value. `extra[b]` is the index of its `loopBegin`.
    case loopConstCondition = 149
    /// Opens a `for` over value `a`; its body follows. `extra[b...]`: the slots of the element and of
    /// the counter (``ZIR/noSlot``: none), which are declared here; the number of names. Over a map,
    /// two names are the key in the counter's place and the value in the element's, and one is the
    /// key in the element's.
    case eachBegin = 150
    /// Ends a block inside the body where control can come here: the slots from `a` up to `b`, not
    /// including it, are gone. Those of the blocks and loops in it went before.
    case scopeEnd = 151
    // Built-in functions with the arguments `extra[a + 1 ..< a + 1 + extra[a]]`; the type checker
    // reports wrong ones.
    /// `assert(…)`.
    case assert = 152
    /// `panic(…)`; control never passes it.
    case panic = 153
    /// `exit(…)`; control never passes it.
    case exit = 154
    // `switch`: `switchBegin`; for each branch its patterns, `branchBegin`, its code, `branchEnd`;
    // perhaps `elseBranch`, code, `branchEnd`; `switchEnd`. Control that comes to the end passes the
    // `switchEnd`.

    /// Opens a `switch` over value `a`.
    case switchBegin = 155
    /// A pattern: a case of an enum. `extra[a...]`: its name in `names`, the number of slots or
    /// ``ZIR/noValue`` (without parentheses), the slots of its values (``ZIR/noSlot`` for `_`), which
    /// are declared here. `b` is the index of its `switchBegin`.
    case casePattern = 156
    /// A pattern: the literal that is value `a`. `b` is the index of its `switchBegin`.
    case valuePattern = 157
    /// A pattern: a range of integers that begins at the literal that is value `a`. `extra[b...]`:
    /// the end, a literal's value; 1 if the end belongs to the range, else 0; the index of its
    /// `switchBegin`.
    case rangePattern = 158
    /// Opens the branch of the patterns before it. `a` is the index of its `switchBegin`.
    case branchBegin = 159
    /// Opens the branch for all other values. `a` is the index of its `switchBegin`.
    case elseBranch = 160
    /// Closes a branch; the names that its pattern binds are gone. `a` is the index of its
    /// `branchBegin` or `elseBranch`.
    case branchEnd = 161
    /// Closes a `switch`. `a` is the index of its `switchBegin`.
    case switchEnd = 162
    /// Value `a` is that of the constant whose body this is. Its type is `types[b]`, or the value's
    /// where `b` is ``ZIR/noValue``.
    case constantValue = 163

    /// Whether this instruction ends a statement's run. All markers of regions do, but those of
    /// `and`, `or` and `orelse`.
    package var isStatement: Bool { rawValue >= Tag.declare.rawValue }

    /// Whether it opens, divides or closes a region, or ends a scope.
    package var isMarker: Bool {
      switch self {
      case .logicalBegin, .logicalEnd, .orelseBegin, .orelseEnd, .ifBegin, .ifConstBegin,
        .elseBegin, .ifEnd, .loopBegin, .loopCondition, .loopConstCondition, .loopEnd,
        .rangeBegin, .eachBegin, .unreachableBegin, .unreachableEnd, .switchBegin, .casePattern,
        .valuePattern, .rangePattern, .branchBegin, .elseBranch, .branchEnd, .switchEnd, .scopeEnd:
        true
      case .integer, .float, .string, .bool, .parameter, .local, .negate, .not, .complement, .add,
        .subtract, .multiply, .divide, .remainder, .bitAnd, .bitOr, .bitXor, .shiftLeft,
        .shiftRight, .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .call,
        .callValue, .convert, .poison, .none, .arrayLiteral, .mapLiteral, .arrayRepeat, .index,
        .slice, .leaveReturn, .leaveBreak, .leaveContinue, .leavePanic, .leaveExit, .convertText,
        .reference, .placeRead, .builtin, .global, .field, .enumCase, .construct, .declare,
        .declareTyped, .assign, .assignPlace, .evaluate, .print, .write, .assert, .panic, .exit,
        .returnValue, .returnVoid, .constantValue, .breakLoop, .continueLoop:
        false
      }
    }

    /// Whether this instruction yields a value. Those that begin a region or leave do not.
    package var isValue: Bool {
      !isStatement && !leaves && self != .logicalBegin && self != .orelseBegin
    }

    /// Whether it is the right side of an `orelse` that yields no value.
    package var leaves: Bool {
      self == .leaveReturn || self == .leaveBreak || self == .leaveContinue || self == .leavePanic
        || self == .leaveExit
    }

    /// Whether it is arithmetic of which only the first operand has the result's type.
    package var hasOneOperandOfItsType: Bool {
      self == .negate || self == .complement || self == .shiftLeft || self == .shiftRight
    }

    /// Whether it is an operator that is defined on integers alone.
    package var isOfIntegers: Bool {
      self == .remainder || self == .complement || self == .bitAnd || self == .bitOr
        || self == .bitXor || self == .shiftLeft || self == .shiftRight
    }

    /// Whether it follows the last statement of a branch.
    package var endsBranch: Bool { self == .elseBegin || self == .ifEnd }

    /// Whether it assigns to a variable or a part of one.
    package var isAssignment: Bool { self == .assign || self == .assignPlace }

    package var isComparison: Bool {
      (Self.equal.rawValue...Self.greaterOrEqual.rawValue).contains(rawValue)
    }

    /// Whether operands of some type can make this operation panic. Panics name the operation by its
    /// ordinal: its number among the function's operations with this property, from 1. The ordinal
    /// depends on the text alone, because types and reachability do not matter.
    package var canPanic: Bool {
      self == .add || self == .divide || self == .remainder || self == .shiftLeft
        || self == .shiftRight || self == .arrayRepeat || self == .index || self == .slice
        || self == .reference || self == .placeRead || self == .assignPlace || self == .builtin
        || self == .assert || self == .panic || self == .leavePanic
    }
  }
}
