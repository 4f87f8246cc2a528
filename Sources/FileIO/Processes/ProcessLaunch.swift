// Starts all child processes of this program.

internal import CLaunch
import Glibc
package import SystemPackage

/// A program and how to start it.
package struct ProcessLaunch: Sendable {
  /// The child's relation to this process.
  package enum Kind: Sendable {
    /// Works for this process. Leads a process group, which ends with this process even after
    /// SIGKILL. Inherits no files. All signals have their default effect.
    case tool
    /// Runs beside this process, in its group, with its files and with the signals that it was
    /// started with. Ends with this process even after SIGKILL.
    case program
    /// Outlives this process. Like a program, but leads a process group and inherits no files.
    case background
  }

  /// A standard stream of the child.
  package enum Stream: Sendable {
    /// Inherited from this process.
    case kept
    /// Empty for reads, discards writes.
    case empty
    /// A descriptor of this process, which stays open here.
    case file(Int32)
  }

  package var kind: Kind
  package var program: FilePath
  /// The first is the program's name, as the program sees it. None contains a NUL.
  package var arguments: [[UInt8]]
  /// Each `NAME=value`; `nil`: this process's own.
  package var environment: [[UInt8]]?
  /// The working directory; `nil`: this process's own.
  package var folder: DirectoryHandle?
  package var input = Stream.kept
  package var output = Stream.kept
  package var errors = Stream.kept
  /// Minimum stack size, as far as the hard limit allows; `nil`: as in this process.
  package var stackBytes: Int?

  /// - Parameter words: the program's name, as the program sees it, and its arguments.
  package init(_ kind: Kind, _ program: FilePath, words: [[UInt8]]) {
    self.kind = kind
    self.program = program
    arguments = words
  }

  package init(_ kind: Kind, _ program: FilePath, words: [String]) {
    self.init(kind, program, words: words.map { Array($0.utf8) })
  }

  /// Starts the program and waits for its end. The calling thread must wait, because the child ends
  /// with the thread that started it. Any number of threads can do so at once.
  ///
  /// - Parameter onStart: called with the child's number, for ``Interruption/send(_:to:)``.
  /// - Returns: the status as in waitpid(2).
  /// - Throws: why the program could not be started, or `ECHILD` if its status is lost.
  package func run(onStart: (Int32) -> Void = { _ in }) throws(Errno) -> Int32 {
    let child = try Interruption.child(isLeader: kind != .program) { () throws(Errno) in
      try start()
    }
    onStart(child)
    guard let status = Interruption.wait(for: child) else { throw .noChildProcess }
    return status
  }

  /// Starts the program and returns its number; another thread waits for its end.
  ///
  /// - Parameter onEnd: called on that thread with the status; `nil`: it was lost.
  package func runBeside(
    onEnd: @escaping @Sendable (Int32?) -> Void
  ) throws(Errno) -> Int32 {
    let result = AwaitedValue<Result<Int32, Errno>>()
    let thread = Parallel.start {
      do throws(Errno) {
        onEnd(try run { result.set(.success($0)) })
      } catch {
        if !result.set(.failure(error)) { onEnd(nil) }
      }
    }
    guard let thread else { throw .resourceTemporarilyUnavailable }
    pthread_detach(thread)
    return try result.wait().get()
  }

  /// Starts the program and returns its number.
  ///
  /// - Precondition: the kind is ``Kind/background``.
  package func detach() throws(Errno) -> Int32 {
    precondition(kind == .background, "a child that ends with a thread is waited for by it")
    return try start()
  }

  private func start() throws(Errno) -> Int32 {
    ChangedSignals.restoreDefault(SIGCHLD)
    var launch = unsafe mini_launch()
    unsafe launch.folder = folder?.fd ?? -1
    unsafe launch.input = input.number
    unsafe launch.output = output.number
    unsafe launch.errors = errors.number
    unsafe launch.leadsGroup = kind == .program ? 0 : 1
    unsafe launch.endsWithThread = kind == .background ? 0 : 1
    unsafe launch.closesOthers = kind == .program ? 0 : 1
    unsafe launch.stackBytes = UInt(stackBytes ?? 0)
    unsafe launch.blocksNone = kind == .tool ? 1 : 0
    let original = ChangedSignals.original
    unsafe set(&launch.usual, ChangedSignals.numbers(original.usual))
    unsafe set(&launch.ignored, ChangedSignals.numbers(original.ignored))
    if kind == .tool {
      unsafe set(&launch.usual, Interruption.signals + [SIGXFSZ, SIGPIPE, SIGCHLD])
      unsafe sigemptyset(&launch.ignored)
    }
    var problem: Int32 = 0
    let words = CStrings(arguments)
    let variables = environment.map { CStrings($0) }
    let child = try unsafe program.withCString { path throws(Errno) in
      unsafe launch.path = path
      return unsafe words.pointers.withUnsafeBufferPointer { words in
        unsafe launch.arguments = words.baseAddress
        guard let variables else {
          unsafe launch.environment = unsafe UnsafePointer(environ)
          return unsafe mini_launch(&launch, &problem)
        }
        return unsafe variables.pointers.withUnsafeBufferPointer { variables in
          unsafe launch.environment = variables.baseAddress
          return unsafe mini_launch(&launch, &problem)
        }
      }
    }
    guard child > 0 else { throw Errno(rawValue: problem) }
    return child
  }

  private func set(_ signals: inout sigset_t, _ numbers: [Int32]) {
    unsafe sigemptyset(&signals)
    for number in numbers { unsafe sigaddset(&signals, number) }
  }
}

extension ProcessLaunch.Stream {
  fileprivate var number: Int32 {
    switch self {
    case .kept: MINI_STREAM_KEPT
    case .empty: MINI_STREAM_EMPTY
    case .file(let fd): fd
    }
  }
}
