// Why a question has no answer.

import MiniFrontend

/// A question that cannot be answered, in words.
package struct QuestionError: Error, CustomStringConvertible {
  package let description: String

  init(_ description: String) {
    self.description = description
  }

  /// A name is unknown.
  ///
  /// - Parameters:
  ///   - sentence: says so.
  ///   - candidates: names that may be meant.
  init(_ sentence: String, _ name: String, among candidates: some Sequence<String>) {
    let hint = Suggestion.nearest(to: name, among: candidates)
    self.init(sentence + (hint.map { "; did you mean '\($0)'?" } ?? ""))
  }
}
