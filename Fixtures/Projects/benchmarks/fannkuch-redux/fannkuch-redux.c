// The same in C, for measuring.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int flips_of(int *numbers) {
  int flips = 0;
  for (;;) {
    int first = numbers[0];
    if (first == 0) return flips;
    for (int low = 0, high = first; low < high; low++, high--) {
      int number = numbers[low];
      numbers[low] = numbers[high];
      numbers[high] = number;
    }
    flips++;
  }
}

static int most_flips(int n, int *checksum) {
  int *permutation = malloc((size_t)n * sizeof(int));
  int *flipped = malloc((size_t)n * sizeof(int));
  int *counts = calloc((size_t)n, sizeof(int));
  for (int i = 0; i < n; i++) permutation[i] = i;
  int most = 0, r = n;
  *checksum = 0;
  for (int number = 0;; number++) {
    for (; r != 1; r--) counts[r - 1] = r;
    for (int i = 0; i < n; i++) flipped[i] = permutation[i];
    int flips = flips_of(flipped);
    if (flips > most) most = flips;
    *checksum += number % 2 == 0 ? flips : -flips;
    for (;; r++) {
      if (r == n) return most;
      int first = permutation[0];
      for (int i = 0; i < r; i++) permutation[i] = permutation[i + 1];
      permutation[r] = first;
      if (--counts[r] > 0) break;
    }
  }
}

int main(int argc, char **argv) {
  int n = argc > 1 ? atoi(argv[1]) : 7, checksum;
  int most = most_flips(n, &checksum);
  printf("%d\nPfannkuchen(%d) = %d\n", checksum, n, most);
}
