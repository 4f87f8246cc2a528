// The features that need the meanings of names, through the protocol.

import Foundation
import MiniDriver
import MiniServer
import SystemPackage
import TestSupport
import Testing

@Suite struct FeatureTests {
  private let folder = TemporaryDirectory()

  /// The file that is open, whose text is not saved; `‸` and a digit mark places.
  private static let main = """
    import "lib/shapes.mini";
    import "std:strings";
    import "other.mini";
    enum Color { red, green, blue }
    fn paint(color: Color, unus‸aed: i32) {
      switch‸2 color {
        .red {}
      }
      const wast‸3ed = 1;
      print(shapes.li‸1mit, strings.tr‸4im("a"));
      const point = shapes.Point(x‸6: 1);
      other.twice(shapes.li‸8mit, ‸7);
    }
    fn main() {
      paint(.red, 1);
      missing.‸5
    }
    """

  private static let shapes = """
    struct Point { x: i32, y: i32 = 2 }
    /// The most of all.
    const limit = 4 * 5;

    """
  private static let other = """
    import "lib/shapes.mini";
    fn twice(n: i32, scale: i32) i32 { return n * shapes.limit; }

    """

  private func uri(_ name: String) -> String { "file://" + folder.appending(name).string }

  /// A place in the open file, as parameters of a request.
  private func parameters(_ mark: Character, _ more: [String: Any] = [:]) -> [String: Any] {
    var line = 0
    var character = 0
    let all = Array(Self.main)
    var index = 0
    while index < all.count {
      if all[index] == "‸" {
        if all[index + 1] == mark { break }
        index += 2
        continue
      }
      if all[index] == "\n" { (line, character) = (line + 1, 0) } else { character += 1 }
      index += 1
    }
    let position = ["line": line, "character": character]
    return [
      "textDocument": ["uri": uri("main.mini")], "position": position,
      "range": ["start": position, "end": position],
    ].merging(more) { $1 }
  }

  /// The client opens the main file, without marks.
  private var openMain: [String: Any] {
    var plain = Self.main
    while let mark = plain.firstIndex(of: "‸") {
      plain.removeSubrange(mark...plain.index(after: mark))
    }
    return Session.notification(
      "textDocument/didOpen",
      [
        "textDocument": [
          "uri": uri("main.mini"), "languageId": "mini", "version": 1, "text": plain,
        ]
      ])
  }

  private func session(_ requests: [(String, [String: Any])]) throws -> Session {
    try FileManager.default.createDirectory(
      atPath: folder.appending("lib").string, withIntermediateDirectories: true)
    for (name, text) in [
      ("main.mini", "fn main() {}\n"), ("lib/shapes.mini", Self.shapes),
      ("other.mini", Self.other),
    ] {
      try text.write(
        toFile: folder.appending(name).string, atomically: false, encoding: .utf8)
    }
    let offers = ["textDocument": ["completion": ["completionItem": ["snippetSupport": true]]]]
    return try Session(
      [
        Session.request(1, "initialize", ["capabilities": offers]),
        Session.notification("initialized"), openMain,
      ]
        + requests.enumerated().map {
          Session.request($0.offset + 2, "textDocument/\($0.element.0)", $0.element.1)
        } + Session.ending, standardModules: .init(folder: folder.appending("cache/std")))
  }

  private func dictionaries(_ value: Any?) -> [[String: Any]] { value as? [[String: Any]] ?? [] }

  @Test func aHoverShowsDeclarationDocumentationAndValue() throws {
    let session = try session([("hover", parameters("1")), ("hover", parameters("5"))])
    let hover = session.result(2) as? [String: Any]
    #expect(
      (hover?["contents"] as? [String: String])?["value"]
        == "```mini\nconst limit: i32 = 4 * 5\n```\n\nThe most of all.\n\nThe value is `20`.")
    #expect(session.result(3) is NSNull)
  }

  @Test func definitionsAndReferencesAreInAnyFile() throws {
    let session = try session([
      ("definition", parameters("1")), ("definition", parameters("4")),
      ("references", parameters("1")),
      ("references", parameters("1", ["context": ["includeDeclaration": false]])),
      ("documentHighlight", parameters("1")), ("typeDefinition", parameters("6")),
    ])
    let definition = session.result(2) as? [String: Any]
    #expect(definition?["uri"] as? String == uri("lib/shapes.mini"))
    let range = definition?["range"] as? [String: [String: Int]]
    #expect(range?["start"] == ["line": 2, "character": 6])
    #expect(
      dictionaries(session.result(4)).compactMap { $0["uri"] as? String }
        == ["main.mini", "main.mini", "lib/shapes.mini", "other.mini"].map(uri))
    #expect(dictionaries(session.result(5)).count == 3)
    #expect(dictionaries(session.result(6)).count == 2)
    #expect(dictionaries(session.result(7)).isEmpty)
  }

  /// The file exists when the jump is answered, and is a document of the standard module.
  @Test func aJumpIntoAStandardModuleLeadsToAFile() throws {
    let jump = try session([("definition", parameters("1")), ("definition", parameters("4"))])
    let file = folder.appending("cache/std/strings.mini").string
    let definition = jump.result(3) as? [String: Any]
    #expect(definition?["uri"] as? String == uri("cache/std/strings.mini"))
    let source = try String(
      contentsOfFile: Repository.root.string + "/Sources/StandardModules/strings.mini",
      encoding: .utf8)
    #expect(try String(contentsOfFile: file, encoding: .utf8) == source)
    let attributes = try FileManager.default.attributesOfItem(atPath: file)
    #expect(attributes[.posixPermissions] as? Int == 0o444)
    let start = (definition?["range"] as? [String: [String: Int]])?["start"] ?? [:]
    let line = source.split(separator: "\n", omittingEmptySubsequences: false)[start["line"] ?? 0]
    #expect(line.hasPrefix("fn trim("))

    let place: [String: Any] = [
      "textDocument": ["uri": uri("cache/std/strings.mini")], "position": start,
    ]
    let open = Session.notification(
      "textDocument/didOpen",
      [
        "textDocument": [
          "uri": uri("cache/std/strings.mini"), "languageId": "mini", "version": 1, "text": source,
        ]
      ])
    let inside = try Session(
      Session.beginning + [
        open, Session.request(2, "textDocument/hover", place),
        Session.request(3, "textDocument/rename", place.merging(["newName": "cut"]) { $1 }),
      ], standardModules: .init(folder: folder.appending("cache/std")))
    let hover = (inside.result(2) as? [String: Any])?["contents"] as? [String: String]
    #expect(hover?["value"]?.hasPrefix("```mini\nfn trim(") == true)
    #expect(inside.code(3) == -32803)
    let published = inside.sent.filter { $0["method"] as? String != nil }
    #expect(published.isEmpty, "the file belongs to no project: \(published)")
    let beside = try Session(
      Session.beginning + [
        openMain, open, Session.request(2, "textDocument/references", place),
      ], standardModules: .init(folder: folder.appending("cache/std")))
    let users = Set(dictionaries(beside.result(2)).compactMap { $0["uri"] as? String })
    #expect(users == [uri("cache/std/strings.mini"), uri("main.mini")])
  }

  @Test func completionsAreTextEditsAndSnippets() throws {
    let session = try session([("completion", parameters("5")), ("completion", parameters("7"))])
    #expect(dictionaries(session.result(2)).isEmpty)
    let paint = dictionaries(session.result(3)).first { $0["label"] as? String == "paint" }
    #expect(
      (paint?["textEdit"] as? [String: Any])?["newText"] as? String
        == "paint(${1:color}, ${2:unused})")
  }

  @Test func theParameterOfAnArgumentIsShown() throws {
    let help = try session([("signatureHelp", parameters("7"))]).result(2) as? [String: Any]
    #expect(help?["activeParameter"] as? Int == 1)
    #expect(
      dictionaries(help?["signatures"]).first?["label"] as? String
        == "twice(n: i32, scale: i32) i32")
  }

  @Test func namesAreColouredAndTypesShown() throws {
    let all = ["start": ["line": 0, "character": 0], "end": ["line": 99, "character": 0]]
    let session = try session([
      ("semanticTokens/full", parameters("1")), ("inlayHint", parameters("1", ["range": all])),
      ("semanticTokens/range", parameters("1", ["range": all])),
    ])
    let data = (session.result(2) as? [String: Any])?["data"] as? [Int] ?? []
    // `Color` and `red`
    #expect(data.prefix(10) == [3, 5, 5, 2, 1, 0, 8, 3, 3, 3])
    #expect((session.result(4) as? [String: Any])?["data"] as? [Int] == data)
    #expect(dictionaries(session.result(3)).map { $0["label"] as? String } == [": i32"])
  }

  @Test func partsAreFoldedAndSelected() throws {
    let session = try session([
      ("foldingRange", parameters("1")),
      ("selectionRange", parameters("1", ["positions": [["line": 9, "character": 18]]])),
    ])
    let folds = dictionaries(session.result(2)).map {
      [$0["startLine"] as? Int ?? -1, $0["endLine"] as? Int ?? -1]
    }
    #expect(folds == [[0, 2], [4, 11], [5, 6], [13, 15]])
    var depth = 0
    var part = dictionaries(session.result(3)).first
    while let next = part {
      depth += 1
      part = next["parent"] as? [String: Any]
    }
    #expect(depth > 5)
  }

  @Test func aTextWithErrorsIsNotRenamedAndOthersAre() throws {
    let refused = try session([("rename", parameters("1", ["newName": "most"]))])
    #expect(refused.code(2) == -32803)
    let whole =
      [
        "textDocument": ["uri": uri("lib/shapes.mini")],
        "position": ["line": 2, "character": 8], "newName": "most",
      ] as [String: Any]
    let open = Session.notification(
      "textDocument/didOpen",
      [
        "textDocument": [
          "uri": uri("lib/shapes.mini"), "languageId": "mini", "version": 1, "text": Self.shapes,
        ]
      ])
    let main =
      "import \"lib/shapes.mini\";\nimport \"other.mini\";\nfn main() { other.twice(1, 2); }\n"
    try main.write(
      toFile: folder.appending("main.mini").string, atomically: false, encoding: .utf8)
    let session = try Session(
      Session.beginning + [
        open, Session.request(2, "textDocument/prepareRename", whole),
        Session.request(3, "textDocument/rename", whole),
        Session.request(
          4, "textDocument/rename", whole.merging(["newName": "while"]) { $1 }),
      ])
    #expect((session.result(2) as? [String: Any])?["placeholder"] as? String == "limit")
    let changes =
      (session.result(3) as? [String: Any])?["changes"] as? [String: [[String: Any]]] ?? [:]
    #expect(changes.keys.sorted() == [uri("lib/shapes.mini"), uri("other.mini")].sorted())
    #expect(changes.values.joined().allSatisfy { $0["newText"] as? String == "most" })
    #expect(session.code(4) == -32803)
  }

  @Test func diagnosticsAreMended() throws {
    let session = try session(["2", "3", "5"].map { ("codeAction", parameters($0)) })
    func action(_ id: Int, _ title: String) -> String? {
      let found = dictionaries(session.result(id)).first { $0["title"] as? String == title }
      let edit = found?["edit"] as? [String: [String: [[String: Any]]]]
      return edit?["changes"]?[uri("main.mini")]?.first?["newText"] as? String
    }
    #expect(action(2, "Add the missing cases") == "      .green {}\n      .blue {}\n")
    #expect(action(3, "Remove 'wasted'") == "")
  }
}
