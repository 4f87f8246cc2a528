// Blobs as zstd frames, for servers that send and take them so.

import CZstd

/// Compresses blobs, and decompresses what a server has sent.
enum Zstd {
  /// Level 3 makes units 1 % smaller in a quarter more time, level 9 6 % in seven times as much.
  fileprivate static let level: Int32 = 1

  /// - Returns: `nil` if the bytes would not become fewer.
  static func compressed(_ blob: [UInt8]) -> [UInt8]? {
    var size = 0
    let frame = [UInt8](unsafeUninitializedCapacity: blob.count) { buffer, count in
      size = ZSTD_compress(buffer.baseAddress, buffer.count, blob, blob.count, level)
      count = ZSTD_isError(size) == 0 ? size : 0
    }
    return ZSTD_isError(size) == 0 && size < blob.count ? frame : nil
  }

  /// The blob of this size that the frames contain. No byte beyond it is made, whatever they say.
  ///
  /// - Returns: `nil` if they are malformed, end early, contain less or more, or if other bytes
  ///   follow.
  static func decompressed(_ frames: [UInt8], sizeBytes: Int) -> [UInt8]? {
    var size = 0
    let blob = [UInt8](unsafeUninitializedCapacity: sizeBytes) { buffer, count in
      size = ZSTD_decompress(buffer.baseAddress, sizeBytes, frames, frames.count)
      count = ZSTD_isError(size) == 0 ? size : 0
    }
    return ZSTD_isError(size) == 0 && size == sizeBytes ? blob : nil
  }

  /// The most bytes that a blob of this size needs.
  static func framesMaxBytes(sizeBytes: Int) -> Int {
    ZSTD_compressBound(sizeBytes)
  }
}

/// Makes a frame of a blob whose pieces arrive one by one. A class, because it frees libzstd's memory.
final class ZstdFrame {
  private let context: OpaquePointer

  /// - Parameter sizeBytes: of the whole blob.
  init(sizeBytes: Int) throws {
    guard let context = ZSTD_createCCtx() else { throw Problem("there is no memory to compress") }
    self.context = context
    try check(ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, Zstd.level))
    try check(ZSTD_CCtx_setPledgedSrcSize(context, UInt64(sizeBytes)))
  }

  deinit { ZSTD_freeCCtx(context) }

  /// The next part of the frame, which contains all pieces until now.
  ///
  /// - Parameter isLast: whether the frame ends with this piece.
  func bytes(_ piece: ArraySlice<UInt8>, isLast: Bool) throws -> ArraySlice<UInt8> {
    var bytes: [UInt8] = []
    var part = [UInt8](repeating: 0, count: ZSTD_CStreamOutSize())
    try piece.withUnsafeBytes { piece in
      var input = ZSTD_inBuffer(src: piece.baseAddress, size: piece.count, pos: 0)
      var left = 0
      repeat {
        let made = try part.withUnsafeMutableBytes { part in
          var output = ZSTD_outBuffer(dst: part.baseAddress, size: part.count, pos: 0)
          left = try check(
            ZSTD_compressStream2(context, &output, &input, isLast ? ZSTD_e_end : ZSTD_e_flush))
          return output.pos
        }
        bytes += part[..<made]
      } while left > 0
    }
    return bytes[...]
  }

  @discardableResult private func check(_ status: Int) throws -> Int {
    guard ZSTD_isError(status) == 0 else {
      throw Problem("cannot compress: \(String(cString: ZSTD_getErrorName(status)))")
    }
    return status
  }
}
