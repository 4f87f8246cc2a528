// Runs each file of Fixtures/Incremental: every edit has exactly the expected cost, and after every
// step the output is a clean build's.

import Testing

@Suite struct StepTests {
  @Test(arguments: Checkout.names(in: "Incremental"))
  func everyEditCompilesExactlyWhatItMust(_ name: String) throws {
    let runner = try StepRunner(label: name)
    for step in try StepFile(parsing: Checkout.text("Incremental/" + name)).steps {
      try runner.play(step)
    }
  }

  @Test func thereAreStepFiles() {
    #expect(Checkout.names(in: "Incremental").count >= 10)
  }
}
