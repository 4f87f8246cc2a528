// Pieces of work on several threads whose results are taken in order, few of them waiting at any time.

extension Parallel {
  /// Calls `transform` with each number in `0..<count`, on up to `threadsMax` threads, and gives each
  /// result to `take` in the numbers' order, on the calling thread, as soon as it and all before it are
  /// there; until `take` says no more.
  ///
  /// No number is begun that lies `aheadMax` or more behind the first one that has not been taken: so
  /// many results there are at a time, however slow `take` is. Memory: a slot for each of them.
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

/// Which numbers of a ``Parallel/stream(count:threadsMax:aheadMax:_:inOrder:)`` are begun, done and
/// taken. A class, because its threads share it.
///
/// `@unchecked Sendable`: what varies is used under the monitor only.
private final class StreamWindow: @unchecked Sendable {
  private let count: Int
  private let aheadMax: Int
  private var begun = 0
  private var taken = 0
  /// Of each number from `taken` on, at its remainder.
  private var isDone: [Bool]
  private let monitor = Monitor()

  /// What the thread that takes is to do.
  enum Step {
    case take(Int)
    case run(Int)
  }

  init(count: Int, aheadMax: Int) {
    self.count = count
    self.aheadMax = aheadMax
    isDone = Array(repeating: false, count: aheadMax)
  }

  /// Begins the next number, once that may be; nil where none is left.
  func next() -> Int? {
    monitor.locked {
      while begun < count, begun >= taken + aheadMax { monitor.wait() }
      return begin()
    }
  }

  /// What comes next for the thread that takes; nil where all is taken.
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

  /// Has nothing begun any more.
  func end() {
    monitor.locked { begun = count }
    monitor.wakeAll()
  }
}
