// Writes the compiler epoch, a hash over the sources of MiniFrontend and MiniBackend, into a Swift
// file of MiniDriver at each build, so that a changed compiler never uses what another one cached.

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
    // Contents only, in the order of the paths: no path of the machine gets into the hash.
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
