// AIR: one function, checked, typed, folded and flat. The type checker and the lowering make it,
// the emitter reads it.
//
// A function's code is a linear list of instructions in basic blocks: `block` opens one, and the
// next `jump`, `branch`, `return`, `panic`, `exit` or `unreachable` closes it. Operands are constants,
// parameters, addresses of slots, or indices of earlier instructions. Every block is reachable from
// the first.
//
// Scalars are operands. Other values are in memory, and operands are their addresses. Whatever a value
// costs is an instruction of its own: counting its owners, releasing it, checking an index.

package import MiniFrontend

package enum AIR {
  /// One function. All indices point into its own tables.
  package struct Function: Hashable, Sendable {
    /// Not escaped: `lib/math.add`.
    package let symbol: String
    package let signature: FunctionType
    package let code: [Instruction]
    /// Arguments of calls and of the run-time library's functions, one run per call.
    package let arguments: [Operand]
    /// The functions named, each once, in the order of their first use.
    package let callees: [Callee]
    /// The ways in which function values are called, each once, in the order of first use.
    package let calledTypes: [FunctionType]
    /// The strings written, and the messages, each once, in the order of first use.
    package let strings: [[UInt8]]
    /// The constants in memory that it uses, each once, in the order of first use.
    package let globals: [Global]
    /// The variables and temporary values in memory: of the scalars, those that are assigned to
    /// again. For a debugger all variables, the parameters first.
    package let slots: [Slot]
    /// The types that the code describes to the run-time library.
    package let types: [Type]
    /// For a debugger: for each instruction of `code` the ZIR instruction that it was made from, or
    /// ``AIR/endOrigin``. Otherwise empty.
    package let origins: [UInt32]
  }

  /// The origin of instructions that belong to the end of a function's body.
  package static let endOrigin = UInt32.max

  package struct Callee: Hashable, Sendable {
    package let symbol: String
    package let signature: FunctionType
    /// `nil` for a function.
    package let primitive: Primitive?

    package init(symbol: String, signature: FunctionType) {
      self.symbol = symbol
      self.signature = signature
      primitive = Primitive(symbol: symbol)
    }
  }

  /// A function's parameters and result as the machine passes them. Values other than scalars are
  /// passed by address. A result other than a scalar is written to an address that is the first
  /// parameter.
  package struct FunctionType: Hashable, Sendable {
    /// `nil`: an address.
    package let parameters: [Scalar?]
    package let result: Scalar
  }

  /// A constant, or the default of a field, in memory.
  package struct Global: Hashable, Sendable {
    package let symbol: String
    package let type: Type
    package let value: ConstantValue
  }

  /// Memory of a function.
  package struct Slot: Hashable, Sendable {
    /// `nil` for a value that is not a scalar.
    package let scalar: Scalar?
    package let sizeBytes: UInt32
    package let alignment: UInt32
    /// The type for a debugger.
    package let type: Type
  }

  /// The name of a basic block.
  package struct Block: Hashable, Sendable {
    package let index: UInt32
  }

  /// A value known to the compiler. Doubles are stored as bits, to preserve NaN and -0.0.
  package enum Constant: Hashable, Sendable {
    case bool(Bool)
    /// The value in two's complement, extended to 64 bits as its type demands (see
    /// ``MiniFrontend/Scalar/extended(_:)``), so that equal integers are equal constants.
    case integer(UInt64, Scalar)
    case f64(UInt64)
  }

  package enum Operand: Hashable, Sendable {
    case constant(Constant)
    case parameter(UInt32)
    /// The result of the instruction at this index.
    case result(UInt32)
    /// The address of a slot.
    case slot(UInt32)
    /// The address of a text with the bytes `strings[…]`, which is never released.
    case text(UInt32)
    /// The address of the value `globals[…]`, which is never released and never changes.
    case global(UInt32)
    /// The address of a function value: of memory with the address of `callees[…]`.
    case function(UInt32)
    /// The description of `types[…]`, for the run-time library.
    case type(UInt32)
    /// The null address.
    case nothing
  }

  /// An operation on two numbers of one type. `divide` is only for doubles; integers have
  /// ``Instruction/division``. Those from `bitAnd` on are only for integers; the amount of a shift
  /// must be less than the width of its type, which a ``Instruction/check`` ensures.
  package enum Arithmetic: String, Hashable, Sendable {
    case add, subtract, multiply, divide
    case bitAnd, bitOr, bitXor, shiftLeft, shiftRight
  }

  /// The smaller or the larger of two numbers. Of doubles NaN if one is, and -0.0 is less than 0.0.
  package enum Extremum: String, Hashable, Sendable {
    case minimum, maximum
  }

  package enum Comparison: String, Hashable, Sendable {
    case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual
  }

  package enum Logic: String, Hashable, Sendable {
    case and, or
  }

  package enum Division: String, Hashable, Sendable {
    case quotient, remainder
  }

  /// The checks before a division; a check that cannot fail is left out.
  package struct DivisionChecks: OptionSet, Hashable, Sendable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) {
      self.rawValue = rawValue
    }

    package static let zero = DivisionChecks(rawValue: 1)
    package static let overflow = DivisionChecks(rawValue: 2)
  }

  /// The subject of a panic's message.
  package enum Panic: Hashable, Sendable {
    case zero, overflow, assertion
    /// A text or an array would be too long.
    case long
    /// An amount of any integer type.
    case shift(by: Operand, Scalar)
    /// `strings[string]`.
    case message(string: UInt32)
    /// The text at an address.
    case text(Operand)
  }

  /// A check of positions, all `i64`, in a text or an array.
  package enum BoundsCheck: String, Hashable, Sendable {
    /// `index` must be less than `length`.
    case index
    /// `index` must be at most `length`.
    case end
    /// `0 <= from <= to <= length`; the operands are `from`, `to` and `length`.
    case slice
    /// The first operand must not be negative.
    case count
  }

  package enum Instruction: Hashable, Sendable {
    // Instructions that yield a value.

    case arithmetic(Arithmetic, Scalar, Operand, Operand)
    /// `ordinal` is that of the operation in its function, as ``ZIR/Tag/canPanic`` defines it.
    case division(Division, Scalar, Operand, Operand, DivisionChecks, ordinal: UInt32)
    case extremum(Extremum, Scalar, Operand, Operand)
    case negate(Scalar, Operand)
    /// The magnitude of a number; that of the least integer is itself.
    case absolute(Scalar, Operand)
    case not(Operand)
    case compare(Comparison, Scalar, Operand, Operand)
    case logic(Logic, Operand, Operand)
    case convert(from: Scalar, to: Scalar, Operand)
    /// A bool: `constant` if control came from the block `from`, `operand` if from `operandFrom`.
    case merge(constant: Bool, from: Block, operand: Operand, operandFrom: Block)
    /// Calls `callees[callee]` with `arguments[first ..< first + count]`; yields nothing if it is
    /// void.
    case call(callee: UInt32, first: UInt32, count: UInt32)
    /// Calls the function whose address is the operand, in the way `calledTypes[type]`.
    case callValue(Operand, type: UInt32, first: UInt32, count: UInt32)
    case load(slot: UInt32)
    /// The scalar at an address.
    case loadAt(Scalar, Operand)
    /// The `i64` at an address, which is the length of an array.
    case loadLength(Operand)
    /// The address that is stored at an address.
    case loadAddress(Operand)
    /// Whether an address is null.
    case isNothing(Operand)
    /// An address and a number of bytes.
    case offset(Operand, bytes: UInt32)
    /// The address of the element with an index (an `i64`) behind an address.
    case element(Operand, index: Operand, sizeBytes: UInt32)
    /// Calls a function of the run-time library with `arguments[first ..< first + count]`.
    case library(Library, first: UInt32, count: UInt32)

    // Instructions that yield nothing.

    /// Panics unless the bool is true. `ordinal` is as for `division`.
    case check(Operand, Panic, ordinal: UInt32)
    case store(slot: UInt32, Operand)
    /// Stores the scalar `value` at `address`.
    case storeAt(Scalar, address: Operand, value: Operand)
    /// Copies the bytes of a value; nothing is counted.
    case copy(to: Operand, from: Operand, sizeBytes: UInt32)
    /// Sets the bytes of a value to 0.
    case clear(Operand, sizeBytes: UInt32)
    /// Counts one more owner of what the value of `types[type]` at an address shares.
    case retain(type: UInt32, Operand)
    /// Takes one owner away.
    case release(type: UInt32, Operand)
    /// Makes the array at an address, which has elements, of `types[type]`, the only owner of them.
    case own(type: UInt32, Operand)
    /// Checks positions; unused operands are ``Operand/nothing``. The positions that it shows are of
    /// type `u64` if `isUnsigned`.
    case bounds(
      BoundsCheck, Operand, Operand, Operand, isUnsigned: Bool, ordinal: UInt32)
    /// For a debugger: `slot` contains the local variable `local` of the ZIR.
    case variable(local: UInt32, slot: UInt32)
    /// Writes a number or a bool to standard output. Integers without a sign are widened before, but
    /// for `u64`.
    case write(Scalar, Operand)
    /// Writes `strings[string]`.
    case writeString(string: UInt32)
    case writeLine
    /// Ends a statement that writes without a line break.
    case show

    // Blocks. All but `block` close one.

    case block(Block)
    case jump(Block)
    case branch(Operand, then: Block, else: Block)
    case returnValue(Operand)
    case returnVoid
    /// `ordinal` is that of the operation that is certain to fail.
    case panic(Panic, ordinal: UInt32)
    /// Ends the program.
    case exit(Operand)
    case unreachable
  }
}
