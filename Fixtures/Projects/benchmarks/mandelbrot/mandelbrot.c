// The same in C, for measuring.
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

static bool contains_point(int x, int y, int size) {
  double cr = 2.0 * x / size - 1.5, ci = 2.0 * y / size - 1.0;
  double r = 0, i = 0, r_square = 0, i_square = 0;
  for (int n = 0; n < 50; n++) {
    i = 2.0 * r * i + ci;
    r = r_square - i_square + cr;
    r_square = r * r;
    i_square = i * i;
    if (r_square + i_square > 4.0) return false;
  }
  return true;
}

int main(int argc, char **argv) {
  int size = argc > 1 ? atoi(argv[1]) : 200;
  unsigned char *row = malloc((size_t)size / 8 + 1);
  printf("P4\n%d %d\n", size, size);
  for (int y = 0; y < size; y++) {
    int length = 0;
    for (int x = 0; x < (size + 7) / 8; x++) {
      unsigned char bits = 0;
      for (int bit = 0; bit < 8; bit++) {
        bits = (unsigned char)(bits << 1);
        int column = 8 * x + bit;
        if (column < size && contains_point(column, y, size)) bits |= 1;
      }
      row[length++] = bits;
    }
    fwrite(row, 1, (size_t)length, stdout);
  }
}
