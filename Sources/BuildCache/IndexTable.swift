// Fixed-width rows of an index, read in place.

/// A table of an index, within the file's bytes. A row or a field that is not there reads as zero.
struct IndexTable: Sendable {
  let bytes: IndexBytes
  /// Where the first row begins.
  let offset: Int
  let rowCount: Int
  let rowSizeBytes: Int

  func uint32(_ row: Int, _ field: Int) -> UInt32 {
    bytes.uint32(at: place(row, field))
  }

  func uint64(_ row: Int, _ field: Int) -> UInt64 {
    bytes.uint64(at: place(row, field))
  }

  func int64(_ row: Int, _ field: Int) -> Int64 {
    Int64(bitPattern: uint64(row, field))
  }

  /// A count or an offset of 32 bits.
  func small(_ row: Int, _ field: Int) -> Int {
    Int(uint32(row, field))
  }

  /// A count or an offset of 64 bits; one that no file can have reads as the largest there is.
  func large(_ row: Int, _ field: Int) -> Int {
    Int(clamping: uint64(row, field))
  }

  func digest(_ row: Int, _ field: Int) -> Digest {
    bytes.digest(at: place(row, field))
  }

  /// Where the table's `count` bytes at `start` lie in the file, cut to the table: for a heap.
  func range(_ start: Int, _ count: Int) -> Range<Int> {
    let length = rowCount * rowSizeBytes
    let first = min(max(start, 0), length)
    let last = first + min(max(count, 0), length - first)
    return (offset + first)..<(offset + last)
  }

  /// The row whose first 32 bytes are `key`, in a table sorted by them; `nil` if there is none.
  ///
  /// Cost: keys are digests, spread evenly: where they lie is guessed. After four guesses halves are
  /// taken, so that no choice of keys makes it slow.
  func row(ofKey key: Digest) -> Int? {
    var low = 0
    var high = rowCount
    var lowWord: UInt64 = 0
    var highWord = UInt64.max
    var guessesLeft = 4
    while low < high {
      var middle = low + (high - low) / 2
      if guessesLeft > 0, highWord > lowWord, key.words.0 >= lowWord, key.words.0 < highWord {
        guessesLeft -= 1
        let product = (key.words.0 - lowWord).multipliedFullWidth(by: UInt64(high - low))
        let (quotient, _) = (highWord - lowWord).dividingFullWidth(product)
        middle = min(low + Int(quotient), high - 1)
      }
      let found = digest(middle, 0)
      if found == key { return middle }
      if found < key {
        low = middle + 1
        lowWord = found.words.0
      } else {
        high = middle
        highWord = found.words.0
      }
    }
    return nil
  }

  /// The first row for which `isBelow` is false, in a table sorted so that it holds for the first
  /// rows and for none after; ``rowCount`` if it holds for all. Cost: one call for each halving.
  func firstRow(in rows: Range<Int>, notBelow isBelow: (Int) -> Bool) -> Int {
    var low = rows.lowerBound
    var high = rows.upperBound
    while low < high {
      let middle = low + (high - low) / 2
      if isBelow(middle) { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Where a field lies; for a row that is not in the table, where nothing is.
  private func place(_ row: Int, _ field: Int) -> Int {
    guard row >= 0, row < rowCount else { return -1 }
    return offset + row * rowSizeBytes + field
  }
}
