// Evaluates AIR. It defines what a program does without LLVM: output, exit status, panic.
//
// Nothing here recurses: calls are frames on a stack of its own. Limits bound time and memory, so
// that any AIR ends.

/// A program as AIR, ready to run.
package struct Interpreter {
  /// The cost at which a run is refused.
  package struct Limits: Sendable {
    /// Instructions, and bytes of strings that are written.
    package var steps: Int
    /// Values of all frames together. A frame counts as ``Frame/cost`` more.
    package var values: Int
    /// Bytes of variables, texts and arrays. Each counts as 64 more.
    package var bytes: Int

    package init(
      steps: Int = 10_000_000, values: Int = 1_000_000, bytes: Int = 64 << 20
    ) {
      self.steps = steps
      self.values = values
      self.bytes = bytes
    }
  }

  /// How a run ends.
  package enum End: Hashable, Sendable {
    /// The function's value; `nil`: it has none.
    case returned(AIR.Constant?)
    /// The low 8 bits of the status.
    case exited(status: UInt8)
    /// The message without `panic: ` and the place, which is an operation of a function.
    case panicked(what: [UInt8], symbol: String, ordinal: UInt32)
    /// The run would exceed a limit, or calls a function that is not known.
    case refused
  }

  let functions: [InterpretedFunction]
  private let numbers: [String: Int]
  private let limits: Limits
  /// Knows the types of all functions.
  let table: TypeTable
  var steps = 0
  private var valueCount = 0
  var memory: InterpreterMemory
  /// The addresses of texts and constants that are loaded, by their owners' numbers and their own.
  var loaded: [Int: UInt64] = [:]
  /// The entries of maps by the numbers of their buffers.
  var maps: [Int: InterpretedMap] = [:]
  /// The calls that functions of the run-time library make, one in another.
  var callbackDepth = 0
  var frames: [Frame] = []
  /// All that was written.
  package internal(set) var output: [UInt8] = []

  /// - Parameters:
  ///   - functions: those of a whole program, or those that a constant needs. Each symbol at most
  ///     once.
  ///   - declarations: the structs and enums of all of them.
  package init(
    _ functions: [AIR.Function], _ declarations: TypeDeclarations = TypeDeclarations([]),
    limits: Limits = Limits()
  ) {
    let table = TypeTable(Scope(module: "", imports: [], declarations: declarations))
    self.init(functions, table, limits: limits)
  }

  init(_ functions: [AIR.Function], _ table: TypeTable, limits: Limits) {
    numbers = Dictionary(
      uniqueKeysWithValues: functions.enumerated().map { ($0.element.symbol, $0.offset) })
    self.functions = functions.map { [numbers] in InterpretedFunction($0, numbers, table) }
    self.table = table
    self.limits = limits
    memory = InterpreterMemory(limit: limits.bytes)
  }

  /// The number of texts' and arrays' buffers that the program has not released.
  package var bufferCount: Int { memory.bufferCount }

  /// Runs a function to its end.
  ///
  /// - Parameter arguments: of the types of the function's parameters.
  package mutating func run(_ symbol: String, _ arguments: [AIR.Constant] = []) -> End {
    do throws(Exhausted) {
      return try runToEnd(symbol, arguments)
    } catch {
      return .refused
    }
  }

  private mutating func runToEnd(
    _ symbol: String, _ arguments: [AIR.Constant]
  ) throws(Exhausted) -> End {
    guard let number = numbers[symbol], try begin(number, arguments) else { return .refused }
    return try run()
  }

  /// Runs to the end of the program, or of the frame that a function of the run-time library began.
  private mutating func run() throws(Exhausted) -> End {
    while true {
      steps += 1
      guard steps <= limits.steps else { return .refused }
      let place = frames.count - 1
      let index = frames[place].next
      frames[place].next += 1
      if let end = try execute(functions[frames[place].function].air.code[index], at: index) {
        return end
      }
    }
  }

  /// Calls a function from one of the run-time library.
  ///
  /// - Parameter value: a function value.
  /// - Returns: how the call ends: `returned`, or the end of the program.
  mutating func callBack(
    _ value: UInt64, _ arguments: [AIR.Constant]
  ) throws(Exhausted) -> End {
    // Each is a call of this function too, on the stack of the process.
    let depthMax = 16
    callbackDepth += 1
    guard callbackDepth <= depthMax, value > 0, try begin(Int(value) - 1, arguments) else {
      return .refused
    }
    frames[frames.count - 1].isCallback = true
    let end = try run()
    callbackDepth -= 1
    return end
  }

  // MARK: Frames

  /// The state of one call.
  struct Frame {
    /// The number of values that take as much memory as an empty frame.
    static let cost = 16
    /// An index into ``functions``.
    let function: Int
    let arguments: [AIR.Constant]
    /// The results of instructions, by their indices.
    var values: [AIR.Constant]
    /// Where the slots are.
    let address: UInt64
    /// The index of the instruction that comes next.
    var next = 0
    var block = AIR.Block(index: 0)
    /// The block from which control came.
    var previous = AIR.Block(index: 0)
    /// Whether a function of the run-time library waits for the end of the call.
    var isCallback = false
  }

  /// Begins a call, unless that exceeds a limit.
  mutating func begin(
    _ function: Int, _ arguments: [AIR.Constant]
  ) throws(Exhausted) -> Bool {
    let air = functions[function].air
    valueCount += Frame.cost + air.code.count + air.slots.count
    guard valueCount <= limits.values else { return false }
    let none = AIR.Constant.bool(false)
    frames.append(
      Frame(
        function: function, arguments: arguments,
        values: Array(repeating: none, count: air.code.count),
        address: try memory.addFrame(functions[function].frameSize)))
    return true
  }

  /// Ends a call, and gives its value to the caller. The instruction before the caller's next one is
  /// the call.
  mutating func end(returning value: AIR.Constant?) -> End? {
    let frame = frames.removeLast()
    valueCount -= Frame.cost + frame.values.count + functions[frame.function].slots.count
    memory.freeFrame(frame.address)
    guard let caller = frames.indices.last, !frame.isCallback else { return .returned(value) }
    if let value { frames[caller].values[frames[caller].next - 1] = value }
    return nil
  }

  /// Writes text, which costs a step a byte.
  mutating func write(_ bytes: some Collection<UInt8>) {
    steps += bytes.count
    output.append(contentsOf: bytes)
  }
}

/// A function and where its blocks begin.
struct InterpretedFunction {
  let air: AIR.Function
  /// For each block, the index of the instruction that opens it.
  let blocks: [Int]
  /// For each callee, its index among the interpreter's functions.
  let callees: [Int?]
  let types: [TypeID]
  /// For each slot its offset in the frame.
  let slots: [UInt64]
  let frameSize: Int

  init(_ air: AIR.Function, _ numbers: [String: Int], _ table: TypeTable) {
    self.air = air
    var blocks: [Int] = []
    for (index, instruction) in air.code.enumerated() {
      guard case .block(let block) = instruction else { continue }
      // Blocks that turned out to be unreachable have no code.
      let missing = Int(block.index) + 1 - blocks.count
      if missing > 0 { blocks.append(contentsOf: repeatElement(0, count: missing)) }
      blocks[Int(block.index)] = index
    }
    self.blocks = blocks
    callees = air.callees.map { numbers[$0.symbol] }
    types = air.types.map { type in
      guard let id = table.id(of: type) else { preconditionFailure("a type is not declared") }
      return id
    }
    var size: UInt64 = 0
    slots = air.slots.map { slot in
      defer { size += UInt64(slot.sizeBytes + 7) / 8 * 8 }
      return size
    }
    frameSize = Int(size)
  }
}
