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
  #expect(nearest(to: name, among: candidates) == expected)
  #expect(nearest(to: name, among: candidates.reversed()) == expected)
}

@Test func veryLongNamesGetNoSuggestion() {
  let long = String(repeating: "a", count: 100_000)
  #expect(nearest(to: long, among: [long + "b"]) == nil)
}
