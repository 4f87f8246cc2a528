// Declarations that the files of the run-time library share.

#ifndef MINI_RUNTIME_INTERNAL_H
#define MINI_RUNTIME_INTERNAL_H

#include <mini_runtime.h>
#include <stdlib.h>
#include <string.h>

/// Functions that are so small that callers should contain them, others that these should not contain,
/// and those that they call seldom.
#define MINI_INLINE static inline __attribute__((always_inline))
#define MINI_APART __attribute__((noinline))
#define MINI_SELDOM __attribute__((noinline, cold))

/// The bytes behind a buffer's head.
static inline char *bytes_of(struct mini_object *object) { return (char *)(object + 1); }

static inline bool is_counted(const struct mini_type *type) { return type->traits & MINI_COUNTED; }

/// Memory for `size` bytes; ends the program where there is none.
void *mini_allocate(size_t size);
/// A buffer with one owner and room for `capacity` elements of `size` bytes.
struct mini_object *mini_object_make(int64_t capacity, size_t size);
/// A capacity for at least `needed` elements that grows `capacity` in proportion.
int64_t mini_grown(int64_t capacity, int64_t needed);
/// The items of a stack on the heap, with room for one more. Ends the program where there is no
/// memory.
static inline void *with_room(void *items, int64_t count, int64_t *capacity, size_t item_bytes) {
  if (count < *capacity) return items;
  *capacity = mini_grown(*capacity, count + 1);
  items = realloc(items, (size_t)*capacity * item_bytes);
  if (items == NULL) mini_out_of_memory();
  return items;
}

/// Counts one more owner of `count` values, which are one after another.
void mini_retain_all(char *values, int64_t count, const struct mini_type *type);
/// Takes one owner away from `count` values, which are one after another.
void mini_release_all(char *values, int64_t count, const struct mini_type *type);

/// The bytes of a text.
static inline const char *text_bytes(const struct mini_text *text) {
  return text->object ? bytes_of(text->object) + text->start : "";
}

/// Whether two texts have the same bytes.
static inline bool is_same_text(const struct mini_text *left, const struct mini_text *right) {
  return left->length == right->length
      && memcmp(text_bytes(left), text_bytes(right), left->length) == 0;
}

/// A map's buffer. Entries are in the order of insertion; removed ones leave gaps.
struct mini_map {
  /// Its `capacity` is the number of entries that there is room for.
  struct mini_object head;
  /// Pairs.
  int64_t length;
  /// Entries, with the gaps.
  int64_t used;
  /// The number of slots, a power of two, minus 1.
  uint64_t mask;
  /// Open addressing: the number of an entry plus 1, or 0.
  uint32_t *slots;
  /// For each entry its key's hash, which is never 0; 0 for a gap.
  uint32_t *hashes;
  char *entries;
};

// Parts of lookups in maps. Units of native code contain copies of the lookups, which call these.

void *mini_map_find_text(
    const struct mini_map *map, const struct mini_text *key, const struct mini_type *type);
void *mini_map_find_in_copy(
    struct mini_map **map, const void *key, const struct mini_type *type);
void *mini_map_insert_copy(
    struct mini_map **map, const void *key, const void *value, const struct mini_type *type);

/// Frees what a map's buffer refers to.
static inline void free_tables(struct mini_map *map) {
  free(map->slots);
  free(map->hashes);
  free(map->entries);
}

/// The case of an enum's value.
static inline const struct mini_case *case_of(const char *value, const struct mini_type *type) {
  uint32_t tag = type->tag_bytes == 1 ? *(const uint8_t *)value : *(const uint32_t *)value;
  return (const struct mini_case *)type->members + tag;
}

/// The length of the longest text that `mini_format_number` writes.
#define MINI_NUMBER_MAX 32

/// Writes a number or a `bool` as `print` does; returns the number of bytes.
int mini_format_number(char *text, const void *value, enum mini_kind kind);

#endif
