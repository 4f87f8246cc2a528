// Seeded simulations of a cache's history. A failing seed is repeated by naming it.

import TestSupport
import Testing

@Suite struct SimulationTests {
  @Test(arguments: 0..<UInt64(40 * fuzzScale))
  func whateverHappensToACacheNothingIsLostAndNothingIsWrong(seed: UInt64) throws {
    var simulation = try Simulation(seed: seed)
    try simulation.run(steps: Self.steps)
    print("simulation: seed \(seed): \(Self.steps) steps")
  }

  private static let steps = 25
}
