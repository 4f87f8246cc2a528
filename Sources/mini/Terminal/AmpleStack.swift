// A stack for a process with low limits: `ulimit -s`, `ulimit -v`.

import CStartup
import Glibc

/// Runs the command on a stack that is large enough for the deepest source.
enum AmpleStack {
  /// More than the need of the compiler's recursion at its bound (`FileAnalysis`) by half.
  private static let sizeBytes = 1 << 21

  /// Calls `body` and returns when it does. Uses a new thread if this thread's stack may be too small
  /// or unable to grow. Later threads then get stacks of the same size.
  ///
  /// Where memory is limited, a stack that grows page by page can end the process by a signal, so
  /// the new one is allocated at once. Cost: a system call.
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

  /// A class, because a thread gets a pointer.
  private final class Body: Sendable {
    let call: @Sendable () -> Void

    init(_ call: @escaping @Sendable () -> Void) { self.call = call }
  }
}

// pthread.h declares it only if _GNU_SOURCE is defined, which Swift's Glibc module does not do.
@_silgen_name("pthread_setattr_default_np")
@discardableResult
private func setDefault(_ attributes: UnsafePointer<pthread_attr_t>) -> Int32
