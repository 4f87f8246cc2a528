import MiniFrontend
import Testing

private let cases: [(name: String, candidates: [String], expected: String?)] = [
  ("lenght", ["length", "width"], "length"),
  ("ad", ["add", "sub"], "add"),
  ("y", ["x"], nil),
  ("value", ["Value"], "Value"),
  ("alpha", ["omega"], nil),
  ("cat", ["car", "bat"], "bat"),
  ("", ["a"], nil),
  (
    "number_of_itmes_in_list", ["number_of_items_in_list", "number_of_times_in_list"],
    "number_of_items_in_list"
  ),
  ("itme", ["time"], "time"),
  ("abcabcabc", ["abcabc", "abcabcabcabc", "bcabcabc"], "bcabcabc"),
  ("aaa", ["aaaa", "aa"], "aa"),
]

@Test(arguments: cases)
func theNearestNameIsSuggested(name: String, candidates: [String], expected: String?) {
  #expect(Suggestion.nearest(to: name, among: candidates) == expected)
  #expect(Suggestion.nearest(to: name, among: candidates.reversed()) == expected)
}

/// Counts the elements that were taken.
private final class CountedNames: Sequence {
  let all: [String]
  var taken = 0

  init(_ all: [String]) { self.all = all }

  func makeIterator() -> AnyIterator<String> {
    var next = 0
    return AnyIterator {
      guard next < self.all.count else { return nil }
      self.taken += 1
      defer { next += 1 }
      return self.all[next]
    }
  }
}

@Test func ofVeryManyNamesTheFirstTenThousandAreLookedAt() {
  let names = CountedNames((0..<30_000).map { "name_\($0)" })
  #expect(Suggestion.nearest(to: "nme_29999", among: names) == "name_2999")
  #expect(names.taken == 10_000)
}

@Test func anErrorThatIsNotKeptTakesNoSearch() {
  var list = DiagnosticList()
  for count in 0..<DiagnosticList.errorsMax {
    #expect(!list.isFull, "\(count)")
    list.error(RawDiagnostic(.undefinedName, "\(count)", at: SourceRange(start: 0, end: 0)))
  }
  #expect(list.isFull)
}

@Test func veryLongNamesGetNoSuggestion() {
  let long = String(repeating: "a", count: 100_000)
  #expect(Suggestion.nearest(to: long, among: [long + "b"]) == nil)
}
