// AIR: one function, checked, typed, folded and flat. Sema makes it, the emitter reads it.
//
// A function's code is a linear list of instructions in basic blocks: `block` opens one, and the
// next `jump`, `branch`, `return`, `panic` or `unreachable` closes it. Operands are constants,
// parameters, or indices of earlier instructions. Every block is reachable from the first.

package import MiniFrontend

package enum AIR {
  /// One function. All indices point into its own tables.
  package struct Function: Hashable, Sendable {
    /// Raw: `lib/math.add`.
    package let symbol: String
    package let signature: Signature
    package let code: [Instruction]
    /// Arguments of calls, as runs.
    package let arguments: [Operand]
    /// The functions called, each once, in the order of their first call.
    package let callees: [Callee]
    /// The strings written, each once, in the order of first use.
    package let strings: [[UInt8]]
    /// The types of the variables that live in memory: those that are assigned to again; for a
    /// debugger all, the parameters first.
    package let slots: [Type]
    /// For a debugger, of each of `code` the ZIR instruction that it was made of, or
    /// ``AIR/endOrigin``; otherwise empty.
    package let origins: [UInt32]
  }

  /// The origin of what stands for the end of a function's body.
  package static let endOrigin = UInt32.max

  package struct Callee: Hashable, Sendable {
    package let symbol: String
    package let signature: Signature
  }

  /// A basic block's name.
  package struct Block: Hashable, Sendable {
    package let index: UInt32
  }

  /// A value known to the compiler; doubles as bits, so that NaN and -0.0 are what they are.
  package enum Constant: Hashable, Sendable {
    case bool(Bool)
    case i32(Int32)
    case i64(Int64)
    case f64(UInt64)
  }

  package enum Operand: Hashable, Sendable {
    case constant(Constant)
    case parameter(UInt32)
    /// The result of the instruction at this index.
    case result(UInt32)
  }

  /// Takes two numbers of one type. `divide` is of doubles; integers have ``Instruction/division``.
  package enum Arithmetic: String, Hashable, Sendable {
    case add, subtract, multiply, divide
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

  /// What a division must look at before it divides; what cannot happen is not looked at.
  package struct DivisionChecks: OptionSet, Hashable, Sendable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) {
      self.rawValue = rawValue
    }

    package static let zero = DivisionChecks(rawValue: 1)
    package static let overflow = DivisionChecks(rawValue: 2)
  }

  package enum Panic: String, Hashable, Sendable {
    case zero, overflow
  }

  package enum Instruction: Hashable, Sendable {
    // These yield a value.

    case arithmetic(Arithmetic, Type, Operand, Operand)
    case division(Division, Type, Operand, Operand, DivisionChecks)
    case negate(Type, Operand)
    case not(Operand)
    case compare(Comparison, Type, Operand, Operand)
    case logic(Logic, Operand, Operand)
    case convert(from: Type, to: Type, Operand)
    /// A bool: `constant` if control came from the first block, `operand` if from the second.
    case merge(constant: Bool, from: Block, operand: Operand, operandFrom: Block)
    /// `callees[callee]` with `arguments[first ..< first + count]`; yields nothing if it is void.
    case call(callee: UInt32, first: UInt32, count: UInt32)
    case load(slot: UInt32)

    // These yield none.

    case store(slot: UInt32, Operand)
    /// For a debugger: `slot` is where the local variable `local` of the ZIR lives.
    case variable(local: UInt32, slot: UInt32)
    /// Writes a number or a bool to standard output.
    case write(Type, Operand)
    /// Writes `strings[string]`.
    case writeString(string: UInt32)
    case writeLine
    /// Ends a statement that writes without a line break.
    case show

    // Blocks. The last six close one.

    case block(Block)
    case jump(Block)
    case branch(Operand, then: Block, else: Block)
    case returnValue(Operand)
    case returnVoid
    case panic(Panic)
    case unreachable
  }
}
