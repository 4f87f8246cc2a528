// The line of a panic below its message, for programs that `mini run` starts on a terminal.
//
// A program that panics and finds `MINI_LOCATE` in its environment becomes the command that the
// variable names: `mini locate` (note 8 of mini.docc).

import FileIO
import Glibc
import MiniDriver
import SystemPackage

enum PanicLocation {
  /// Lets the programs that this process starts, or becomes, show the place of a panic.
  ///
  /// Does nothing unless standard error is a terminal.
  static func offer(root: FilePath) {
    for name in variables { unsetenv(name) }
    guard isatty(STDERR_FILENO) == 1,
      let tool = try? LocalFileSystem().realPath("/proc/self/exe")
    else { return }
    _ = tool.withPlatformString { setenv(toolVariable, $0, 1) }
    _ = root.withPlatformString { setenv(rootVariable, $0, 1) }
    setenv(sinceVariable, "\(SystemWallClock().nowNanoseconds())", 1)
  }

  private static let toolVariable = "MINI_LOCATE"
  private static let rootVariable = "MINI_LOCATE_ROOT"
  /// When the build began, in nanoseconds since 1970.
  private static let sinceVariable = "MINI_LOCATE_SINCE"
  private static let variables = [toolVariable, rootVariable, sinceVariable]

  /// Prints the place, unless its file has changed since the program was built.
  static func show(_ place: OperationPlace) {
    let since = Environment.value(sinceVariable).flatMap(Int64.init) ?? .max
    guard place.changeNanoseconds <= since else {
      return StandardError.write("  \(place.shownPath) has changed since the program was built\n")
    }
    StandardError.write(place.rendered(Terminal.style(.auto, rootFolder: place.rootFolder)))
  }

  /// The place of the panic of a test, rendered; empty if the test did not panic, or if the sources
  /// do not show the place.
  static func place(in result: TestResult, root: FilePath) -> String {
    let lines = String(decoding: result.output, as: UTF8.self).split(separator: "\n")
    guard result.outcome == .panicked,
      let panic = lines.last(where: { $0.hasPrefix("panic: ") })
    else { return "" }
    // The message can contain the word that follows it.
    let word = " in "
    for index in panic.indices where panic[index...].hasPrefix(word) {
      let name = String(panic[index...].dropFirst(word.count))
      if let place = try? OperationPlace(of: name, root: root) {
        return place.rendered(TextStyle())
      }
    }
    return ""
  }

  /// The end of a program that panicked.
  static func end() -> Never { exit(101) }
}

extension OperationPlace {
  private var names: SourceNames { SourceNames(rootFolder: rootFolder) }

  fileprivate var shownPath: String { names.shown(path) }

  /// In JSON.
  var members: [(String, JSON)] { DiagnosticJSON.location(location, path: shownPath) }

  func rendered(_ style: TextStyle) -> String {
    DiagnosticRenderer(style: style, names: names).render(location, in: path)
  }
}
