// The lines and columns of a function's code, from which debug information is made.
//
// Lines are counted from the line of the function's name. Code that only moves up or down in its
// file therefore stays the same, and a `-g` build does not compile it again.

/// The locations of one function's code.
package struct FunctionLocations: Hashable, Sendable {
  /// A position in the file. Its line is relative to the function's.
  package struct Location: Hashable, Sendable {
    /// Lines below the line of the function's name.
    package let line: UInt32
    /// From 1, in Unicode scalars.
    package let column: UInt32
  }

  /// The line of the function's name, from 1; not part of ``appendKeyBytes(of:to:)``.
  package let line: UInt32
  /// The function's name.
  package let name: Location
  /// One per instruction.
  package let code: [Location]
  /// One per block.
  package let blocks: [Location]
  /// The body's `}`.
  package let endBrace: Location

  /// - Parameter lines: the lines of the file that contains `function`.
  /// - Complexity: for each instruction, logarithmic in the number of lines.
  package init(_ function: ZIR.Function, lines: LineMap) {
    let start = lines.lineAndColumn(at: function.nameRange.start)
    func location(_ offset: UInt32) -> Location {
      let location = lines.lineAndColumn(at: offset)
      // Code never starts above its function's name, but decoded bytes could say so.
      return Location(line: location.line - min(start.line, location.line), column: location.column)
    }
    line = start.line
    name = location(function.nameRange.start)
    code = function.ranges.map { location($0.start) }
    blocks = function.blocks.map { location($0.brace) }
    endBrace = location(function.endBrace)
  }

  /// Appends all that a `-g` build's key covers besides the code itself: locations, the blocks'
  /// extents, names of variables and parameters.
  ///
  /// - Parameter function: the function that these locations belong to.
  package func appendKeyBytes(of function: ZIR.Function, to bytes: inout [UInt8]) {
    var writer = ByteWriter(appendingTo: bytes)
    bytes = []
    writer.append(name)
    writer.append(count: code.count)
    for location in code { writer.append(location) }
    writer.append(count: blocks.count)
    for (location, block) in zip(blocks, function.blocks) {
      writer.append(location)
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
  fileprivate mutating func append(_ location: FunctionLocations.Location) {
    append(location.line)
    append(location.column)
  }
}
