// The result of one check of `mini doctor`, as text and as JSON.

import MiniDriver

/// The result of one check.
struct CheckResult {
  enum State: String {
    case ok, note, problem
  }

  let name: String
  let state: State
  let finding: String
  /// What to do; `nil` if there is nothing.
  let advice: String?

  private init(_ name: String, _ state: State, _ finding: String, _ advice: String?) {
    self.name = name
    self.state = state
    self.finding = finding
    self.advice = advice
  }

  static func ok(_ name: String, _ finding: String) -> Self { Self(name, .ok, finding, nil) }

  static func note(_ name: String, _ finding: String, _ advice: String? = nil) -> Self {
    Self(name, .note, finding, advice)
  }

  static func problem(_ name: String, _ finding: String, _ advice: String? = nil) -> Self {
    Self(name, .problem, finding, advice)
  }

  /// One line, and a second one with the advice.
  var text: String {
    let margin = NumberText.filled(state.rawValue, to: 9) + NumberText.filled(name, to: 11)
    let advice = advice.map { TerminalText.escaped($0) + "\n" } ?? ""
    return margin + TerminalText.escaped(finding) + "\n"
      + (advice.isEmpty ? "" : String(repeating: " ", count: margin.count) + advice)
  }

  var json: JSON {
    .object([
      ("name", .string(name)), ("state", .string(state.rawValue)), ("finding", .string(finding)),
      ("advice", advice.map { .string($0) } ?? .null),
    ])
  }
}
