// The version of this program.

import MiniDriver

enum Version {
  static let number = "0.1.0"
  static let text = "mini \(number) (compiler \(compilerEpochHex.prefix(12)))"
}
