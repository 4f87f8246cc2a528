// The page of a graph.

/// `mini graph --format html`.
package enum GraphPage {
  /// - Parameters:
  ///   - noun: what a part is: `module`.
  ///   - root: the root file as the user would name it.
  package static func text(_ graph: PartGraph, noun: String, root: String) -> String {
    Page(
      title: "\(TerminalText.escaped(root)): \(noun)s",
      data: [("noun", .string(noun)), ("graph", graph.pageJSON)],
      scripts: ["graph.js", "graph-page.js"]
    ).text
  }
}
