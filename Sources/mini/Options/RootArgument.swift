// The argument that names a project.

import ArgumentParser
import SystemPackage

/// Help texts and completions of the argument ROOT.
enum RootArgument {
  static let help = ArgumentHelp(
    "The project's root file, or the folder that contains its main.mini.", valueName: "root")
  static let completion = CompletionKind.file(extensions: ["mini"])
}
