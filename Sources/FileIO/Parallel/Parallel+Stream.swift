// Computes results on several threads and passes them on in order, with a bounded number in memory.

extension Parallel {
  /// Calls `transform` with each number in `0..<count` on up to `threadsMax` threads. Passes each
  /// result to `take` in order, on the calling thread, as soon as it and all before it are ready.
  /// Stops when `take` returns `false`.
  ///
  /// A number starts only if it is less than `aheadMax` after the first untaken one. So at most
  /// `aheadMax` results exist at a time, however slow `take` is. Memory: one slot for each of them.
  package static func stream<Result: Sendable>(
    count: Int, threadsMax: Int, aheadMax: Int, _ transform: @Sendable (Int) -> Result,
    inOrder take: (Int, Result) -> Bool
  ) {
    precondition(aheadMax > 0, "nothing could be begun")
    let threads = min(count, threadsMax, aheadMax)
    guard threads > 1 else {
      for number in 0..<max(count, 0) { guard take(number, transform(number)) else { return } }
      return
    }
    let window = StreamWindow(count: count, aheadMax: aheadMax)
    let results = ResultSlots<Result>(count: aheadMax)
    @Sendable func work(_ number: Int) {
      results.set(number % aheadMax, to: transform(number))
      window.didRun(number)
    }
    both(threadsMax: threads) {
      forEach(count: threads - 1, threadsMax: threads - 1) { _ in
        while let number = window.next() { work(number) }
      }
    } and: {
      while let step = window.step() {
        switch step {
        case .run(let number): work(number)
        case .take(let number):
          guard take(number, results.take(number % aheadMax)) else { return window.end() }
          window.didTake(number)
        }
      }
    }
  }
}

/// The progress of a ``Parallel/stream(count:threadsMax:aheadMax:_:inOrder:)``: the numbers
/// started, done and taken. A class, because its threads share it.
///
/// `@unchecked Sendable`: mutable state is used only under the monitor.
private final class StreamWindow: @unchecked Sendable {
  private let count: Int
  private let aheadMax: Int
  private var begun = 0
  private var taken = 0
  /// For each number from `taken` on, at its remainder modulo `aheadMax`.
  private var isDone: [Bool]
  private let monitor = Monitor()

  /// The next action of the taking thread.
  enum Step {
    case take(Int)
    case run(Int)
  }

  init(count: Int, aheadMax: Int) {
    self.count = count
    self.aheadMax = aheadMax
    isDone = Array(repeating: false, count: aheadMax)
  }

  /// Starts the next number, when the window allows it; nil if none is left.
  func next() -> Int? {
    monitor.locked {
      while begun < count, begun >= taken + aheadMax { monitor.wait() }
      return begin()
    }
  }

  /// The next action of the taking thread; nil if everything is taken.
  func step() -> Step? {
    monitor.locked {
      while taken < count {
        if isDone[taken % aheadMax] { return .take(taken) }
        if begun < taken + aheadMax, let number = begin() { return .run(number) }
        monitor.wait()
      }
      return nil
    }
  }

  private func begin() -> Int? {
    guard begun < count else { return nil }
    defer { begun += 1 }
    return begun
  }

  func didRun(_ number: Int) {
    monitor.locked { isDone[number % aheadMax] = true }
    monitor.wakeAll()
  }

  func didTake(_ number: Int) {
    monitor.locked {
      isDone[number % aheadMax] = false
      taken = number + 1
    }
    monitor.wakeAll()
  }

  /// Prevents further numbers from starting.
  func end() {
    monitor.locked { begun = count }
    monitor.wakeAll()
  }
}
