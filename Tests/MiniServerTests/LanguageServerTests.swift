// The protocol, without a process: all messages have come before the first is handled.

import Foundation
import MiniDriver
import MiniServer
import Testing

@Suite struct LanguageServerTests {
  private static func open(_ text: String, version: Int = 1) -> [String: Any] {
    Session.notification(
      "textDocument/didOpen",
      [
        "textDocument": [
          "uri": uri, "languageId": "mini", "version": version, "text": text,
        ]
      ])
  }

  private static let uri = "untitled:Untitled-1"
  private static let document = ["textDocument": ["uri": uri]]

  @Test func aSessionBeginsAndEnds() throws {
    let session = try Session(Session.beginning + Session.ending)
    let result = session.result(1) as? [String: Any]
    let capabilities = result?["capabilities"] as? [String: Any]
    #expect(capabilities?["positionEncoding"] as? String == "utf-16")
    #expect((result?["serverInfo"] as? [String: Any])?["name"] as? String == "mini")
    #expect(session.result(99) is NSNull)
    guard case .orderly = session.end else {
      Issue.record("the end is \(session.end)")
      return
    }
  }

  @Test func anEndWithoutShutdownIsUnexpected() throws {
    for messages in [Session.beginning, Session.beginning + [Session.notification("exit")]] {
      guard case .unexpected = try Session(messages).end else {
        Issue.record("the end is orderly")
        return
      }
    }
    guard case .failed = try Session(Session.beginning, stream: "no message\r\n\r\n").end else {
      Issue.record("the stream is accepted")
      return
    }
  }

  @Test func requestsOutOfOrderAreRefused() throws {
    let early = try Session([Session.request(7, "textDocument/formatting", Self.document)])
    #expect(early.code(7) == -32002)
    let session = try Session(
      Session.beginning + [
        Session.request(2, "initialize"), Session.request(3, "no/method"),
        Session.request(4, "textDocument/formatting", Self.document),
        Session.request(5, "textDocument/formatting", ["textDocument": 1]),
        Session.notification("no/notification"), Session.notification("textDocument/didChange"),
        Session.ending[0], Session.request(6, "textDocument/formatting", Self.document),
      ])
    #expect([2, 3, 4, 5, 6].map(session.code) == [-32600, -32601, -32602, -32602, -32600])
  }

  @Test func aMalformedMessageIsAnsweredAndTheSessionGoesOn() throws {
    let broken = String(decoding: MessageFraming.framed(Array("{\"id\":".utf8)), as: UTF8.self)
    let session = try Session(Session.beginning, stream: broken)
    let refusal = session.sent.last
    #expect(refusal?["id"] is NSNull)
    #expect((refusal?["error"] as? [String: Any])?["code"] as? Int == -32700)
  }

  @Test func aCancelledRequestIsNotDone() throws {
    let session = try Session(
      Session.beginning + [
        Self.open("fn main() {}\n"),
        Session.request(2, "textDocument/documentSymbol", Self.document),
        Session.request(3, "textDocument/documentSymbol", Self.document),
        Session.notification("$/cancelRequest", ["id": 2]),
      ])
    #expect(session.code(2) == -32800)
    #expect(session.result(3) is [Any])
  }

  @Test func idsCanBeTexts() throws {
    var message = Session.beginning[0]
    message["id"] = "one"
    #expect(try Session([message]).sent.first?["id"] as? String == "one")
  }

  @Test func formattingReplacesTheLinesThatChange() throws {
    let session = try Session(
      Session.beginning + [
        Self.open("// ü𝄞\nfn main() {\n    print( 1 );\n}\n"),
        Session.request(2, "textDocument/formatting", Self.document),
        Self.open("fn main( {"), Session.request(3, "textDocument/formatting", Self.document),
      ])
    let edits = session.result(2) as? [[String: Any]]
    #expect(edits?.count == 1 && edits?[0]["newText"] as? String == "    print(1);\n")
    let range = edits?[0]["range"] as? [String: [String: Int]]
    #expect(range == ["start": ["line": 2, "character": 0], "end": ["line": 3, "character": 0]])
    #expect((session.result(3) as? [Any])?.isEmpty == true)
  }

  @Test func symbolsOfADocumentAreATree() throws {
    let session = try Session(
      Session.beginning + [
        Self.open(
          "struct Point {\n  x: i32,\n}\nenum Color { red, green }\nconst size = 3;\nfn main() {}\n"
            + "test \"sum\" {}\n"),
        Session.request(2, "textDocument/documentSymbol", Self.document),
      ])
    let symbols = session.result(2) as? [[String: Any]] ?? []
    #expect(symbols.map { $0["name"] as? String }.prefix(4) == ["Point", "Color", "size", "main"])
    #expect(symbols.map { $0["kind"] as? Int } == [23, 10, 14, 12, 6])
    let cases = symbols[1]["children"] as? [[String: Any]] ?? []
    #expect(cases.map { $0["name"] as? String } == ["red", "green"])
  }
}
