// Properties of the front end's encodings: a decoded value is encoded as the same bytes, and users
// of the value can rely on it.

import MiniDriver
import MiniFrontend

enum EncodingFuzz {
  static func brokenPromise(ofInterface input: [UInt8]) -> String? {
    guard let interface = Interface(decoding: input) else { return nil }
    if interface.encoded() != input { return "its bytes are others" }
    for declaration in interface.declarations
    where interface.lookup(declaration.name) != declaration.form {
      return "'\(declaration.name)' is not found"
    }
    if Interface(declarations: interface.declarations.reversed()) != interface {
      return "the order of its declarations matters"
    }
    return nil
  }

  /// Warnings are rendered as the cache returns them.
  static func brokenPromise(ofDiagnostics input: [UInt8]) -> String? {
    guard let list = [Diagnostic](decoding: input) else { return nil }
    if list.encoded() != input { return "its bytes are others" }
    let files = list.map { FileDiagnostic(path: "main.mini", diagnostic: $0) }
    let text = DiagnosticRenderer(style: TextStyle(color: .ansi, linkFolder: "/")).render(files)
    let json = DiagnosticJSON.render(files)
    // An escaped scalar has at most 12 times its bytes; a place is a few lines of fixed length.
    let sizeMax = 1000 + 400 * input.count
    if text.utf8.count + json.utf8.count > sizeMax { return "rendered, it is too long" }
    return nil
  }
}
