// The output of `mini cat-object` for many objects.

import ArgumentParser

/// The content and format of the answers.
struct BatchRequest: Sendable {
  var mode: BatchMode
  var format = BatchFormat.usual
  var delimiter = UInt8(ascii: "\n")
  /// Whether answers are collected before they are written.
  var isBuffered = false
}

/// The information to show about each of many objects.
enum BatchMode: EnumerableFlag {
  case batch, batchCheck, batchCommand

  static func help(for value: BatchMode) -> ArgumentHelp? {
    switch value {
    case .batch: "For each name: id, type, size, and contents."
    case .batchCheck: "For each name: id, type and size."
    case .batchCommand:
      "For each 'contents NAME' and 'info NAME' one of these; 'flush' with --buffer."
    }
  }
}
