// The kinds of reasons, for sums over many builds.

import BuildCache

extension MissReason.Kind {
  /// In words, without details.
  var words: String {
    switch self {
    case .neverBuilt: "never built before"
    case .inputsChanged: "an input changed"
    case .optionsChanged: "the options changed"
    case .compilerChanged: "last built by another compiler"
    case .evicted: "evicted by gc"
    case .repaired: "dropped by 'mini verify --repair'"
    case .damaged: "the cached object was damaged"
    case .indexDamaged: "the cache's index was damaged"
    case .objectMissing: "the object or output was missing"
    case .noCache: "the cache is not used"
    case .rechecked: "--recheck"
    case .contradicted: "the cached IR was wrong"
    case .refused: "the linker refused the cache's code"
    }
  }

  /// In JSON.
  var name: String {
    switch self {
    case .neverBuilt: "neverBuilt"
    case .inputsChanged: "inputsChanged"
    case .optionsChanged: "optionsChanged"
    case .compilerChanged: "compilerChanged"
    case .evicted: "evicted"
    case .repaired: "repaired"
    case .damaged: "damaged"
    case .indexDamaged: "indexDamaged"
    case .objectMissing: "objectMissing"
    case .noCache: "noCache"
    case .rechecked: "rechecked"
    case .contradicted: "contradicted"
    case .refused: "refused"
    }
  }
}
