// `mini graph --format svg`: a drawing by Graphviz.

package import FileIO
import SystemPackage

/// Draws graphs with `dot` of Graphviz, which the search path finds. It gets the graph at its standard
/// input, and no path.
package struct GraphDrawing: Sendable {
  private let toolchain: Toolchain
  private let fileSystem: any FileSystem

  package init(_ toolchain: Toolchain, fileSystem: any FileSystem = LocalFileSystem()) {
    self.toolchain = toolchain
    self.fileSystem = fileSystem
  }

  /// A graph that can be read, and the number of folders in a path beyond which it is folded; `nil`:
  /// every part is shown.
  private struct Readable {
    let text: String
    var depth: Int?
  }

  /// A drawing of more nodes cannot be read, and `dot` takes minutes.
  private static let nodesMax = 250
  /// The limit of a program's input: see ``ProcessLaunch/runForOutput(_:input:sizeMax:)``.
  private static let textMaxBytes = 60 << 10
  private static let sizeMaxBytes = 64 << 20

  /// The graph as SVG. A large one is folded by folder.
  ///
  /// - Returns: the drawing, and a sentence if it is folded.
  package func svg(_ graph: PartGraph) throws(QuestionError) -> (svg: String, remark: String?) {
    let readable = try Self.readable(graph)
    guard let dot = toolchain.path(of: "dot", fileSystem) else {
      throw QuestionError(
        "cannot find 'dot', which draws SVG: install Graphviz, or use '--format html'")
    }
    var launch = ProcessLaunch(.tool, dot, words: ["dot", "-Tsvg"].map { Array($0.utf8) })
    launch.environment = [Array("PATH=/usr/bin:/bin".utf8), Array("LC_ALL=C.UTF-8".utf8)]
    do throws(Errno) {
      let end = try launch.runForOutput(
        input: Array(readable.text.utf8), sizeMax: Self.sizeMaxBytes)
      guard end.status == 0 else { throw .invalidArgument }
      let remark = readable.depth.map { _ in
        "the drawing is folded by folder, because there are "
          + NumberText.count(graph.parts.count, "part")
          + "; '--focus' shows a part of it, '--format html' all"
      }
      return (String(decoding: end.output, as: UTF8.self), remark)
    } catch {
      throw QuestionError("'\(dot)' could not draw the graph (\(error))")
    }
  }

  private static func readable(_ graph: PartGraph) throws(QuestionError) -> Readable {
    if graph.parts.count <= nodesMax {
      let text = GraphRenderer.dot(
        nodes: graph.parts.map(\.name),
        edges: graph.parts.indices.flatMap { number in
          graph.uses[number].map { (graph.parts[number].name, graph.parts[$0].name) }
        })
      if text.utf8.count <= textMaxBytes { return Readable(text: text) }
    }
    for depth in stride(from: graph.depthMax, through: 1, by: -1) {
      let (names, uses) = graph.folded(toDepth: depth)
      guard names.count <= nodesMax else { continue }
      let text = GraphRenderer.dot(
        nodes: names,
        edges: names.indices.flatMap { number in uses[number].map { (names[number], names[$0]) } })
      if text.utf8.count <= textMaxBytes { return Readable(text: text, depth: depth) }
    }
    throw QuestionError(
      "the graph has too many parts for a drawing, also folded by folder: use '--focus', or"
        + " '--format html'")
  }
}
