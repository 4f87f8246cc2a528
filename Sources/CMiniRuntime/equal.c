// Whether two values are equal, part by part.

#include "internal.h"

/// Values in two places that are still to be compared.
struct pair {
  const char *left;
  const char *right;
  const struct mini_type *type;
  int64_t count;
};

/// The values still to be compared. They are on the heap, so that deep values need no deep stack.
struct work {
  struct pair *pairs;
  int64_t count;
  int64_t capacity;
};

static void add(struct work *work, struct pair pair) {
  work->pairs = with_room(work->pairs, work->count, &work->capacity, sizeof pair);
  work->pairs[work->count++] = pair;
}

/// Maps are equal if they hold the same pairs, in any order.
static bool equal_maps(
    const struct mini_map *left, const struct mini_map *right, const struct mini_type *type,
    struct work *work) {
  if (mini_map_length(left) != mini_map_length(right)) return false;
  uint32_t size = type->key->kind == MINI_TEXT ? 0 : type->key->size;
  int64_t cursor = 0;
  const char *entry;
  while ((entry = mini_map_next(left, &cursor, type)) != NULL) {
    const char *value = mini_map_find(right, entry, type, size);
    if (value == NULL) return false;
    add(work, (struct pair){entry + type->offset, value, type->element, 1});
  }
  return true;
}

/// Compares one value, except for what its buffers hold: that is added to the work. The recursion
/// follows the declarations of types.
static bool equal_now(
    const char *left, const char *right, const struct mini_type *type, struct work *work) {
  switch ((enum mini_kind)type->kind) {
    case MINI_BOOL:
    case MINI_U8: return *left == *right;
    case MINI_I32:
    case MINI_U32: return *(const int32_t *)left == *(const int32_t *)right;
    case MINI_I64:
    case MINI_U64:
    case MINI_FUNCTION: return *(const int64_t *)left == *(const int64_t *)right;
    case MINI_F64: return *(const double *)left == *(const double *)right;
    case MINI_TEXT: return is_same_text((const void *)left, (const void *)right);
    case MINI_OPTIONAL:
      if (left[type->offset] != right[type->offset]) return false;
      return !left[type->offset] || equal_now(left, right, type->element, work);
    case MINI_STRUCT: {
      const struct mini_field *fields = type->members;
      for (uint32_t i = 0; i < type->count; i++) {
        uint64_t at = fields[i].offset;
        if (!equal_now(left + at, right + at, fields[i].type, work)) return false;
      }
      return true;
    }
    case MINI_ENUM: {
      if (memcmp(left, right, type->tag_bytes) != 0) return false;
      const struct mini_case *chosen = case_of(left, type);
      for (uint64_t i = 0; i < chosen->count; i++) {
        uint64_t at = chosen->fields[i].offset;
        if (!equal_now(left + at, right + at, chosen->fields[i].type, work)) return false;
      }
      return true;
    }
    case MINI_ARRAY: {
      const struct mini_array *a = (const void *)left, *b = (const void *)right;
      if (a->length != b->length) return false;
      if (a->length == 0) return true;
      const char *x = bytes_of(a->object), *y = bytes_of(b->object);
      if (type->element->traits & MINI_PLAIN)
        return memcmp(x, y, (size_t)(a->length * type->element->size)) == 0;
      add(work, (struct pair){x, y, type->element, a->length});
      return true;
    }
    case MINI_MAP:
      return equal_maps(
          *(struct mini_map *const *)left, *(struct mini_map *const *)right, type, work);
  }
  return false;
}

bool mini_equal(const void *left, const void *right, const struct mini_type *type) {
  struct work work = {NULL, 0, 0};
  bool isEqual = equal_now(left, right, type, &work);
  while (isEqual && work.count > 0) {
    struct pair *last = &work.pairs[work.count - 1];
    struct pair next = *last;
    if (--last->count == 0) work.count--;
    last->left += next.type->size;
    last->right += next.type->size;
    isEqual = equal_now(next.left, next.right, next.type, &work);
  }
  free(work.pairs);
  return isEqual;
}
