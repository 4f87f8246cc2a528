// Lookups in other caches, after those in this one. Their hits are kept here too.

extension MultiLevelCache {
  /// A compiled file's IR: read and checked here, else in an upstream cache; `nil` if the file must
  /// be compiled again.
  package func fileIR(of entry: ZirEntry) -> [UInt8]? {
    if let ir = fileIR(entry.irID, sizeBytes: entry.irSize) {
      // The objects of fetched snapshots are here, and their rows are not.
      if let upstreams, upstreams.haveGivenFiles, zir?.lookup(entry.combinedHash) == nil {
        upstreams.count(entry)
        keep(FileAdditions(entry: entry))
      }
      return ir
    }
    guard let ir = upstreams?.ir(of: entry) else { return nil }
    keep(FileAdditions(file: prepareFileIR(ir), entry: entry))
    return ir
  }

  /// A unit's entry and code, if this cache or an upstream has both.
  package func unitCode(_ key: UnitKey) -> (entry: UnitEntry, code: [UInt8])? {
    if let entry = unit(key), let code = code(entry.codeID, sizeBytes: entry.codeSize) {
      unitTier.countHit(costNanoseconds: entry.costNanoseconds)
      return (entry, code)
    }
    guard let (found, code) = upstreams?.unit(key) else {
      unitTier.countMiss()
      return nil
    }
    let entry = found.fromUpstream()
    unitTier.countHit(costNanoseconds: entry.costNanoseconds)
    keep(prepareCode(code), entry)
    return (entry, code)
  }

  /// A function's entry and IR from an upstream cache.
  func upstreamFunction(_ key: FunctionKey) -> (entry: AirEntry, ir: [UInt8])? {
    guard let (entry, ir) = upstreams?.function(key) else { return nil }
    let object = prepareFunctionIR(ir)
    keep(FileAdditions(functions: object.map { [$0] } ?? [], functionEntries: [entry]))
    return (entry, ir)
  }

  /// The hits of this build in each upstream cache.
  package var upstreamCounts: [UpstreamCounts] { upstreams?.counts ?? [] }
}
