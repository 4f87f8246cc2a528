// The same algorithm in C, for measuring: an open hash table for each length.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct { uint64_t part; int count; } entry;
typedef struct { entry *entries; uint32_t *slots; size_t size, used; } table;

static uint32_t *slot(table *t, uint64_t part) {
  size_t i = (part * 0x9E3779B97F4A7C15u >> 32) & (t->size - 1);
  while (t->slots[i] && t->entries[t->slots[i] - 1].part != part) i = (i + 1) & (t->size - 1);
  return &t->slots[i];
}

static void grow(table *t) {
  t->size = t->size ? 2 * t->size : 16;
  free(t->slots);
  t->slots = calloc(t->size, sizeof *t->slots);
  t->entries = realloc(t->entries, t->size * sizeof *t->entries);
  for (size_t i = 0; i < t->used; i++) *slot(t, t->entries[i].part) = i + 1;
}

static table counts(const unsigned char *sequence, int length, int size) {
  table t = {0};
  grow(&t);
  uint64_t mask = ((uint64_t)1 << 2 * size) - 1, part = 0;
  for (int i = 0; i < length; i++) {
    part = (part << 2 | sequence[i]) & mask;
    if (i < size - 1) continue;
    if (2 * (t.used + 1) > t.size) grow(&t);
    uint32_t *found = slot(&t, part);
    if (!*found) {
      t.entries[t.used++] = (entry){part, 0};
      *found = t.used;
    }
    t.entries[*found - 1].count++;
  }
  return t;
}

static void drop(table *t) {
  free(t->entries);
  free(t->slots);
}

static uint64_t partOf(const char *name) {
  uint64_t number = 0;
  while (*name) number = number << 2 | (*name++ >> 1 & 3);
  return number;
}

static int size;

static void write(uint64_t part, char *name) {
  for (int i = 1; i <= size; i++) *name++ = "ACTG"[part >> 2 * (size - i) & 3];
  *name = 0;
}

static int compare(const void *x, const void *y) {
  const entry *a = x, *b = y;
  if (a->count != b->count) return b->count - a->count;
  char first[40], second[40];
  write(a->part, first);
  write(b->part, second);
  return strcmp(first, second);
}

int main(void) {
  char line[256];
  unsigned char *sequence = NULL;
  int length = 0, room = 0, inside = 0;
  while (fgets(line, sizeof line, stdin)) {
    int count = strcspn(line, "\n");
    if (line[0] == '>') {
      inside = !strncmp(line, ">THREE", 6);
    } else if (inside) {
      if (length + count > room) sequence = realloc(sequence, room = 2 * (length + count));
      for (int i = 0; i < count; i++) sequence[length++] = line[i] >> 1 & 3;
    }
  }
  for (size = 1; size <= 2; size++) {
    table t = counts(sequence, length, size);
    qsort(t.entries, t.used, sizeof *t.entries, compare);
    for (size_t i = 0; i < t.used; i++) {
      char name[40];
      write(t.entries[i].part, name);
      printf("%s %.3f\n", name, 100.0 * t.entries[i].count / (length - size + 1));
    }
    puts("");
    drop(&t);
  }
  const char *wanted[] = {"GGT", "GGTA", "GGTATT", "GGTATTTTAATT", "GGTATTTTAATTTATAGT"};
  for (int i = 0; i < 5; i++) {
    table t = counts(sequence, length, strlen(wanted[i]));
    uint32_t found = *slot(&t, partOf(wanted[i]));
    printf("%d\t%s\n", found ? t.entries[found - 1].count : 0, wanted[i]);
    drop(&t);
  }
  free(sequence);
  return 0;
}
