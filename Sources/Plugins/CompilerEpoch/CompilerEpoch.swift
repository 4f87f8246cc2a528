// At each build, writes five Swift files of MiniDriver: the texts of the standard modules, the page
// of the diagnostics, the files for editors, those of HTML pages, and the compiler epoch. The epoch is a hash over the sources of MiniFrontend and MiniBackend and over
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
    let listing = """
      name=$1 && root=$2 && shift 2 && {
        printf '// Made by the CompilerEpoch plugin.\\n\\n' &&
        printf '/// The files of Sources/%s, by their paths from there.\\n' "${root##*/}" &&
        printf 'package let %s: [(path: String, text: String)] = [\\n' "$name" &&
        for file; do
          printf '  ("%s",\\n    ##\"\"\"\\n' "${file#"$root"/}" &&
          sed 's/^./    &/' "$file" && printf '\\n    \"\"\"##),\\n' || exit
        done && printf ']\\n'
      } > "$0"
      """
    /// Embeds the files of a folder of Sources as a list with a name.
    func embedded(_ folder: String, as list: String, in file: String) throws -> Command {
      let root = context.package.directoryURL.appending(path: "Sources/\(folder)")
      let files = try FileManager.default.subpathsOfDirectory(atPath: root.path).sorted()
        .map { root.appending(path: $0) }.filter { !$0.pathExtension.isEmpty }
      let output = context.pluginWorkDirectoryURL.appending(path: file)
      return .buildCommand(
        displayName: "Embedding \(folder)", executable: URL(fileURLWithPath: "/bin/sh"),
        arguments: ["-c", listing, output.path, list, root.path] + files.map(\.path),
        inputFiles: files, outputFiles: [output])
    }
    return [
      try embedded("Editors", as: "editorFiles", in: "EditorFiles.swift"),
      try embedded("Pages", as: "pageFiles", in: "PageFiles.swift"),
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
