// Room to work in where the process was given little: `ulimit -s`, `ulimit -v`.

import CStartup
import Glibc

/// Runs the command on a stack that is large enough for the deepest source.
enum AmpleStack {
  /// Twice what the compiler's recursion needs at its bound (`FileAnalysis`).
  private static let sizeBytes = 1 << 20

  /// Calls `body` and returns when it does: on this thread, or, where the stack may be too small or may not
  /// grow, on one with a stack of its own. New threads get the like there.
  ///
  /// A stack that the kernel grows page by page ends the process by a signal where memory is limited: so there
  /// it is taken whole, at once. Cost: a system call.
  static func run(_ body: @escaping @Sendable () -> Void) {
    var stack = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_STACK.rawValue), &stack) == 0,
      stack.rlim_cur < sizeBytes || mini_memory_is_limited()
    else { return body() }
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    pthread_attr_setstacksize(&attributes, sizeBytes)
    setDefault(&attributes)
    var thread = pthread_t()
    let context = Unmanaged.passRetained(Body(body))
    let result = pthread_create(
      &thread, &attributes,
      { context in
        guard let context else { return nil }
        Unmanaged<Body>.fromOpaque(context).takeRetainedValue().call()
        return nil
      }, context.toOpaque())
    guard result == 0 else { mini_out_of_memory() }
    pthread_join(thread, nil)
  }

  /// A class, because a thread is given a pointer.
  private final class Body: Sendable {
    let call: @Sendable () -> Void

    init(_ call: @escaping @Sendable () -> Void) { self.call = call }
  }
}

// pthread.h has it for C programs that define _GNU_SOURCE, which Swift's Glibc module does not.
@_silgen_name("pthread_setattr_default_np")
@discardableResult
private func setDefault(_ attributes: UnsafePointer<pthread_attr_t>) -> Int32
