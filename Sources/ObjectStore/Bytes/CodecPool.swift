// Streams and buffers that threads use one after another: kept from object to object.

import Synchronization

/// Lends codecs. Creates as many as threads use at once, and frees the surplus.
final class CodecPool<Codec: Sendable>: Sendable {
  private let idle = Mutex<[Codec]>([])
  private let make: @Sendable () -> Codec
  /// Maximum number of unused codecs that are kept: enough for a machine's threads, not for a peak.
  private let idleMax = 16

  init(_ make: @escaping @Sendable () -> Codec) {
    self.make = make
  }

  /// Calls `body` with a codec that no other thread uses.
  func lend<Value, Failure: Error>(
    _ body: (Codec) throws(Failure) -> Value
  ) throws(Failure) -> Value {
    let codec = idle.withLock { $0.popLast() } ?? make()
    defer { idle.withLock { if $0.count < idleMax { $0.append(codec) } } }
    return try body(codec)
  }
}
