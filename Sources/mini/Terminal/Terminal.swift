// How to print, according to the user's terminal and environment.

import BuildCache
import FileIO
import Glibc
import MiniDriver
import MiniFrontend
import SystemPackage

/// Standard error as output for people.
enum Terminal {
  /// The style of standard error. Links appear only on a terminal, whatever `color` is.
  ///
  /// - Parameter rootFolder: the base folder of links; `nil`: there are no files to link to.
  static func style(_ color: ColorChoice, rootFolder: FilePath?) -> TextStyle {
    let isTerminal = isTerminal
    let hasColor =
      switch color {
      case .auto: isColorWanted ?? isTerminal
      case .always: true
      case .never: false
      }
    guard isTerminal, hasColor, let rootFolder else {
      return TextStyle(color: hasColor ? .ansi : .plain)
    }
    // A folder that cannot be resolved gets no links; the build reports the reason.
    let folder = try? LocalFileSystem().realPath(rootFolder)
    return TextStyle(color: .ansi, linkFolder: folder?.string)
  }

  /// A line that names `mini explain` for the first of the diagnostics; empty if there are none, or if
  /// standard error is not a terminal.
  static func hint(on diagnostics: [FileDiagnostic]) -> String {
    guard let first = diagnostics.first, isTerminal else { return "" }
    return "'mini explain \(first.diagnostic.code.text)' explains the first one\n"
  }

  private static var isTerminal: Bool {
    isatty(STDERR_FILENO) == 1 && Environment.value("TERM") != "dumb"
  }

  /// The environment's choice, whatever standard error is; `nil` if it makes none. `NO_COLOR` has
  /// precedence, because users who cannot read colours set it for all programs.
  ///
  /// - SeeAlso: https://no-color.org, https://force-color.org
  private static var isColorWanted: Bool? {
    if Environment.value("NO_COLOR") != nil { return false }
    return Environment.value("FORCE_COLOR").flatMap { $0 == "0" ? nil : true }
  }

  /// Whether to show a progress line: only on a terminal, and only if plain text is not required.
  static func showsProgress(_ color: ColorChoice) -> Bool {
    guard isTerminal else { return false }
    return switch color {
    case .auto: isColorWanted ?? true
    case .always: true
    case .never: false
    }
  }

  static let threadsMax = SettingKey.jobsMax
}
