// Where a function's code stands, in lines and columns: what debug information is made of.
//
// Lines are counted from the line of the function's name, so that code that only moves up or down
// in its file is still the same: a `-g` build compiles it no more than any other.

/// The places of one function's code.
package struct FunctionPlaces: Hashable, Sendable {
  /// Where something starts.
  package struct Place: Hashable, Sendable {
    /// Lines below the line of the function's name.
    package let line: UInt32
    /// From 1, in Unicode scalars.
    package let column: UInt32
  }

  /// The line of the function's name, from 1; no part of ``appendKeyBytes(to:)``.
  package let line: UInt32
  /// Of the function's name.
  package let name: Place
  /// One per instruction.
  package let code: [Place]
  /// One per block.
  package let blocks: [Place]
  /// Of the body's `}`.
  package let endBrace: Place

  /// - Parameter lines: of the file that `function` stands in.
  /// - Complexity: for each instruction, logarithmic in the number of lines.
  package init(_ function: ZIR.Function, lines: LineMap) {
    let start = lines.lineAndColumn(at: function.nameRange.start)
    func place(_ offset: UInt32) -> Place {
      let place = lines.lineAndColumn(at: offset)
      // Nothing of a function stands above its name; of bytes from elsewhere it could.
      return Place(line: place.line - min(start.line, place.line), column: place.column)
    }
    line = start.line
    name = place(function.nameRange.start)
    code = function.places.map { place($0.start) }
    blocks = function.blocks.map { place($0.brace) }
    endBrace = place(function.endBrace)
  }

  /// Appends all that a `-g` build's key covers besides the code itself: places, the blocks'
  /// extents, names of variables and parameters.
  ///
  /// - Parameter function: the one that these are the places of.
  package func appendKeyBytes(of function: ZIR.Function, to bytes: inout [UInt8]) {
    var writer = ByteWriter(appendingTo: bytes)
    bytes = []
    writer.append(name)
    writer.append(count: code.count)
    for place in code { writer.append(place) }
    writer.append(count: blocks.count)
    for (place, block) in zip(blocks, function.blocks) {
      writer.append(place)
      writer.append(block.start)
      writer.append(block.end)
    }
    writer.append(endBrace)
    writer.append(count: function.localNames.count)
    for name in function.localNames { writer.append(name) }
    writer.append(count: function.parameterNames.count)
    for name in function.parameterNames { writer.append(name) }
    bytes = writer.bytes
  }
}

extension ByteWriter {
  fileprivate mutating func append(_ place: FunctionPlaces.Place) {
    append(place.line)
    append(place.column)
  }
}
