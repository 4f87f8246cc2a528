// Sorting arrays: a stable merge sort.

#include "internal.h"

/// A Mini function `fn(T, T) bool`: numbers are passed by value, other types by address.
typedef void (*less_function)(void);

struct order {
  const struct mini_type *element;
  less_function less;
};

#define CALL(type) \
  return ((bool (*)(type, type))less)(*(const type *)left, *(const type *)right)

static bool is_less_by(
    const void *left, const void *right, enum mini_kind kind, less_function less) {
  switch (kind) {
    case MINI_BOOL: CALL(bool);
    case MINI_U8: CALL(uint8_t);
    case MINI_I32: CALL(int32_t);
    case MINI_U32: CALL(uint32_t);
    case MINI_I64: CALL(int64_t);
    case MINI_U64: CALL(uint64_t);
    case MINI_F64: CALL(double);
    case MINI_FUNCTION:
    case MINI_TEXT:
    case MINI_OPTIONAL:
    case MINI_STRUCT:
    case MINI_ENUM:
    case MINI_ARRAY:
    case MINI_MAP: return ((bool (*)(const void *, const void *))less)(left, right);
  }
  return false;
}

#define COMPARE(type) return *(const type *)left < *(const type *)right

static bool is_less(const void *left, const void *right, const struct order *order) {
  enum mini_kind kind = order->element->kind;
  if (order->less != NULL) return is_less_by(left, right, kind, order->less);
  switch (kind) {
    case MINI_U8: COMPARE(uint8_t);
    case MINI_I32: COMPARE(int32_t);
    case MINI_U32: COMPARE(uint32_t);
    case MINI_I64: COMPARE(int64_t);
    case MINI_U64: COMPARE(uint64_t);
    case MINI_F64: {
      double a = *(const double *)left, b = *(const double *)right;
      return a < b || (b != b && a == a);  // NaN last
    }
    case MINI_TEXT: return mini_text_compare(left, right) < 0;
    // The compiler has no other type sorted without a function.
    case MINI_BOOL:
    case MINI_FUNCTION:
    case MINI_OPTIONAL:
    case MINI_STRUCT:
    case MINI_ENUM:
    case MINI_ARRAY:
    case MINI_MAP: return false;
  }
  return false;
}

/// Sorts a few elements in place.
static void sort_run(char *start, char *end, char *spare, const struct order *order) {
  size_t size = order->element->size;
  for (char *next = start + size; next < end; next += size) {
    char *at = next;
    if (!is_less(next, at - size, order)) continue;
    memcpy(spare, next, size);
    do {
      memcpy(at, at - size, size);
      at -= size;
    } while (at > start && is_less(spare, at - size, order));
    memcpy(at, spare, size);
  }
}

/// Merges the sorted `start ..< middle` and `middle ..< end` into `target`.
static void merge(
    char *target, const char *start, const char *middle, const char *end,
    const struct order *order) {
  size_t size = order->element->size;
  const char *left = start, *right = middle;
  while (left < middle && right < end) {
    const char **from = is_less(right, left, order) ? &right : &left;
    memcpy(target, *from, size);
    *from += size;
    target += size;
  }
  memcpy(target, left, (size_t)(middle - left));
  memcpy(target + (middle - left), right, (size_t)(end - right));
}

/// Elements that are sorted in place before merging starts.
#define RUN 8

void mini_array_sort(
    struct mini_array *array, const struct mini_type *element, void (*less)(void)) {
  if (array->length < 2) return;
  mini_array_own(array, element);
  struct order order = {element, less};
  size_t size = element->size;
  size_t whole = (size_t)array->length * size;
  char *bytes = bytes_of(array->object);
  char *other = mini_allocate(whole);
  for (size_t at = 0; at < whole; at += RUN * size)
    sort_run(bytes + at, bytes + (whole - at < RUN * size ? whole : at + RUN * size), other, &order);
  char *from = bytes, *to = other;
  for (size_t width = RUN * size; width < whole; width *= 2) {
    for (size_t at = 0; at < whole; at += 2 * width) {
      size_t middle = whole - at < width ? whole : at + width;
      size_t end = whole - at < 2 * width ? whole : at + 2 * width;
      merge(to + at, from + at, from + middle, from + end, &order);
    }
    char *swapped = from;
    from = to;
    to = swapped;
  }
  if (from != bytes) memcpy(bytes, from, whole);
  free(other);
}
