// The processors that a thread runs on.

import Glibc

/// The machine's processors, by number.
enum Processor {
  /// The processor of the calling thread; negative if unknown.
  static var current: Int32 { getProcessor() }

  /// How many processors the process may run on; nil if unknown.
  static var allowedCount: Int? {
    var allowed = Mask(repeating: 0)
    guard unsafe getAffinity(0, MemoryLayout<Mask>.size, &allowed) == 0 else { return nil }
    return allowed.indices.reduce(0) { $0 + allowed[$1].nonzeroBitCount }
  }

  /// Calls `body` with attributes that start a new thread on another processor than the calling
  /// one's, and with the processors to restore then (``allow(_:)``). Passes nil if there is no
  /// other processor.
  ///
  /// The kernel usually starts a new thread on its creator's processor. There it waits in the queue
  /// until the scheduler balances, up to 4 ms later: half of a null build. Cost: one system call
  /// here and one in the new thread.
  static func withAttributesElsewhere<Value>(
    _ body: (UnsafePointer<pthread_attr_t>?, Mask?) -> Value
  ) -> Value {
    let here = current
    var allowed = Mask(repeating: 0)
    let size = MemoryLayout<Mask>.size
    guard here >= 0, unsafe getAffinity(0, size, &allowed) == 0, Int(here) / 64 < allowed.count
    else { return body(nil, nil) }
    var others = allowed
    others[Int(here) / 64] &= ~(1 << UInt64(here % 64))
    guard others.indices.contains(where: { others[$0] != 0 }) else { return body(nil, nil) }
    let attributes = UnsafeMutablePointer<pthread_attr_t>.allocate(capacity: 1)
    defer { unsafe attributes.deallocate() }
    guard unsafe pthread_attr_init(attributes) == 0 else { return body(nil, nil) }
    defer { unsafe pthread_attr_destroy(attributes) }
    guard unsafe setAttribute(attributes, size, &others) == 0 else { return body(nil, nil) }
    return unsafe body(attributes, allowed)
  }

  /// Lets the calling thread run on these processors again.
  static func allow(_ processors: Mask) {
    var processors = processors
    // On failure, it stays off its creator's processor.
    _ = unsafe setAffinity(0, MemoryLayout<Mask>.size, &processors)
  }

  /// Room for 1,024 processors, as in the C library's `cpu_set_t`.
  typealias Mask = InlineArray<16, UInt64>
}

// sched.h declares these only with _GNU_SOURCE, so Swift's Glibc module lacks them. Their
// parameters and results are words and pointers, for which Swift's calling convention equals C's on
// every Linux that Swift supports.

@_silgen_name("sched_getcpu")
private func getProcessor() -> Int32

@_silgen_name("sched_getaffinity")
private func getAffinity(_ thread: Int32, _ size: Int, _ mask: UnsafeMutableRawPointer) -> Int32

@_silgen_name("sched_setaffinity")
private func setAffinity(_ thread: Int32, _ size: Int, _ mask: UnsafeRawPointer) -> Int32

@_silgen_name("pthread_attr_setaffinity_np")
private func setAttribute(
  _ attributes: UnsafeMutablePointer<pthread_attr_t>, _ size: Int, _ mask: UnsafeRawPointer
) -> Int32
