// Fixed-width rows of an index, read in place.

/// A table of an index, within the file's bytes. A row or field out of bounds reads as zero.
struct IndexTable: Sendable {
  /// The bytes of the whole index.
  let file: IndexBytes
  /// Offset of the first row.
  let offset: Int
  let rowCount: Int
  let rowSizeBytes: Int

  func uint32(_ row: Int, _ field: Int) -> UInt32 {
    file.uint32(at: position(row, field))
  }

  func uint128(_ row: Int, _ field: Int) -> UInt128 {
    file.uint128(at: position(row, field))
  }

  func uint64(_ row: Int, _ field: Int) -> UInt64 {
    file.uint64(at: position(row, field))
  }

  func int64(_ row: Int, _ field: Int) -> Int64 {
    Int64(bitPattern: uint64(row, field))
  }

  /// A count or an offset of 32 bits.
  func small(_ row: Int, _ field: Int) -> Int {
    Int(uint32(row, field))
  }

  /// A count or an offset of 64 bits, clamped to `Int.max`, an offset that no file has.
  func large(_ row: Int, _ field: Int) -> Int {
    Int(clamping: uint64(row, field))
  }

  func digest(_ row: Int, _ field: Int) -> Digest {
    file.digest(at: position(row, field))
  }

  /// The range in the file of the table's `count` bytes at `start`, clamped to the table: for a
  /// heap.
  func range(_ start: Int, _ count: Int) -> Range<Int> {
    let length = rowCount * rowSizeBytes
    let first = min(max(start, 0), length)
    let last = first + min(max(count, 0), length - first)
    return (offset + first)..<(offset + last)
  }

  /// The row whose first 32 bytes are `key`, in a table sorted by them; `nil` if there is none.
  ///
  /// Cost: keys are digests, which are evenly distributed, so four steps of interpolation come
  /// first. Binary search follows, so that no choice of keys makes a lookup slow.
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

  /// The offset of a field; -1 for a row that is not in the table.
  private func position(_ row: Int, _ field: Int) -> Int {
    guard row >= 0, row < rowCount else { return -1 }
    return offset + row * rowSizeBytes + field
  }
}
