// The order of the sections in main.ll, compared with a slow implementation of the rule.

import MiniDriver
import TestSupport
import Testing

/// The rule of section 7 of Architecture, slow but literal, as the judge of the fast
/// implementation.
private func orderByTheBook(names: [String], imports: [[Int]]) -> [Int] {
  let count = names.count
  var reaches = (0..<count).map { from in
    (0..<count).map { $0 == from || imports[from].contains($0) }
  }
  for via in 0..<count {
    for from in 0..<count where reaches[from][via] {
      for to in 0..<count where reaches[via][to] { reaches[from][to] = true }
    }
  }
  func component(_ module: Int) -> [Int] {
    (0..<count).filter { reaches[module][$0] && reaches[$0][module] }
      .sorted { names[$0] < names[$1] }
  }
  var order: [Int] = []
  while order.count < count {
    let ready = (0..<count).filter { module in
      !order.contains(module)
        && (0..<count).allSatisfy {
          !reaches[module][$0] || order.contains($0) || component(module).contains($0)
        }
    }
    order += component(ready.min { names[$0] < names[$1] }!)
  }
  return order
}

@Test(arguments: 0..<200)
func linkOrderIsTheRuleOfTheBook(seed: UInt64) {
  var random = SplitMix64(seed: seed)
  let count = Int.random(in: 1...9, using: &random)
  let names = (0..<count).map { "m\($0 * 7 % 10)" }.shuffled(using: &random)
  let imports = (0..<count).map { _ in
    (0..<Int.random(in: 0...3, using: &random)).map { _ in
      Int.random(in: 0..<count, using: &random)
    }
  }
  let order = LinkOrder(names: names, imports: imports).sorted()
  #expect(order == orderByTheBook(names: names, imports: imports))
}

@Test func aLongChainOfImportsNeedsNoStack() {
  let count = 200_000
  let names = (0..<count).map { "m\($0)" }
  let imports = (0..<count).map { $0 + 1 < count ? [$0 + 1] : [] }
  #expect(LinkOrder(names: names, imports: imports).sorted() == Array((0..<count).reversed()))
}

@Test func aRingOfImportsIsOneComponentInTheOrderOfNames() {
  let names = ["c", "a", "b"]
  #expect(LinkOrder(names: names, imports: [[1], [2], [0]]).sorted() == [1, 2, 0])
}
