// Remembers signals whose effect this process has changed, so that child processes get the original
// effect.

import Glibc
import Synchronization

/// Changes to the effects of signals. Programs that this process starts or executes inherit none of
/// them.
package enum ChangedSignals {
  /// Bit n: signal n had its default effect and has another now.
  private static let fromUsual = Atomic<UInt64>(0)
  /// Bit n: signal n was ignored and has its default effect now.
  private static let fromIgnored = Atomic<UInt64>(0)

  /// Ignores a signal that would end the process.
  package static func ignore(_ number: Int32) {
    let before = signal(number, unsafe unsafeBitCast(ignoring, to: Handler.self))
    if effect(before) == .usual { record(number, in: fromUsual) }
  }

  /// Restores the default effect of a signal that is ignored. (While SIGCHLD is ignored, the kernel
  /// discards the status of children that end.)
  static func restoreDefault(_ number: Int32) {
    guard effect(number) == .ignored else { return }
    signal(number, nil)
    record(number, in: fromIgnored)
  }

  /// Installs a handler for a signal that has its default effect. A signal that is ignored or
  /// already handled is left unchanged. Interrupted calls restart.
  static func handle(_ number: Int32, by handler: @escaping Handler) {
    guard effect(number) == .usual else { return }
    var action = sigaction()
    unsafe action.__sigaction_handler.sa_handler = handler
    action.sa_flags = Int32(SA_RESTART)
    if unsafe sigaction(number, &action, nil) == 0 { record(number, in: fromUsual) }
  }

  /// Restores the effects that all signals had when this process started, before it executes
  /// another program.
  package static func undo() {
    let original = original
    for number in numbers(original.usual) { signal(number, nil) }
    for number in numbers(original.ignored) {
      signal(number, unsafe unsafeBitCast(ignoring, to: Handler.self))
    }
  }

  /// The signals to change so that a program gets them as this process did.
  static var original: (usual: UInt64, ignored: UInt64) {
    (fromUsual.load(ordering: .relaxed), fromIgnored.load(ordering: .relaxed))
  }

  /// The signals whose bits are set.
  static func numbers(_ bits: UInt64) -> [Int32] {
    (1..<64).filter { bits & 1 << UInt64($0) != 0 }
  }

  typealias Handler = @convention(c) (Int32) -> Void

  private enum Effect {
    case usual, ignored, handled
  }

  private static func effect(_ number: Int32) -> Effect? {
    var action = sigaction()
    guard unsafe sigaction(number, nil, &action) == 0 else { return nil }
    return unsafe effect(action.__sigaction_handler.sa_handler)
  }

  private static func effect(_ handler: Handler?) -> Effect {
    switch unsafe unsafeBitCast(handler, to: Int.self) {
    case 0: .usual
    case ignoring: .ignored
    default: .handled
    }
  }

  /// SIG_IGN of bits/signum-generic.h, a macro that casts 1. SIG_DFL casts 0, which Swift imports
  /// as `nil`.
  private static let ignoring = 1

  private static func record(_ number: Int32, in bits: borrowing Atomic<UInt64>) {
    bits.bitwiseOr(1 << UInt64(number), ordering: .relaxed)
  }
}
