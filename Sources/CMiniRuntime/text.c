// Texts.

#define _GNU_SOURCE
#include "internal.h"

static void set_text(struct mini_text *text, struct mini_object *object, uint32_t start,
                     int64_t length) {
  if (length == 0) {
    object = NULL;
    start = 0;
  }
  text->object = object;
  text->start = start;
  text->length = (uint32_t)length;
}

static void share_text(struct mini_text *result, const struct mini_text *text) {
  if (text->object != NULL) text->object->count++;
  *result = *text;
}

/// Adds bytes behind a text in its own buffer, which other texts do not see; false if bytes are in
/// use there, or there is no room.
static bool extend(const struct mini_text *text, const struct mini_text *tail) {
  struct mini_object *object = text->object;
  if (object == NULL || object->note != (int64_t)text->start + text->length) return false;
  if (object->capacity - object->note < (int64_t)tail->length) return false;
  memcpy(bytes_of(object) + object->note, text_bytes(tail), tail->length);
  object->note += tail->length;
  return true;
}

/// A new buffer with both texts.
static struct mini_object *joined(
    const struct mini_text *left, const struct mini_text *right, int64_t capacity) {
  struct mini_object *object = mini_object_make(capacity, 1);
  object->note = (int64_t)left->length + right->length;
  memcpy(bytes_of(object), text_bytes(left), left->length);
  memcpy(bytes_of(object) + left->length, text_bytes(right), right->length);
  return object;
}

bool mini_text_join(
    struct mini_text *result, const struct mini_text *left, const struct mini_text *right) {
  int64_t length = (int64_t)left->length + right->length;
  if (length > MINI_LENGTH_MAX) return false;
  if (right->length == 0) {
    share_text(result, left);
  } else if (left->length == 0) {
    share_text(result, right);
  } else if (extend(left, right)) {
    left->object->count++;
    set_text(result, left->object, left->start, length);
  } else {
    set_text(result, joined(left, right, length), 0, length);
  }
  return true;
}

bool mini_text_append(struct mini_text *text, const struct mini_text *tail) {
  int64_t length = (int64_t)text->length + tail->length;
  if (length > MINI_LENGTH_MAX) return false;
  if (tail->length == 0) return true;
  if (extend(text, tail)) {
    text->length = (uint32_t)length;
    return true;
  }
  int64_t capacity = mini_grown(text->length, length < 24 ? 24 : length);
  struct mini_object *object = joined(text, tail, capacity);
  if (text->object != NULL && --text->object->count == 0) free(text->object);
  set_text(text, object, 0, length);
  return true;
}

void mini_text_slice(
    struct mini_text *result, const struct mini_text *text, int64_t from, int64_t to) {
  if (from < to) text->object->count++;
  set_text(result, text->object, text->start + (uint32_t)from, to - from);
}

int32_t mini_text_compare(const struct mini_text *left, const struct mini_text *right) {
  uint32_t shared = left->length < right->length ? left->length : right->length;
  int order = memcmp(text_bytes(left), text_bytes(right), shared);
  if (order != 0) return order < 0 ? -1 : 1;
  return left->length < right->length ? -1 : left->length > right->length;
}

int64_t mini_text_find(const struct mini_text *text, const struct mini_text *part) {
  const char *bytes = text_bytes(text);
  const char *found = memmem(bytes, text->length, text_bytes(part), part->length);
  return found == NULL ? -1 : found - bytes;
}

// A text and an array of bytes can share a buffer: who changes an array, or appends to a text, looks
// at the owners and at `note` first.

/// Whether a buffer with so many bytes is worth sharing: it is not much larger.
static bool is_mostly_used(const struct mini_object *object, int64_t length) {
  return object->capacity - length <= length + 64;
}

void mini_text_bytes(struct mini_array *result, const struct mini_text *text) {
  *result = (struct mini_array){NULL, text->length};
  if (text->length == 0) return;
  if (text->start == 0 && is_mostly_used(text->object, text->length)) {
    text->object->count++;
    result->object = text->object;
  } else {
    result->object = mini_object_make(text->length, 1);
    memcpy(bytes_of(result->object), text_bytes(text), text->length);
  }
}

void mini_text_of_bytes(struct mini_text *result, const struct mini_array *bytes) {
  struct mini_object *object = bytes->object;
  int64_t length = bytes->length;
  if (length > 0) {
    // Other owners can be texts that end at `note`.
    if (object->count == 1) object->note = length;
    if (object->note == length && is_mostly_used(object, length)) {
      object->count++;
    } else {
      object = mini_object_make(length, 1);
      object->note = length;
      memcpy(bytes_of(object), bytes_of(bytes->object), (size_t)length);
    }
  }
  set_text(result, object, 0, length);
}
