// A doc comment as HTML.

/// Turns the small part of Markdown that doc comments use into HTML: paragraphs, lists, code in
/// backquotes and fenced code. Everything else is text.
struct DocCommentHTML {
  /// The address of the page of a declaration that code names; `nil`: no declaration.
  let address: (String) -> String?

  func html(_ comment: String) -> String {
    var html = ""
    var paragraph: [String] = []
    var items: [String] = []
    var fence: [String]?
    func flush() {
      if !paragraph.isEmpty {
        html += "<p>\(inline(paragraph.joined(separator: " ")))</p>\n"
        paragraph = []
      }
      if !items.isEmpty {
        html += "<ul>" + items.map { "<li>\(inline($0))</li>" }.joined() + "</ul>\n"
        items = []
      }
    }
    for line in comment.split(separator: "\n", omittingEmptySubsequences: false) {
      let words = line.drop { $0 == " " }
      if words.hasPrefix("```") {
        if let code = fence {
          html += "<pre><code>\(self.code(code.joined(separator: "\n")))</code></pre>\n"
          fence = nil
        } else {
          flush()
          fence = []
        }
      } else if fence != nil {
        fence?.append(String(line))
      } else if words.isEmpty {
        flush()
      } else if words.hasPrefix("- ") {
        if items.isEmpty { flush() }
        items.append(String(words.dropFirst(2)))
      } else if !items.isEmpty, line.hasPrefix(" ") {
        items[items.count - 1] += " \(words)"
      } else {
        if !items.isEmpty { flush() }
        paragraph.append(String(words))
      }
    }
    if let code = fence {
      html += "<pre><code>\(self.code(code.joined(separator: "\n")))</code></pre>\n"
    }
    flush()
    return html
  }

  /// Text with code in backquotes.
  private func inline(_ text: String) -> String {
    let parts = text.split(separator: "`", omittingEmptySubsequences: false)
    // The last backquote has no partner if the number of parts is even.
    return parts.enumerated().map { number, part in
      let isCode = number % 2 == 1 && number < parts.count - 1
      if isCode { return "<code>\(code(String(part)))</code>" }
      return (number % 2 == 1 ? "`" : "") + HTMLText.shown(String(part))
    }.joined()
  }

  /// Code whose names of declarations are links.
  func code(_ text: String) -> String {
    var html = ""
    var word = ""
    func flush() {
      let shown = HTMLText.shown(word)
      html += address(word).map { "<a href=\"\(HTMLText.escaped($0))\">\(shown)</a>" } ?? shown
      word = ""
    }
    for scalar in text.unicodeScalars {
      let isPart =
        scalar.isASCII
        && (scalar == "_" || scalar == "." || scalar.properties.isAlphabetic
          || ("0"..."9").contains(scalar))
      if isPart {
        word.unicodeScalars.append(scalar)
      } else {
        flush()
        html += HTMLText.shown(String(scalar))
      }
    }
    flush()
    return html
  }
}

extension HTMLText {
  /// A text of a source: invisible characters are escaped, line breaks and tabs stay.
  static func shown(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      line.split(separator: "\t", omittingEmptySubsequences: false)
        .map { escaped(TerminalText.escaped(String($0))) }.joined(separator: "\t")
    }.joined(separator: "\n")
  }
}
