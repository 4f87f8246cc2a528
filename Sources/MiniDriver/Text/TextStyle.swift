// The look of text for people: plain, or with ANSI colours and hyperlinks.

/// The capabilities of an output device.
package struct TextStyle: Hashable, Sendable {
  package enum Color: Hashable, Sendable {
    case plain
    case ansi
  }

  package var color: Color
  /// The root file's folder as an absolute path, if paths become hyperlinks; else `nil`.
  package var linkFolder: String?

  package init(color: Color = .plain, linkFolder: String? = nil) {
    self.color = color
    self.linkFolder = linkFolder
  }

  /// `text` in the given ink; unchanged if it is empty or the style has no colour.
  func paint(_ text: String, _ ink: Ink) -> String {
    guard color == .ansi, !text.isEmpty else { return text }
    return "\u{1B}[\(ink.rawValue)m\(text)\u{1B}[0m"
  }

  /// `text` as a link to the file at `path`, which is relative to the root file's folder.
  ///
  /// - SeeAlso: OSC 8, "Hyperlinks in Terminal Emulators"
  func link(_ text: String, toPath path: String) -> String {
    guard let linkFolder else { return text }
    let target = FileURI.uri(ofPath: Self.joined(linkFolder, path))
    return "\u{1B}]8;;\(target)\u{1B}\\\(text)\u{1B}]8;;\u{1B}\\"
  }

  /// SGR parameters, named after the kind of text.
  enum Ink: String {
    case error = "1;31"
    case warning = "1;33"
    case note = "1;36"
    case gutter = "1;34"
    case strong = "1"
  }

  /// Joins the paths and resolves `..` by name, as module paths are resolved.
  private static func joined(_ folder: String, _ path: String) -> String {
    var components = folder.split(separator: "/")
    for component in path.split(separator: "/") {
      if component == ".." {
        _ = components.popLast()
      } else {
        components.append(component)
      }
    }
    return "/" + components.joined(separator: "/")
  }
}
