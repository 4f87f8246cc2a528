// At each build, writes the compiler epoch into a Swift file of MiniDriver. The epoch is a hash
// over the sources of MiniFrontend and MiniBackend, so that a changed compiler never uses another
// compiler's cached results.

import Foundation
import PackagePlugin

@main
struct CompilerEpoch: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    let sources = try context.package.targets(named: ["MiniFrontend", "MiniBackend"])
      .compactMap { $0 as? any SourceModuleTarget }
      .flatMap { $0.sourceFiles(withSuffix: "swift").map(\.url) }
      .sorted { $0.path < $1.path }
    let output = context.pluginWorkDirectoryURL.appending(path: "CompilerEpoch.swift")
    // Only contents, in the order of paths, so that the hash contains no path of the machine.
    let script = """
      digest=$(cat "$@" | sha256sum | cut -c 1-64) && [ ${#digest} = 64 ] &&
      printf '// Made by the CompilerEpoch plugin.\\n\\n' > "$0" &&
      printf '/// SHA-256 over the sources of the compiler, as 64 hex digits.\\n' >> "$0" &&
      printf 'package let compilerEpochHex = "%s"\\n' "$digest" >> "$0"
      """
    return [
      .buildCommand(
        displayName: "Hashing the compiler's sources",
        executable: URL(fileURLWithPath: "/bin/sh"),
        arguments: ["-c", script, output.path] + sources.map(\.path),
        inputFiles: sources, outputFiles: [output])
    ]
  }
}
