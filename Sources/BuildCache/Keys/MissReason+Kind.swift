// The kinds of reasons, without their details.

extension MissReason {
  /// The kind of a reason. Records of builds contain the numbers.
  package enum Kind: UInt32, CaseIterable, Sendable {
    case neverBuilt, inputsChanged, optionsChanged, compilerChanged, evicted, repaired, damaged,
      indexDamaged, objectMissing, noCache, rechecked, contradicted, refused
  }

  package var kind: Kind {
    switch self {
    case .neverBuilt: .neverBuilt
    case .inputsChanged: .inputsChanged
    case .optionsChanged: .optionsChanged
    case .compilerChanged: .compilerChanged
    case .evicted: .evicted
    case .repaired: .repaired
    case .damaged: .damaged
    case .indexDamaged: .indexDamaged
    case .objectMissing: .objectMissing
    case .noCache: .noCache
    case .rechecked: .rechecked
    case .contradicted: .contradicted
    case .refused: .refused
    }
  }
}
