// Texts with marked places, for tests of queries.

import MiniBackend
import MiniFrontend

/// Modules given as texts. `‸` and a digit mark places of the main module; they are not part of it.
struct QueriedText: ModuleLibrary {
  let text: String
  let main: QueriedModule
  private let others: [String: QueriedModule]
  private let marks: [Character: UInt32]

  init(_ marked: String, _ others: [String: String] = [:]) {
    var text = ""
    var marks: [Character: UInt32] = [:]
    var rest = marked[...]
    while let mark = rest.firstIndex(of: "‸") {
      text += rest[..<mark]
      let digit = rest.index(after: mark)
      marks[rest[digit]] = UInt32(text.utf8.count)
      rest = rest[rest.index(after: digit)...]
    }
    text += rest
    self.text = text
    self.marks = marks
    main = Self.module("main", text)
    self.others = Dictionary(
      uniqueKeysWithValues: others.map { ($0.key, Self.module($0.key, $0.value)) })
  }

  static func module(_ name: String, _ text: String) -> QueriedModule {
    module(name, Array(text.utf8))
  }

  static func module(_ name: String, _ source: [UInt8]) -> QueriedModule {
    QueriedModule(
      name: name, source: source,
      origin: StandardModule(path: name) == nil ? .project : .standardModule
    ) { StandardModule(path: $0) == nil ? String($0.dropLast(".mini".count)) : $0 }
  }

  func module(_ name: String) -> QueriedModule? { name == "main" ? main : others[name] }

  var semantics: ModuleSemantics { ModuleSemantics(main, self) }

  func semantics(of module: String) -> ModuleSemantics? {
    self.module(module).map { ModuleSemantics($0, self) }
  }

  /// The offset of a mark.
  func offset(_ mark: Character = "1") -> UInt32 { marks[mark] ?? 0 }

  func text(_ range: SourceRange) -> String {
    String(decoding: main.source[Int(range.start)..<Int(range.end)], as: UTF8.self)
  }

  /// The proposals at the first mark.
  ///
  /// - Parameter paths: of files that can be imported.
  func completions(_ paths: [String] = []) -> Completions? {
    semantics.completions(
      at: offset(),
      imports: ModuleSemantics.namespaces(ofPaths: StandardModule.allCases.map(\.path) + paths))
  }

  /// The text after edits, which are in the text's order.
  func applying(_ edits: [TextEdit]) -> String { Self.applying(edits, to: main.source) }

  static func applying(_ edits: [TextEdit], to source: [UInt8]) -> String {
    var bytes = source
    for edit in edits.reversed() {
      bytes.replaceSubrange(Int(edit.range.start)..<Int(edit.range.end), with: edit.text.utf8)
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// A module that others import.
let shapes = """
  /// A place in the plane.
  struct Point { x: f64, y: f64 = 0.0 }
  enum Shape { circle(Point, f64), polygon([Point]), empty }
  /// The area of a shape.
  fn area(shape: Shape, scale: &f64) f64 { scale = 1.0; return 2.0; }
  const limit = 4 * 5;
  fn _hidden() {}
  """
