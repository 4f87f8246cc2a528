// At each build, writes four Swift files of MiniDriver: the texts of the standard modules, the page
// of the diagnostics, the files for editors, and the compiler epoch. The epoch is a hash over the sources of MiniFrontend and MiniBackend and over
// these texts, so that a changed compiler never uses another compiler's cached results.

import Foundation
import PackagePlugin

@main
struct CompilerEpoch: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    let sources = try context.package.targets(named: ["MiniFrontend", "MiniBackend"])
      .compactMap { $0 as? any SourceModuleTarget }
      .flatMap { $0.sourceFiles(withSuffix: "swift").map(\.url) }
      .sorted { $0.path < $1.path }
    let folder = context.package.directoryURL.appending(path: "Sources/StandardModules")
    let modules = try FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil
    )
    .filter { $0.pathExtension == "mini" }
    .sorted { $0.path < $1.path }
    let epoch = context.pluginWorkDirectoryURL.appending(path: "CompilerEpoch.swift")
    // Only contents, in the order of paths, so that the hash contains no path of the machine.
    let hashing = """
      digest=$(cat "$@" | sha256sum | cut -c 1-64) && [ ${#digest} = 64 ] &&
      printf '// Made by the CompilerEpoch plugin.\\n\\n' > "$0" &&
      printf '/// SHA-256 over the sources of the compiler, as 64 hex digits.\\n' >> "$0" &&
      printf 'package let compilerEpochHex = "%s"\\n' "$digest" >> "$0"
      """
    let texts = context.pluginWorkDirectoryURL.appending(path: "StandardModule+Text.swift")
    // The switch compiles only if each module has a text and each text a module.
    let quoting = """
      { printf '// Made by the CompilerEpoch plugin.\\n\\npackage import MiniFrontend\\n\\n' &&
        printf 'extension StandardModule {\\n  /// Its source.\\n  package var text: [UInt8] {\\n' &&
        printf '    let text: StaticString =\\n      switch self {\\n' &&
        for file; do
          name=${file##*/} && printf '      case .%s: ##\"\"\"\\n' "${name%.mini}" &&
          sed 's/^./        &/' "$file" && printf '\\n        \"\"\"##\\n' || exit
        done &&
        printf '      }\\n    return text.withUTF8Buffer { Array($0) }\\n  }\\n}\\n'
      } > "$0"
      """
    let page = context.package.directoryURL.appending(
      path: "Sources/MiniFrontend/MiniFrontend.docc/Diagnostics.md")
    let pageText = context.pluginWorkDirectoryURL.appending(path: "DiagnosticsPage.swift")
    let embedding = """
      { printf '// Made by the CompilerEpoch plugin.\\n\\n/// Diagnostics.md of MiniFrontend.\\n' &&
        printf 'let diagnosticsPage = ##\"\"\"\\n' && sed 's/^./  &/' "$1" &&
        printf '  \"\"\"##\\n'
      } > "$0"
      """
    let editors = context.package.directoryURL.appending(path: "Sources/Editors")
    let editorFiles = try FileManager.default.subpathsOfDirectory(atPath: editors.path).sorted()
      .map { editors.appending(path: $0) }.filter { !$0.pathExtension.isEmpty }
    let editorTexts = context.pluginWorkDirectoryURL.appending(path: "EditorFiles.swift")
    let listing = """
      root=$1 && shift && {
        printf '// Made by the CompilerEpoch plugin.\\n\\n' &&
        printf '/// The files of Sources/Editors, by their paths from there.\\n' &&
        printf 'package let editorFiles: [(path: String, text: String)] = [\\n' &&
        for file; do
          printf '  ("%s",\\n    ##\"\"\"\\n' "${file#"$root"/}" &&
          sed 's/^./    &/' "$file" && printf '\\n    \"\"\"##),\\n' || exit
        done && printf ']\\n'
      } > "$0"
      """
    return [
      .buildCommand(
        displayName: "Embedding the files for editors",
        executable: URL(fileURLWithPath: "/bin/sh"),
        arguments: ["-c", listing, editorTexts.path, editors.path] + editorFiles.map(\.path),
        inputFiles: editorFiles, outputFiles: [editorTexts]),
      .buildCommand(
        displayName: "Embedding the diagnostics' page",
        executable: URL(fileURLWithPath: "/bin/sh"),
        arguments: ["-c", embedding, pageText.path, page.path],
        inputFiles: [page], outputFiles: [pageText]),
      .buildCommand(
        displayName: "Hashing the compiler's sources",
        executable: URL(fileURLWithPath: "/bin/sh"),
        arguments: ["-c", hashing, epoch.path] + (sources + modules).map(\.path),
        inputFiles: sources + modules, outputFiles: [epoch]),
      .buildCommand(
        displayName: "Embedding the standard modules",
        executable: URL(fileURLWithPath: "/bin/sh"),
        arguments: ["-c", quoting, texts.path] + modules.map(\.path),
        inputFiles: modules, outputFiles: [texts]),
    ]
  }
}
