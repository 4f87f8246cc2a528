// Maps: hash tables that keep the order of insertion.

#include "internal.h"

/// The part of a hash that is stored is never 0.
#define LIVE 0x80000000u

static uint64_t mixed(uint64_t left, uint64_t right) {
  unsigned __int128 product = (unsigned __int128)left * right;
  return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static uint64_t word(const char *bytes, size_t count) {
  uint64_t value = 0;
  memcpy(&value, bytes, count);
  return value;
}

/// Sixteen bytes at a time; the constants are digits of pi.
static uint64_t hash_bytes(const char *bytes, size_t count) {
  uint64_t hash = count ^ 0x243F6A8885A308D3u;
  while (count > 16) {
    hash = mixed(word(bytes, 8) ^ 0x13198A2E03707344u, word(bytes + 8, 8) ^ hash);
    bytes += 16;
    count -= 16;
  }
  size_t half = count > 8 ? 8 : count;
  return mixed(
      word(bytes, half) ^ 0xA4093822299F31D0u, word(bytes + half, count - half) ^ hash);
}

/// A key other than a text.
static uint64_t scalar(const void *key, size_t size) {
  switch (size) {
    case 1: return *(const uint8_t *)key;
    case 4: return word(key, 4);
    default: return word(key, 8);
  }
}

static uint32_t hash_of(const void *key, const struct mini_type *type) {
  uint64_t hash;
  if (type->kind == MINI_TEXT) {
    const struct mini_text *text = key;
    hash = hash_bytes(text_bytes(text), text->length);
  } else {
    hash = mixed(scalar(key, type->size) ^ 0x082EFA98EC4E6C89u, 0x452821E638D01377u);
  }
  return (uint32_t)(hash ^ hash >> 32) | LIVE;
}

static bool is_key(const void *left, const void *right, const struct mini_type *type) {
  if (type->kind == MINI_TEXT) return is_same_text(left, right);
  return scalar(left, type->size) == scalar(right, type->size);
}

static inline char *entry_at(
    const struct mini_map *map, int64_t entry, const struct mini_type *type) {
  return map->entries + entry * type->count;
}

/// The slot of the key, or the free slot where it belongs.
static uint64_t slot_of(
    const struct mini_map *map, const void *key, uint32_t hash, const struct mini_type *type) {
  uint64_t slot = hash & map->mask;
  for (;; slot = (slot + 1) & map->mask) {
    uint32_t number = map->slots[slot];
    if (number == 0) return slot;
    if (map->hashes[number - 1] == hash && is_key(entry_at(map, number - 1, type), key, type->key))
      return slot;
  }
}

int64_t mini_map_length(const struct mini_map *map) { return map == NULL ? 0 : map->length; }

/// The place of the key's value; `NULL`: the key is absent.
static void *value_of(
    const struct mini_map *map, const void *key, uint32_t hash, const struct mini_type *type) {
  if (map == NULL) return NULL;
  uint32_t number = map->slots[slot_of(map, key, hash, type)];
  return number == 0 ? NULL : entry_at(map, number - 1, type) + type->offset;
}

void *mini_map_find(const struct mini_map *map, const void *key, const struct mini_type *type) {
  return value_of(map, key, hash_of(key, type->key), type);
}

/// A map with room for `capacity` entries and the pairs of another, without gaps.
static struct mini_map *rebuilt(
    const struct mini_map *old, int64_t capacity, const struct mini_type *type) {
  struct mini_map *map = mini_allocate(sizeof(struct mini_map));
  uint64_t slots = 8;
  while (slots < (uint64_t)capacity * 2) slots *= 2;
  *map = (struct mini_map){
      .head = {1, capacity, 0},
      .mask = slots - 1,
      .slots = calloc(slots, sizeof(uint32_t)),
      .hashes = mini_allocate((size_t)capacity * sizeof(uint32_t)),
      .entries = mini_allocate((size_t)capacity * type->count),
  };
  if (map->slots == NULL) mini_out_of_memory();
  for (int64_t i = 0; old != NULL && i < old->used; i++) {
    uint32_t hash = old->hashes[i];
    if (hash == 0) continue;
    memcpy(entry_at(map, map->used, type), entry_at(old, i, type), type->count);
    map->hashes[map->used++] = hash;
    uint64_t slot = hash & map->mask;
    while (map->slots[slot] != 0) slot = (slot + 1) & map->mask;
    map->slots[slot] = (uint32_t)map->used;
  }
  map->length = map->used;
  return map;
}

/// Frees a map's memory, but nothing that its pairs own.
static void free_shell(struct mini_map *map) {
  free_tables(map);
  free(map);
}

/// Gives the variable a map of its own with room for `capacity` entries.
static void move_to_new(struct mini_map **map, int64_t capacity, const struct mini_type *type) {
  struct mini_map *old = *map;
  *map = rebuilt(old, capacity, type);
  if (old == NULL) return;
  if (old->head.count == 1) return free_shell(old);
  old->head.count--;
  if (!is_counted(type->key) && !is_counted(type->element)) return;
  for (int64_t i = 0; i < (*map)->used; i++) {
    mini_retain(entry_at(*map, i, type), type->key);
    mini_retain(entry_at(*map, i, type) + type->offset, type->element);
  }
}

/// The same in a map without other owners: it is copied first if it has some and the key is there.
static void *own_value_of(
    struct mini_map **map, const void *key, uint32_t hash, const struct mini_type *type) {
  void *value = value_of(*map, key, hash, type);
  if (value == NULL || (*map)->head.count == 1) return value;
  move_to_new(map, (*map)->length, type);
  return value_of(*map, key, hash, type);
}

void *mini_map_find_own(struct mini_map **map, const void *key, const struct mini_type *type) {
  return own_value_of(map, key, hash_of(key, type->key), type);
}

void *mini_map_insert(struct mini_map **map, const void *key, const struct mini_type *type) {
  uint32_t hash = hash_of(key, type->key);
  char *value = own_value_of(map, key, hash, type);
  if (value != NULL) return value;
  int64_t length = mini_map_length(*map);
  if (length == MINI_LENGTH_MAX) return NULL;
  if (*map == NULL || (*map)->head.count > 1 || (*map)->used == (*map)->head.capacity)
    move_to_new(map, mini_grown(length, length + 1), type);
  struct mini_map *own = *map;
  uint64_t slot = slot_of(own, key, hash, type);
  char *entry = entry_at(own, own->used, type);
  memset(entry, 0, type->count);
  memcpy(entry, key, type->key->size);
  mini_retain(entry, type->key);
  own->hashes[own->used++] = hash;
  own->slots[slot] = (uint32_t)own->used;
  own->length++;
  return entry + type->offset;
}

/// Frees a slot, and moves up those behind it that were pushed aside.
static void clear_slot(struct mini_map *map, uint64_t slot) {
  uint64_t next = slot;
  for (;;) {
    next = (next + 1) & map->mask;
    uint32_t number = map->slots[next];
    if (number == 0) break;
    uint64_t home = map->hashes[number - 1] & map->mask;
    // Whether `slot` is between the entry's home and its place.
    if (((next - home) & map->mask) < ((next - slot) & map->mask)) continue;
    map->slots[slot] = number;
    slot = next;
  }
  map->slots[slot] = 0;
}

bool mini_map_remove(
    void *result, struct mini_map **map, const void *key, const struct mini_type *type) {
  uint32_t hash = hash_of(key, type->key);
  if (own_value_of(map, key, hash, type) == NULL) return false;
  struct mini_map *own = *map;
  uint64_t slot = slot_of(own, key, hash, type);
  int64_t number = own->slots[slot] - 1;
  char *entry = entry_at(own, number, type);
  clear_slot(own, slot);
  own->hashes[number] = 0;
  own->length--;
  if (number == own->used - 1) own->used--;
  memcpy(result, entry + type->offset, type->element->size);
  mini_release(entry, type->key);
  return true;
}

const void *mini_map_next(
    const struct mini_map *map, int64_t *cursor, const struct mini_type *type) {
  if (map == NULL) return NULL;
  while (*cursor < map->used) {
    int64_t number = (*cursor)++;
    if (map->hashes[number] != 0) return entry_at(map, number, type);
  }
  return NULL;
}

void mini_map_keys(
    struct mini_array *result, const struct mini_map *map, const struct mini_type *type) {
  mini_array_make(result, mini_map_length(map), type->key);
  int64_t cursor = 0;
  const void *entry;
  char *to = result->object == NULL ? NULL : bytes_of(result->object);
  while ((entry = mini_map_next(map, &cursor, type)) != NULL) {
    memcpy(to, entry, type->key->size);
    mini_retain(to, type->key);
    to += type->key->size;
  }
}
