// The argument that names a project.

import ArgumentParser
import SystemPackage

/// Help texts and completions of the argument ROOT.
enum RootArgument {
  static let help = ArgumentHelp(
    "The project's root file, or the folder that contains its main.mini.", valueName: "root")
  /// Of commands that build.
  static let programHelp = ArgumentHelp(
    """
    A root file, the folder that contains main.mini or mini.config, or a program that mini.config here \
    names. (default: main.mini, or those of mini.config, here or in the nearest folder above)
    """, valueName: "root")
  static let completion = CompletionKind.file(extensions: ["mini"])
}
