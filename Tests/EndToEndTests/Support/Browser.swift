// Headless Chromium, which uses pages as a person does: Tests/Scripts/browser.py.

import Foundation
import SystemPackage
import TestSupport
import Testing

enum Browser {
  /// `make setup` installs it.
  static let isThere = (try? Tools.path("chromium").isEmpty) == false

  /// A step of browser.py.
  enum Step {
    case click(String)
    case key(String)
    case type(String)
    /// The value of a JavaScript expression, a text, is a result.
    case value(String)
    case dark(Bool)
    case print(String)

    fileprivate var json: [String: Any] {
      switch self {
      case .click(let selector): ["click": selector]
      case .key(let name): ["key": name]
      case .type(let text): ["type": text]
      case .value(let expression): ["eval": "String(\(expression))"]
      case .dark(let isDark): ["dark": isDark]
      case .print(let file): ["print": file]
      }
    }
  }

  /// Opens a page and does the steps. The page must cause no error and load nothing.
  ///
  /// - Returns: the values.
  static func use(
    _ page: String, _ steps: [Step], sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> [String] {
    let lines = try steps.map { step in
      String(decoding: try JSONSerialization.data(withJSONObject: step.json), as: UTF8.self) + "\n"
    }
    let script = Repository.root.string + "/Tests/Scripts/browser.py"
    let run = try Tools.run(
      "python3", ["-B", script, page], in: Workspace().folder(""), input: Array(lines.joined().utf8)
    )
    try #require(run.status == 0, "\(run.errorText)", sourceLocation: sourceLocation)
    var values = try run.text.split(separator: "\n").map {
      try JSONSerialization.jsonObject(with: Data($0.utf8), options: .fragmentsAllowed)
    }
    let end = values.removeLast() as? [String: [String]]
    #expect(end == ["errors": [], "requests": []], sourceLocation: sourceLocation)
    return values.map { $0 as? String ?? "" }
  }
}
