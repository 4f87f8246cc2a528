// Arrays.

#include "internal.h"

static inline char *element_at(
    const struct mini_array *array, int64_t index, const struct mini_type *element) {
  return bytes_of(array->object) + index * element->size;
}

/// Gives an array a buffer of its own with room for `capacity` elements, and copies what fits.
static void move_to_new(
    struct mini_array *array, int64_t capacity, const struct mini_type *element) {
  struct mini_object *old = array->object;
  int64_t kept = array->length;
  if (old != NULL && old->count == 1) {
    // It has no other owner: it may grow in place.
    old = realloc(old, sizeof(struct mini_object) + (size_t)capacity * element->size);
    if (old == NULL) mini_out_of_memory();
    old->capacity = capacity;
    array->object = old;
    return;
  }
  array->object = mini_object_make(capacity, element->size);
  if (old == NULL) return;
  memcpy(bytes_of(array->object), bytes_of(old), (size_t)(kept * element->size));
  mini_retain_all(bytes_of(array->object), kept, element);
  old->count--;
}

/// Makes the array the only owner of a buffer with room for `more` further elements; false if it
/// would be too long.
static bool make_room(struct mini_array *array, int64_t more, const struct mini_type *element) {
  int64_t needed = array->length + more;
  if (needed > MINI_LENGTH_MAX) return false;
  struct mini_object *object = array->object;
  if (object != NULL && object->capacity >= needed && object->count == 1) return true;
  bool isFull = object == NULL || object->capacity < needed;
  if (needed > 0)
    move_to_new(array, isFull ? mini_grown(array->length, needed) : needed, element);
  return true;
}

MINI_SELDOM void mini_array_split(
    struct mini_array *array, const struct mini_type *element) {
  move_to_new(array, array->length, element);
}

void mini_array_own(struct mini_array *array, const struct mini_type *element) {
  if (array->object->count > 1) mini_array_split(array, element);
}

void mini_array_make(struct mini_array *result, int64_t length, const struct mini_type *element) {
  result->length = length;
  result->object = length == 0 ? NULL : mini_object_make(length, element->size);
}

void mini_array_fill(
    struct mini_array *result, const void *value, int64_t length,
    const struct mini_type *element) {
  mini_array_make(result, length, element);
  if (length == 0) {
    mini_release((void *)value, element);
    return;
  }
  char *bytes = bytes_of(result->object);
  size_t size = element->size;
  size_t whole = size * (size_t)length;
  // Each step doubles what is there. (memcpy of one element would be called for each.)
  memcpy(bytes, value, size);
  for (size_t done = size; done < whole;) {
    size_t next = done < whole - done ? done : whole - done;
    memcpy(bytes + done, bytes, next);
    done += next;
  }
  mini_retain_all(bytes + size, length - 1, element);
}

MINI_SELDOM bool mini_array_push_slowly(
    struct mini_array *array, const void *value, const struct mini_type *element) {
  if (!make_room(array, 1, element)) return false;
  memcpy(element_at(array, array->length++, element), value, element->size);
  return true;
}

bool mini_array_push(
    struct mini_array *array, const void *value, const struct mini_type *element) {
  struct mini_object *object = array->object;
  if (object == NULL || object->count > 1 || object->capacity == array->length)
    return mini_array_push_slowly(array, value, element);
  memcpy(element_at(array, array->length++, element), value, element->size);
  return true;
}

void mini_array_pop(void *result, struct mini_array *array, const struct mini_type *element) {
  mini_array_remove(result, array, array->length - 1, element);
}

bool mini_array_insert(
    struct mini_array *array, int64_t index, const void *value,
    const struct mini_type *element) {
  if (!make_room(array, 1, element)) return false;
  char *at = element_at(array, index, element);
  memmove(at + element->size, at, (size_t)((array->length - index) * element->size));
  memcpy(at, value, element->size);
  array->length++;
  return true;
}

void mini_array_remove(
    void *result, struct mini_array *array, int64_t index, const struct mini_type *element) {
  mini_array_own(array, element);
  char *at = element_at(array, index, element);
  memcpy(result, at, element->size);
  array->length--;
  memmove(at, at + element->size, (size_t)((array->length - index) * element->size));
}

void mini_array_truncate(
    struct mini_array *array, int64_t length, const struct mini_type *element) {
  if (length >= array->length) return;
  if (array->object->count > 1) {
    struct mini_array kept;
    mini_array_slice(&kept, array, 0, length, element);
    array->object->count--;
    *array = kept;
    return;
  }
  int64_t dropped = array->length - length;
  array->length = length;
  mini_release_all(element_at(array, length, element), dropped, element);
}

bool mini_array_append(
    struct mini_array *array, const struct mini_array *tail, const struct mini_type *element) {
  if (tail->length == 0) return true;
  if (!make_room(array, tail->length, element)) return false;
  char *end = element_at(array, array->length, element);
  memcpy(end, bytes_of(tail->object), (size_t)(tail->length * element->size));
  mini_retain_all(end, tail->length, element);
  array->length += tail->length;
  return true;
}

/// Swaps elements in pieces, since their size is known at run time only.
static void swap_elements(char *left, char *right, size_t size) {
  for (; size >= 8; left += 8, right += 8, size -= 8) {
    uint64_t first, second;
    memcpy(&first, left, 8);
    memcpy(&second, right, 8);
    memcpy(left, &second, 8);
    memcpy(right, &first, 8);
  }
  for (; size > 0; left++, right++, size--) {
    char first = *left;
    *left = *right;
    *right = first;
  }
}

void mini_array_reverse(struct mini_array *array, const struct mini_type *element) {
  if (array->length < 2) return;
  mini_array_own(array, element);
  char *low = bytes_of(array->object);
  char *high = element_at(array, array->length - 1, element);
  if (element->size == 1) {
    for (; high - low >= 15; low += 8, high -= 8) {
      uint64_t first, last;
      memcpy(&first, low, 8);
      memcpy(&last, high - 7, 8);
      first = __builtin_bswap64(first);
      last = __builtin_bswap64(last);
      memcpy(low, &last, 8);
      memcpy(high - 7, &first, 8);
    }
  }
  for (; low < high; low += element->size, high -= element->size)
    swap_elements(low, high, element->size);
}

void mini_array_slice(
    struct mini_array *result, const struct mini_array *array, int64_t from, int64_t to,
    const struct mini_type *element) {
  if (from == 0 && to == array->length) {
    if (array->object != NULL) array->object->count++;
    *result = *array;
    return;
  }
  mini_array_make(result, to - from, element);
  if (from == to) return;
  char *bytes = bytes_of(result->object);
  memcpy(bytes, element_at(array, from, element), (size_t)(result->length * element->size));
  mini_retain_all(bytes, result->length, element);
}

int64_t mini_array_find(
    const struct mini_array *array, const void *value, const struct mini_type *element) {
  if (array->object == NULL) return -1;
  for (int64_t i = 0; i < array->length; i++)
    if (mini_equal(element_at(array, i, element), value, element)) return i;
  return -1;
}
