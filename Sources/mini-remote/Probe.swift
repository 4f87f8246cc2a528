// Finds out in a short time whether a server accepts connections at all.

import Glibc

/// A connection that is opened and closed. gRPC by itself tries again for as long as a call may take.
struct Probe {
  let host: String
  let port: UInt16

  /// - Throws: ``Problem`` if no address of the host accepts a connection in this time.
  func connect(milliseconds: Int32) throws {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    hints.ai_flags = AI_NUMERICSERV
    var list: UnsafeMutablePointer<addrinfo>?
    let status = getaddrinfo(host, "\(port)", &hints, &list)
    guard status == 0 else { throw Problem(String(cString: gai_strerror(status))) }
    defer { freeaddrinfo(list) }
    let end = ContinuousClock.now + .milliseconds(Int(milliseconds))
    var failure = ETIMEDOUT
    var next = list
    while let address = next {
      let left = (end - ContinuousClock.now) / .milliseconds(1)
      guard left >= 1 else { break }
      failure = connect(to: address.pointee, milliseconds: Int32(left))
      if failure == 0 { return }
      next = address.pointee.ai_next
    }
    throw Problem("cannot connect: \(String(cString: strerror(failure)))")
  }

  /// - Returns: 0, or the number of an error.
  private func connect(to address: addrinfo, milliseconds: Int32) -> Int32 {
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
    let fd = socket(address.ai_family, kind, 0)
    guard fd >= 0 else { return errno }
    defer { close(fd) }
    if Glibc.connect(fd, address.ai_addr, address.ai_addrlen) == 0 { return 0 }
    guard errno == EINPROGRESS else { return errno }
    var wait = pollfd(fd: fd, events: Int16(POLLOUT), revents: 0)
    guard poll(&wait, 1, milliseconds) > 0 else { return ETIMEDOUT }
    var problem: Int32 = 0
    var size = socklen_t(MemoryLayout<Int32>.size)
    getsockopt(fd, SOL_SOCKET, SO_ERROR, &problem, &size)
    return problem
  }
}
