// An HTML page that needs no other file and no network.

/// A page whose data is JSON, and whose scripts, files of Sources/Pages, show it.
///
/// No text of a project enters the page as HTML: in the JSON each `<` is escaped, so that it cannot end
/// its element, and the scripts make text nodes of strings.
package struct Page: Sendable {
  let title: String
  let data: [(String, JSON)]
  /// Files of Sources/Pages; `page.js` comes before them.
  let scripts: [String]
  /// HTML that is there without scripts.
  var content = ""

  /// By this a command recognises a file that it may replace.
  package static let mark = "<meta name=\"generator\" content=\"mini\">"

  var text: String {
    let json = JSON.object([("schema", .integer(1))] + data).text
    let script = (["page.js"] + scripts).map(Self.file).joined()
    return Self.document(
      title: HTMLText.escaped(title),
      head: """
        <meta http-equiv="Content-Security-Policy" content="\(Self.policy)">
        <style>
        \(Self.file("page.css"))</style>

        """,
      body: """
        <nav aria-label="sections"><ul></ul></nav>
        <main id="content">\(content)</main>
        <noscript><p>This page draws its charts with JavaScript, which is off.</p></noscript>
        <script type="application/json" id="data">\(HTMLText.inScript(json))</script>
        <script>
        \(script)</script>

        """)
  }

  /// An HTML document with a title, which is also its heading.
  ///
  /// - Parameters:
  ///   - title: HTML.
  ///   - head: lines of HTML, and so is `body`.
  static func document(title: String, head: String, body: String) -> String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    \(mark)
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>\(title)</title>
    \(head)</head>
    <body>
    <header><h1>\(title)</h1></header>
    \(body)</body>
    </html>

    """
  }

  /// The page loads nothing and sends nothing.
  private static let policy =
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; form-action 'none'"

  /// The text of a file of Sources/Pages.
  static func file(_ name: String) -> String {
    guard let file = pageFiles.first(where: { $0.path == name }) else {
      preconditionFailure("the build embeds \(name)")
    }
    return file.text.hasSuffix("\n") ? file.text : file.text + "\n"
  }
}

/// Text as a part of HTML.
package enum HTMLText {
  /// Text for an element or an attribute in quotation marks.
  package static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// JSON for a script element, which ends at `</script`: in JSON, `<` is only in strings.
  ///
  /// - SeeAlso: HTML, "Restrictions for contents of script elements"
  static func inScript(_ json: String) -> String {
    let bytes = Array(json.utf8)
    guard bytes.contains(UInt8(ascii: "<")) else { return json }
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count + 64)
    for byte in bytes {
      if byte == UInt8(ascii: "<") { result += "\\u003c".utf8 } else { result.append(byte) }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
