// The conditions under which a stamp can be trusted.

import BuildCache
import FileIO
import TestSupport
import Testing

/// Not a whole second: a file system whose change times show fractions.
private let now: Int64 = 100_000_000_007
private let tick: Int64 = 20_000_000
private let second: Int64 = 1_000_000_000

/// Whether a file with these times is racy now, on a local and on a remote file system.
private func check(
  mtime: Int64, ctime: Int64, local: Bool, remote: Bool,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let clock = ManualClock(nanoseconds: now)
  let stamp = Stamp(
    sizeBytes: 1, mtimeNanoseconds: mtime, ctimeNanoseconds: ctime, inode: 1, device: 1)
  for (isLocal, isRacy) in [(true, local), (false, remote)] {
    #expect(
      stamp.isRacy(clockBefore: clock.nowNanoseconds(), isLocal: isLocal) == isRacy,
      "mtime \(mtime), ctime \(ctime), local \(isLocal)", sourceLocation: sourceLocation)
  }
}

@Test func aStampIsRacyUnlessBothTimesLieFarEnoughBack() {
  let two = 2 * second
  check(mtime: now - two, ctime: now - two, local: false, remote: false)
  check(mtime: now - two + 1, ctime: now - two, local: false, remote: true)
  check(mtime: now - two, ctime: now - two + 1, local: false, remote: true)
  check(mtime: now - tick, ctime: now - tick, local: false, remote: true)
  check(mtime: now - tick + 1, ctime: now - two, local: true, remote: true)
  check(mtime: now - two, ctime: now - tick + 1, local: true, remote: true)  // touch -r
  check(mtime: now, ctime: now, local: true, remote: true)
}

@Test func aChangeTimeOfAWholeSecondMayBeOfACoarseFileSystem() {
  let whole = 100 * second  // 7 ns ago
  check(mtime: now - 9 * second, ctime: whole - second, local: true, remote: true)
  check(mtime: whole - second, ctime: whole - second, local: true, remote: true)
  check(mtime: whole - 2 * second, ctime: whole - 2 * second, local: false, remote: false)
}

@Test func aModificationTimeOfAWholeSecondSaysNothing() {
  let whole = 100 * second
  check(mtime: whole - second, ctime: now - tick, local: false, remote: true)
  check(mtime: whole - second, ctime: now - second, local: false, remote: true)
  check(mtime: whole - second, ctime: now - tick + 1, local: true, remote: true)
}

@Test func aTimeInTheFutureIsRacy() {
  check(mtime: now + 1, ctime: 0, local: true, remote: true)
  check(mtime: 0, ctime: 500_000_000_000, local: true, remote: true)
  check(mtime: .max, ctime: 0, local: true, remote: true)
  check(mtime: .min, ctime: .min, local: true, remote: true)  // a time that no file can have
}

@Test func aStampHoldsWhatTheStatusSays() {
  let status = FileStatus(
    kind: .regular, sizeBytes: 1, mtimeNanoseconds: 2, ctimeNanoseconds: 3, inode: 4, device: 5)
  #expect(
    Stamp(status)
      == Stamp(sizeBytes: 1, mtimeNanoseconds: 2, ctimeNanoseconds: 3, inode: 4, device: 5))
}
