// A record of a build as bytes. Everything is little-endian; a text is its length and its UTF-8.
//
//     frame   = magic:7 version:u8 size:u32 id:8 body:size
//     body    = time:i64 root command compiler:text
//               outcome:u32 reason:text errors:u32 warnings:u32
//               files functions units:(total:u64 compiled:u64)
//               hits:(files functions units upstream savedNanoseconds:u64)
//               patched:u32 sourcesRead:u64 bytesWritten:u64
//               phases:(load stat compile save native total:u64)
//               count:u32 event:text …
//               count:u32 (kind:u32 reason:u32 count:u32) …
//               unnamed:u64 count:u32 miss …
//               hasTests:u32 tests:(passed cached failed:u64), if it ran tests
//               count:u32 work …
//     work    = kind:u32 path:text name:text begin:u64 nanoseconds:u64
//     miss    = kind:u32 path:text name:text cachedFunctions:u32 why
//     why     = reason:u32, then for inputsChanged count:u32 (label old new:text) …,
//               for optionsChanged old new:text, for evicted and repaired day:u32,
//               for damaged problem:text
//
// In version 1, tests alone follow the misses, without `hasTests`.
//
// `id` names the build: the CRC-32 of the body, continued from the version, and the first four bytes
// of the body. The frame
// is the same in all versions, so that an older mini steps over a newer record.

extension BuildRecord {
  /// A frame, which is what a file of records consists of.
  package enum Frame {
    static let magic = Array("MINIBLD".utf8)
    package static let version: UInt8 = 2
    /// The oldest version that is read.
    static let oldestVersion: UInt8 = 1
    package static let headBytes = 20
    /// Limit of a frame. An edit's record has about 700 bytes.
    package static let sizeMaxBytes = 256 << 10
  }

  /// At most this many misses are named.
  package static let namedMax = 1000
  /// Limits of texts that a record does not need in full.
  private static let eventsMax = 32
  private static let testsBytes = 28
  private static let workNameMaxBytes = 400
  private static let textMaxBytes = 4096

  /// The whole frame, at most ``Frame/sizeMaxBytes`` long.
  package var frame: [UInt8] { Self.frame(ofBody: body) }

  /// A frame of any body.
  package static func frame(
    ofBody body: [UInt8], version: UInt8 = Frame.version
  ) -> [UInt8] {
    var frame = ByteWriter()
    frame.reserve(Frame.headBytes + body.count)
    frame.append(raw: Frame.magic)
    frame.store(version)
    frame.append(small: body.count)
    frame.store(BuildID(ofBody: body, version: version).bits.bigEndian)
    frame.append(raw: body)
    return frame.bytes
  }

  private var body: [UInt8] {
    var body = ByteWriter()
    body.append(timeNanoseconds)
    body.append(counted: Self.cut(root))
    body.append(counted: Self.cut(command))
    body.append(counted: Self.cut(compiler))
    let (number, failure): (UInt32, String) =
      switch outcome {
      case .done: (0, "")
      case .refused: (1, "")
      case .failed(let reason): (2, Self.cut(reason))
      }
    body.append(number)
    body.append(counted: failure)
    body.append(small: errors)
    body.append(small: warnings)
    files.append(to: &body)
    functions.append(to: &body)
    units.append(to: &body)
    body.append(large: hits.files)
    body.append(large: hits.functions)
    body.append(large: hits.units)
    body.append(large: hits.upstream)
    body.append(hits.savedNanoseconds)
    body.append(UInt32(isPatched ? 1 : 0))
    body.append(large: sourcesRead)
    body.append(bytesWritten)
    body.append(phases.load)
    body.append(phases.stat)
    body.append(phases.compile)
    body.append(phases.save)
    body.append(phases.native)
    body.append(phases.total)
    let events = cacheEvents.prefix(Self.eventsMax)
    body.append(small: events.count)
    for event in events { body.append(counted: Self.cut(event)) }
    body.append(small: reasonCounts.count { $0 > 0 })
    for place in reasonCounts.indices where reasonCounts[place] > 0 {
      body.append(small: place / Self.reasonsMax)
      body.append(small: place % Self.reasonsMax)
      body.append(small: reasonCounts[place])
    }
    let work = encodedWork
    appendMisses(to: &body, leaving: work.count)
    body.append(UInt32(tests == nil ? 0 : 1))
    if let tests {
      body.append(large: tests.passed)
      body.append(large: tests.cached)
      body.append(large: tests.failed)
    }
    body.append(work)
    return body.bytes
  }

  /// At most 55 KiB: work with a longer name is left out.
  private var encodedWork: ByteWriter {
    let short = work.prefix(Self.workMax).filter {
      $0.path.utf8.count + $0.name.utf8.count <= Self.workNameMaxBytes
    }
    var bytes = ByteWriter()
    bytes.append(small: short.count)
    for one in short {
      bytes.append(one.kind.rawValue)
      bytes.append(counted: one.path)
      bytes.append(counted: one.name)
      bytes.append(one.beginNanoseconds)
      bytes.append(one.nanoseconds)
    }
    return bytes
  }

  /// Names as many misses as fit, in their order. Those that were never built before are the first to
  /// be left out, because their number says all.
  private func appendMisses(to body: inout ByteWriter, leaving restBytes: Int) {
    let room =
      Frame.sizeMaxBytes - Frame.headBytes - body.count - 12 - Self.testsBytes - restBytes
    var encoded = ByteWriter()
    var count = misses.count
    for miss in misses.prefix(Self.namedMax) { Self.append(miss, to: &encoded) }
    if count > Self.namedMax || encoded.count > room { encoded = fitting(room, &count) }
    body.append(large: unnamed + misses.count - count)
    body.append(small: count)
    body.append(encoded)
  }

  /// Those that fit, and how many these are.
  private func fitting(_ room: Int, _ count: inout Int) -> ByteWriter {
    var room = room
    var named = [Bool](repeating: false, count: misses.count)
    count = 0
    for isNew in [false, true] {
      for (number, miss) in misses.enumerated()
      where (miss.reason.kind == .neverBuilt) == isNew && count < Self.namedMax {
        var one = ByteWriter()
        Self.append(miss, to: &one)
        guard one.count <= room else { continue }
        room -= one.count
        named[number] = true
        count += 1
      }
    }
    var encoded = ByteWriter()
    for (miss, isNamed) in zip(misses, named) where isNamed { Self.append(miss, to: &encoded) }
    return encoded
  }

  private static func append(_ miss: Miss, to bytes: inout ByteWriter) {
    bytes.append(miss.kind.rawValue)
    bytes.append(counted: miss.path)
    bytes.append(counted: miss.name)
    bytes.append(small: miss.cachedFunctions)
    miss.reason.append(to: &bytes)
  }

  /// The beginning of a text that is too long.
  private static func cut(_ text: String) -> String {
    text.utf8.count <= textMaxBytes
      ? text : String(decoding: text.utf8.prefix(textMaxBytes), as: UTF8.self)
  }

  /// Reads a body of a version; `nil` if it is malformed.
  init?(_ reader: inout ByteReader, version: UInt8) {
    self.init(
      timeNanoseconds: reader.int64(), root: reader.countedString(),
      command: reader.countedString(), compiler: reader.countedString())
    let outcome = reader.uint32()
    let failure = reader.countedString()
    switch outcome {
    case 0: self.outcome = .done
    case 1: self.outcome = .refused
    case 2: self.outcome = .failed(failure)
    default: return nil
    }
    errors = Int(reader.uint32())
    warnings = Int(reader.uint32())
    files = BuildCounts(&reader)
    functions = BuildCounts(&reader)
    units = BuildCounts(&reader)
    hits = BuildHits(
      files: reader.count(), functions: reader.count(), units: reader.count(),
      upstream: reader.count(), savedNanoseconds: reader.uint64())
    isPatched = reader.uint32() != 0
    sourcesRead = reader.count()
    bytesWritten = reader.uint64()
    phases = BuildPhases(
      load: reader.uint64(), stat: reader.uint64(), compile: reader.uint64(),
      save: reader.uint64(), native: reader.uint64(), total: reader.uint64())
    for _ in 0..<reader.listCount(itemBytesMin: 4) { cacheEvents.append(reader.countedString()) }
    for _ in 0..<reader.listCount(itemBytesMin: 12) {
      let (kind, reason) = (Kind(rawValue: reader.uint32()), reader.uint32())
      guard let kind, let reason = MissReason.Kind(rawValue: reason) else { return nil }
      count(kind, reason, Int(reader.uint32()))
    }
    unnamed = reader.count()
    for _ in 0..<reader.listCount(itemBytesMin: 20) {
      guard let kind = Kind(rawValue: reader.uint32()) else { return nil }
      let (path, name) = (reader.countedString(), reader.countedString())
      let cachedFunctions = Int(reader.uint32())
      guard let reason = MissReason(&reader) else { return nil }
      misses.append(
        Miss(kind, path: path, name: name, reason: reason, cachedFunctions: cachedFunctions))
    }
    if version == 1 ? !reader.isAtEnd : reader.uint32() != 0 {
      tests = TestCounts(
        passed: reader.count(), cached: reader.count(), failed: reader.count())
    }
    if version > 1 {
      for _ in 0..<reader.listCount(itemBytesMin: 28) {
        guard let kind = Kind(rawValue: reader.uint32()) else { return nil }
        work.append(
          Work(
            kind, path: reader.countedString(), name: reader.countedString(),
            beginNanoseconds: reader.uint64(), nanoseconds: reader.uint64()))
      }
    }
    guard reader.isValid else { return nil }
  }
}

extension ByteReader {
  /// A number that is clamped to what an `Int` holds.
  fileprivate mutating func count() -> Int { Int(clamping: uint64()) }
}

extension BuildCounts {
  fileprivate func append(to bytes: inout ByteWriter) {
    bytes.append(large: total)
    bytes.append(large: compiled)
  }

  fileprivate init(_ reader: inout ByteReader) {
    self.init(total: reader.count(), compiled: reader.count())
  }
}

extension MissReason {
  fileprivate func append(to bytes: inout ByteWriter) {
    bytes.append(kind.rawValue)
    switch self {
    case .inputsChanged(let changes):
      bytes.append(small: changes.count)
      for change in changes {
        bytes.append(counted: change.label)
        bytes.append(counted: change.old)
        bytes.append(counted: change.new)
      }
    case .optionsChanged(let old, let new):
      bytes.append(counted: old)
      bytes.append(counted: new)
    case .evicted(let day), .repaired(let day): bytes.append(day)
    case .damaged(let problem): bytes.append(counted: problem)
    case .neverBuilt, .compilerChanged, .indexDamaged, .objectMissing, .noCache, .rechecked,
      .contradicted, .refused:
      break
    }
  }

  fileprivate init?(_ reader: inout ByteReader) {
    switch Kind(rawValue: reader.uint32()) {
    case nil: return nil
    case .neverBuilt: self = .neverBuilt
    case .inputsChanged:
      self = .inputsChanged(
        (0..<reader.listCount(itemBytesMin: 12)).map { _ in
          InputChange(
            label: reader.countedString(), old: reader.countedString(),
            new: reader.countedString())
        })
    case .optionsChanged:
      self = .optionsChanged(old: reader.countedString(), new: reader.countedString())
    case .compilerChanged: self = .compilerChanged
    case .evicted: self = .evicted(day: reader.uint32())
    case .repaired: self = .repaired(day: reader.uint32())
    case .damaged: self = .damaged(reader.countedString())
    case .indexDamaged: self = .indexDamaged
    case .objectMissing: self = .objectMissing
    case .noCache: self = .noCache
    case .rechecked: self = .rechecked
    case .contradicted: self = .contradicted
    case .refused: self = .refused
    }
  }
}
