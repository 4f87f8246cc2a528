// The program for the network: finds and stores results in a remote cache, for mini, which starts it.

import Glibc
import MiniRemoteProtocol

/// Reads requests from its standard input, answers them on its standard output, and ends.
///
/// It decides nothing: `mini` makes and checks all bytes, digests and signatures.
@main struct MiniRemote {
  static func main() async {
    guard CommandLine.arguments.count == 2, CommandLine.arguments[1] == "--serve" else {
      let text = "mini-remote is started by mini: see 'mini help config', mini.remote\n"
      write(STDERR_FILENO, text, text.utf8.count)
      exit(64)
    }
    // A server or a name service that never answers must not leave this process behind.
    alarm(Conversation.secondsMax)
    let replies = ReplyWriter()
    do {
      try await Conversation().run(replies)
    } catch {
      await replies.finish(error)
    }
  }
}
