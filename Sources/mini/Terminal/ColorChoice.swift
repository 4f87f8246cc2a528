// Whether to print in colours.

import ArgumentParser

/// `--color`.
enum ColorChoice: String, CaseIterable, ExpressibleByArgument {
  case auto, always, never
}
