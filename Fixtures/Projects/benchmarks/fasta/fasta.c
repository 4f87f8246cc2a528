// The same in C, for measuring.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WIDTH 60

static const char alu[] =
    "GGCCGGGCGCGGTGGCTCACGCCTGTAATCCCAGCACTTTGGGAGGCCGAGGCGGGCGGATCACCTGAGGTCAGGAGTTCGAGA"
    "CCAGCCTGGCCAACATGGTGAAACCCCGTCTCTACTAAAAATACAAAAATTAGCCGGGCGTGGTGGCGCGCGCCTGTAATCCCA"
    "GCTACTCGGGAGGCTGAGGCAGGAGAATCGCTTGAACCCGGGAGGCGGAGGTTGCAGTGAGCCGAGATCGCGCCACTGCACTCC"
    "AGCCTGGGCGACAGAGCGAGACTCCGTCTCAAAAA";

static void repeat(const char *source, int length) {
  int size = (int)strlen(source), place = 0;
  char *doubled = malloc((size_t)size + WIDTH);
  memcpy(doubled, source, (size_t)size);
  memcpy(doubled + size, source, WIDTH);
  for (int left = length; left > 0;) {
    int count = left < WIDTH ? left : WIDTH;
    fwrite(doubled + place, 1, (size_t)count, stdout);
    putchar('\n');
    place = (place + count) % size;
    left -= count;
  }
  free(doubled);
}

static int seed = 42;

static double next(void) {
  seed = (seed * 3877 + 29573) % 139968;
  return seed / 139968.0;
}

static void random_letters(const char *letters, double *limits, int length) {
  int size = (int)strlen(letters);
  for (int i = 1; i < size; i++) limits[i] += limits[i - 1];
  char line[WIDTH];
  for (int left = length; left > 0;) {
    int count = left < WIDTH ? left : WIDTH;
    for (int i = 0; i < count; i++) {
      double number = next();
      int letter = 0;
      while (letter < size - 1 && limits[letter] < number) letter++;
      line[i] = letters[letter];
    }
    fwrite(line, 1, (size_t)count, stdout);
    putchar('\n');
    left -= count;
  }
}

int main(int argc, char **argv) {
  int n = argc > 1 ? atoi(argv[1]) : 1000;
  printf(">ONE Homo sapiens alu\n");
  repeat(alu, 2 * n);
  printf(">TWO IUB ambiguity codes\n");
  double codes[] = {0.27, 0.12, 0.12, 0.27, 0.02, 0.02, 0.02, 0.02, 0.02, 0.02, 0.02, 0.02, 0.02, 0.02, 0.02};
  random_letters("acgtBDHKMNRSVWY", codes, 3 * n);
  printf(">THREE Homo sapiens frequency\n");
  double human[] = {0.3029549426680, 0.1979883004921, 0.1975473066391, 0.3015094502008};
  random_letters("acgt", human, 5 * n);
}
