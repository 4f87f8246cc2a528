// `mini doc -o FOLDER`: a page for each module, and an index with a search.

import MiniFrontend

/// The pages of some modules. They link to each other, and need no network.
package struct DocPages: Sendable {
  private let modules: [ModuleDocumentation]
  private let title: String
  private let names: [String: Set<String>]

  /// - Parameters:
  ///   - project: the modules of the project.
  ///   - title: of the index.
  package init(project: [ModuleDocumentation], title: String) {
    modules = project + StandardModule.allCases.map { ModuleDocumentation($0) }
    self.title = title
    names = Dictionary(
      modules.map { ($0.path.path, Set($0.items.map(\.name))) }, uniquingKeysWith: { a, _ in a })
  }

  package typealias File = (path: String, text: String)

  /// All files, by their paths in the folder.
  package var files: [File] {
    let style: File = ("page.css", "/* \(Page.mark) */\n" + Page.file("page.css"))
    return [style, ("index.html", index)] + modules.map { (Self.path(of: $0.path), page($0)) }
  }

  /// The path of a module's page. A component `..` of a module outside the root's folder is `up`.
  static func path(of module: ModulePath) -> String {
    if let standard = module.standardModule { return "std/\(standard.rawValue).html" }
    let folders = module.module.split(separator: "/").map { $0 == ".." ? "up" : String($0) }
    return "modules/" + folders.joined(separator: "/") + ".html"
  }

  // MARK: Pages

  private func page(_ module: ModuleDocumentation) -> String {
    let path = Self.path(of: module.path)
    let top = String(repeating: "../", count: path.count { $0 == "/" })
    let writer = DocCommentHTML { address(of: $0, in: module, top: top) }
    var body = "<nav><a href=\"\(top)index.html\">all modules</a></nav>\n"
    body += "<p><code>import \"\(HTMLText.shown(module.path.path))\";</code></p>\n"
    if module.items.isEmpty { body += "<p class=\"faint\">It declares nothing for others.</p>\n" }
    for item in module.items {
      let name = HTMLText.escaped(item.name)
      body += "<section id=\"\(name)\"><h2>\(name)</h2>\n"
      body += "<pre><code>\(writer.code(item.declaration))</code></pre>\n"
      body += "<div class=\"doc\">\(writer.html(item.comment))</div></section>\n"
    }
    return Self.shell("module \(module.module)", top: top, body)
  }

  private var index: String {
    func list(_ title: String, _ modules: [ModuleDocumentation]) -> String {
      guard !modules.isEmpty else { return "" }
      return "<h2>\(title)</h2>\n<ul>\n"
        + modules.map { module in
          "<li><a href=\"\(Self.link(to: module.path))\">\(HTMLText.shown(module.module))</a> "
            + "<span class=\"faint\">\(Self.summary(module))</span></li>\n"
        }.joined() + "</ul>\n"
    }
    let own = modules.filter { $0.path.standardModule == nil }
    let standard = modules.filter { $0.path.standardModule != nil }
    let entries = modules.flatMap { module in
      module.items.map { item -> JSON in
        .array([
          .string(TerminalText.escaped("\(module.module).\(item.name)")),
          .string(Self.link(to: module.path) + "#\(item.name)"),
        ])
      }
    }
    return Page(
      title: title, data: [("declarations", .array(entries))], scripts: ["doc.js"],
      content: "<div id=\"find\"></div>\n" + list("Modules", own)
        + list("Standard modules", standard)
    ).text
  }

  /// The names of the first declarations.
  private static func summary(_ module: ModuleDocumentation) -> String {
    let names = module.items.prefix(summaryMax).map(\.name).joined(separator: ", ")
    return HTMLText.shown(names) + (module.items.count > summaryMax ? ", …" : "")
  }

  private static let summaryMax = 6

  private static func link(to module: ModulePath) -> String {
    String(FileURI.uri(ofPath: path(of: module)).dropFirst(FileURI.scheme.count))
  }

  /// The address of what code in a module names: a declaration of it, or of a namespace.
  private func address(of word: String, in module: ModuleDocumentation, top: String) -> String? {
    if names[module.path.path]?.contains(word) == true { return "#\(word)" }
    guard let dot = word.firstIndex(of: ".") else { return nil }
    let (namespace, name) = (String(word[..<dot]), String(word[word.index(after: dot)...]))
    let target =
      module.imports[namespace]
      ?? StandardModule(rawValue: namespace).map { ModulePath($0.path) }
    guard let target, names[target.path]?.contains(name) == true else { return nil }
    return top + Self.link(to: target) + "#\(name)"
  }

  private static func shell(_ title: String, top: String, _ body: String) -> String {
    Page.document(
      title: HTMLText.shown(title),
      head: "<link rel=\"stylesheet\" href=\"\(top)page.css\">\n",
      body: "<main>\n\(body)</main>\n")
  }
}
