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

    package init(steps: Int = 10_000_000, values: Int = 1_000_000) {
      self.steps = steps
      self.values = values
    }
  }

  /// How a run ends.
  package enum End: Hashable, Sendable {
    /// The function's value; `nil`: it has none.
    case returned(AIR.Constant?)
    /// The low 8 bits of the status.
    case exited(status: UInt8)
    /// The message without `panic: `.
    case panicked(message: [UInt8])
    /// The run would exceed a limit, calls a function that is not known, or uses values in memory
    /// (texts, arrays, optionals).
    case refused
  }

  let functions: [InterpretedFunction]
  private let numbers: [String: Int]
  private let limits: Limits
  private var steps = 0
  private var valueCount = 0
  var frames: [Frame] = []
  /// All that was written.
  package internal(set) var output: [UInt8] = []

  /// - Parameter functions: those of a whole program, or those that a constant needs. Each symbol at
  ///   most once.
  package init(_ functions: [AIR.Function], limits: Limits = Limits()) {
    numbers = Dictionary(
      uniqueKeysWithValues: functions.enumerated().map { ($0.element.symbol, $0.offset) })
    self.functions = functions.map { [numbers] in InterpretedFunction($0, numbers) }
    self.limits = limits
  }

  /// Runs a function to its end.
  ///
  /// - Parameter arguments: of the types of the function's parameters.
  package mutating func run(_ symbol: String, _ arguments: [AIR.Constant] = []) -> End {
    guard let number = numbers[symbol], begin(number, arguments) else { return .refused }
    while true {
      steps += 1
      guard steps <= limits.steps else { return .refused }
      let place = frames.count - 1
      let index = frames[place].next
      frames[place].next += 1
      if let end = execute(functions[frames[place].function].air.code[index], at: index) {
        return end
      }
    }
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
    var slots: [AIR.Constant]
    /// The index of the instruction that comes next.
    var next = 0
    var block = AIR.Block(index: 0)
    /// The block from which control came.
    var previous = AIR.Block(index: 0)
  }

  /// Begins a call, unless that exceeds a limit.
  mutating func begin(_ function: Int, _ arguments: [AIR.Constant]) -> Bool {
    let air = functions[function].air
    valueCount += Frame.cost + air.code.count + air.slots.count
    guard valueCount <= limits.values else { return false }
    let none = AIR.Constant.bool(false)
    frames.append(
      Frame(
        function: function, arguments: arguments,
        values: Array(repeating: none, count: air.code.count),
        slots: Array(repeating: none, count: air.slots.count)))
    return true
  }

  /// Ends a call, and gives its value to the caller. The instruction before the caller's next one is
  /// the call.
  mutating func end(returning value: AIR.Constant?) -> End? {
    let frame = frames.removeLast()
    valueCount -= Frame.cost + frame.values.count + frame.slots.count
    guard let caller = frames.indices.last else { return .returned(value) }
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

  init(_ air: AIR.Function, _ numbers: [String: Int]) {
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
  }
}
