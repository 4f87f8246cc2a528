// Counting owners, and freeing what has none.

#include "internal.h"

void *mini_allocate(size_t size) {
  void *memory = malloc(size);
  if (memory == NULL) mini_out_of_memory();
  return memory;
}

struct mini_object *mini_object_make(int64_t capacity, size_t size) {
  struct mini_object *object =
      mini_allocate(sizeof(struct mini_object) + (size_t)capacity * size);
  object->count = 1;
  object->capacity = capacity;
  object->note = 0;
  return object;
}

int64_t mini_grown(int64_t capacity, int64_t needed) {
  int64_t more = capacity + capacity / 2;
  if (more < 4) more = 4;
  if (more > MINI_LENGTH_MAX) more = MINI_LENGTH_MAX;
  return more < needed ? needed : more;
}

/// The buffers that the value at `value` itself refers to, not those inside them, are passed to
/// `visit` with the place that refers to them.
///
/// The recursion follows the declarations of types, not the depth of values.
static inline void each_buffer(
    char *value, const struct mini_type *type,
    void (*visit)(struct mini_object **place, const struct mini_type *type, char *value)) {
  if (!is_counted(type)) return;
  switch ((enum mini_kind)type->kind) {
    case MINI_BOOL:
    case MINI_U8:
    case MINI_I32:
    case MINI_U32:
    case MINI_I64:
    case MINI_U64:
    case MINI_F64:
    case MINI_FUNCTION: return;
    case MINI_TEXT:
    case MINI_ARRAY:
    case MINI_MAP: {
      struct mini_object **place = (struct mini_object **)value;
      if (*place != NULL) visit(place, type, value);
      return;
    }
    case MINI_OPTIONAL:
      if (value[type->offset]) each_buffer(value, type->element, visit);
      return;
    case MINI_STRUCT: {
      const struct mini_field *fields = type->members;
      for (uint32_t i = 0; i < type->count; i++)
        each_buffer(value + fields[i].offset, fields[i].type, visit);
      return;
    }
    case MINI_ENUM: {
      const struct mini_case *chosen = case_of(value, type);
      for (uint64_t i = 0; i < chosen->count; i++)
        each_buffer(value + chosen->fields[i].offset, chosen->fields[i].type, visit);
      return;
    }
  }
}

static void count_owner(struct mini_object **place, const struct mini_type *type, char *value) {
  (*place)->count++;
}

void mini_retain(void *value, const struct mini_type *type) {
  each_buffer(value, type, count_owner);
}

void mini_retain_buffer(void *value) {
  struct mini_object *object = *(struct mini_object **)value;
  if (object != NULL) object->count++;
}

void mini_release_buffer(void *value, const struct mini_type *type) {
  struct mini_object *object = *(struct mini_object **)value;
  if (object == NULL) return;
  if (object->count == 1) return mini_release(value, type);
  object->count--;
}

void mini_retain_all(char *values, int64_t count, const struct mini_type *type) {
  if (!is_counted(type)) return;
  for (int64_t i = 0; i < count; i++) each_buffer(values + i * type->size, type, count_owner);
}

// Buffers without owners whose elements still own something, as a list: `count` is the next one,
// `note` the type of the elements or, with the last bit set, of the map. An array's `capacity` is
// its length.
static struct mini_object *dead;

static void drop_owner(struct mini_object **place, const struct mini_type *type, char *value) {
  struct mini_object *object = *place;
  if (--object->count > 0) return;
  if (type->kind == MINI_MAP) {
    struct mini_map *map = (struct mini_map *)object;
    if (is_counted(type->element) || is_counted(type->key)) {
      object->note = (intptr_t)type | 1;
    } else {
      free_tables(map);
      free(map);
      return;
    }
  } else if (type->kind == MINI_ARRAY && is_counted(type->element)) {
    object->capacity = ((struct mini_array *)value)->length;
    object->note = (intptr_t)type->element;
  } else {
    free(object);
    return;
  }
  object->count = (intptr_t)dead;
  dead = object;
}

static void drop_map(struct mini_map *map, const struct mini_type *type) {
  for (int64_t i = 0; i < map->used; i++) {
    if (map->hashes[i] == 0) continue;
    char *entry = map->entries + i * type->count;
    each_buffer(entry, type->key, drop_owner);
    each_buffer(entry + type->offset, type->element, drop_owner);
  }
  free_tables(map);
}

/// Frees the dead, and those who die with them.
static void bury(void) {
  while (dead != NULL) {
    struct mini_object *object = dead;
    dead = (struct mini_object *)object->count;
    const struct mini_type *type = (const struct mini_type *)(object->note & ~(int64_t)1);
    if (object->note & 1) {
      drop_map((struct mini_map *)object, type);
    } else {
      for (int64_t i = 0; i < object->capacity; i++)
        each_buffer(bytes_of(object) + i * type->size, type, drop_owner);
    }
    free(object);
  }
}

MINI_APART void mini_release(void *value, const struct mini_type *type) {
  each_buffer(value, type, drop_owner);
  bury();
}

void mini_release_all(char *values, int64_t count, const struct mini_type *type) {
  if (!is_counted(type)) return;
  for (int64_t i = 0; i < count; i++) each_buffer(values + i * type->size, type, drop_owner);
  bury();
}
