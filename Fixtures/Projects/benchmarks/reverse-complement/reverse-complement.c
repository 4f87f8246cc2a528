// The same in C, for measuring.
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned char letters[256];

static void show(unsigned char *sequence, size_t length) {
  for (size_t low = 0, high = length; low < high;) {
    unsigned char letter = sequence[low];
    sequence[low++] = sequence[--high];
    sequence[high] = letter;
  }
  for (size_t start = 0; start < length;) {
    size_t end = start + 60 < length ? start + 60 : length;
    for (size_t i = start; i < end; i++) sequence[i] = letters[sequence[i]];
    fwrite(sequence + start, 1, end - start, stdout);
    putchar('\n');
    start = end;
  }
}

int main(void) {
  const char *from = "ACBDGHKMNSRUTWVY", *to = "TGVHCDMKNSYAAWBR";
  for (int i = 0; from[i]; i++) letters[(int)from[i]] = letters[from[i] | 0x20] = (unsigned char)to[i];
  unsigned char *sequence = NULL;
  size_t length = 0, capacity = 0;
  char *line = NULL;
  size_t room = 0;
  for (ssize_t count; (count = getline(&line, &room, stdin)) > 0;) {
    if (line[count - 1] == '\n') count--;
    if (count > 0 && line[0] == '>') {
      show(sequence, length);
      length = 0;
      printf("%.*s\n", (int)count, line);
    } else {
      while (capacity < length + (size_t)count) sequence = realloc(sequence, capacity = capacity * 3 / 2 + 256);
      memcpy(sequence + length, line, (size_t)count);
      length += (size_t)count;
    }
  }
  show(sequence, length);
}
