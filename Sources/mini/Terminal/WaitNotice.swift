// The message of a command that waits for another process.

/// Prints that a command waits for another process.
enum WaitNotice {
  static func write(_ sentence: String) { StandardError.write("mini: \(sentence)\n") }
}
