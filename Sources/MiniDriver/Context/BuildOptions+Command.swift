// The options of a build as the words of a command.

import MiniBackend
import SystemPackage

extension BuildOptions {
  /// The command, and the options that show in its results: `build -O2 -g`. (Text that grows, because
  /// a list of words costs more: runtime note 1.)
  var commandLine: String {
    var text: String
    switch goal {
    case .files(let emission):
      text = "build"
      if emission != [.executable, .ir] { text += " --emit \(emission.names)" }
      if let output { text += " -o \(output)" }
    case .program: text = "run"
    case .diagnostics, .analysis: text = "check"
    case .tests: text = "test"
    case .text(let emission): text = "emit \(emission.names)"
    }
    if goal.makesExecutable {
      text += " -O"
      text += String(optimization)
    }
    if debugInfo == .full { text += " -g" }
    if changeDetection == .contents { text += " --recheck" }
    if cacheUse == .refresh { text += " --refresh" }
    if warnings == .denied { text += " --deny-warnings" }
    if durability == .synced { text += " --durable" }
    return text
  }
}

extension BuildOptions.Emission {
  /// As `--emit` takes them: `exe,ir`.
  fileprivate var names: String {
    var text = ""
    if contains(.executable) { text += ",exe" }
    if contains(.ir) { text += ",ir" }
    if contains(.object) { text += ",obj" }
    if contains(.assembly) { text += ",asm" }
    return String(text.dropFirst())
  }
}
