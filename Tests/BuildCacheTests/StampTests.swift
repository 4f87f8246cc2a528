// When a stamp may be believed.

import BuildCache
import FileIO
import TestSupport
import Testing

/// Whether a file with these times is racy at 100 s, on a local and on another file system.
private func check(
  mtime: Int64, ctime: Int64, local: Bool, remote: Bool,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let clock = ManualClock(nanoseconds: 100_000_000_000)
  let stamp = Stamp(
    sizeBytes: 1, mtimeNanoseconds: mtime, ctimeNanoseconds: ctime, inode: 1, device: 1)
  for (isLocal, isRacy) in [(true, local), (false, remote)] {
    #expect(
      Stamp.isRacy(stamp, clockBefore: clock.nowNanoseconds(), isLocal: isLocal) == isRacy,
      "mtime \(mtime), ctime \(ctime), local \(isLocal)", sourceLocation: sourceLocation)
  }
}

@Test func aStampIsRacyUnlessBothTimesLieFarEnoughBack() {
  let now: Int64 = 100_000_000_000
  let (tick, two) = (Int64(20_000_000), Int64(2_000_000_000))
  check(mtime: now - two, ctime: now - two, local: false, remote: false)
  check(mtime: now - two + 1, ctime: now - two, local: false, remote: true)
  check(mtime: now - two, ctime: now - two + 1, local: false, remote: true)
  check(mtime: now - tick, ctime: now - tick, local: false, remote: true)
  check(mtime: now - tick + 1, ctime: now - two, local: true, remote: true)
  check(mtime: now - two, ctime: now - tick + 1, local: true, remote: true)  // touch -r
  check(mtime: now, ctime: now, local: true, remote: true)
}

@Test func aTimeInTheFutureIsRacy() {
  check(mtime: 100_000_000_001, ctime: 0, local: true, remote: true)
  check(mtime: 0, ctime: 500_000_000_000, local: true, remote: true)
  check(mtime: .max, ctime: 0, local: true, remote: true)
  check(mtime: .min, ctime: .min, local: true, remote: true)  // no time that a file can have
}

@Test func aStampHoldsWhatTheStatusSays() {
  let status = FileStatus(
    kind: .regular, sizeBytes: 1, mtimeNanoseconds: 2, ctimeNanoseconds: 3, inode: 4, device: 5)
  #expect(
    Stamp(status)
      == Stamp(sizeBytes: 1, mtimeNanoseconds: 2, ctimeNanoseconds: 3, inode: 4, device: 5))
}
