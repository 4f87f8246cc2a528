// The option that asks for results in a form for machines.

import ArgumentParser

/// `--json` of commands whose results are few lines.
struct JSONOption: ParsableArguments {
  @Flag(name: .customLong("json"), help: "Print results as JSON, one object a line.")
  var isWanted = false
}
