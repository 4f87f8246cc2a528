// The option for a debugger.

import ArgumentParser
import MiniBackend
import SystemPackage

/// `-g`.
struct DebugOptions: ParsableArguments {
  @Flag(
    name: .customShort("g"),
    help: "Make it debuggable: gdb shows Mini source, and a panic reports its line and callers.")
  var isDebuggable = false

  var info: DebugInfo { isDebuggable ? .full : .none }
}
