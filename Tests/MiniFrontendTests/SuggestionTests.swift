import MiniFrontend
import Testing

@Test(arguments: [
  ("lenght", ["length", "width"], "length"),
  ("ad", ["add", "sub"], "add"),
  ("y", ["x"], nil),
  ("value", ["Value"], "Value"),
  ("alpha", ["omega"], nil),
  ("cat", ["car", "bat"], "bat"),
  ("", ["a"], nil),
])
func theNearestNameIsSuggested(name: String, candidates: [String], expected: String?) {
  #expect(nearest(to: name, among: candidates) == expected)
  #expect(nearest(to: name, among: candidates.reversed()) == expected)
}

@Test func veryLongNamesGetNoSuggestion() {
  let long = String(repeating: "a", count: 100_000)
  #expect(nearest(to: long, among: [long + "b"]) == nil)
}
