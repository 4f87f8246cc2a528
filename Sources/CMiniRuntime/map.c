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

/// At most eight bytes as `word` reads them, without a call: as halves that overlap.
static uint64_t short_word(const char *bytes, size_t count) {
  if (count >= 4) return word(bytes, 4) | word(bytes + count - 4, 4) << (8 * count - 32);
  if (count >= 2) return word(bytes, 2) | word(bytes + count - 2, 2) << (8 * count - 16);
  return count == 0 ? 0 : *(const uint8_t *)bytes;
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
      short_word(bytes, half) ^ 0xA4093822299F31D0u,
      short_word(bytes + half, count - half) ^ hash);
}

/// A key other than a text.
MINI_INLINE uint64_t scalar(const void *key, size_t size) {
  switch (size) {
    case 1: return *(const uint8_t *)key;
    case 4: return word(key, 4);
    default: return word(key, 8);
  }
}

static uint32_t stored(uint64_t hash) { return (uint32_t)(hash ^ hash >> 32) | LIVE; }

MINI_INLINE uint32_t hash_of_scalar(uint64_t key) {
  return stored(mixed(key ^ 0x082EFA98EC4E6C89u, 0x452821E638D01377u));
}

static uint32_t hash_of_text(const struct mini_text *text) {
  return stored(hash_bytes(text_bytes(text), text->length));
}

static uint32_t hash_of(const void *key, const struct mini_type *type) {
  return type->kind == MINI_TEXT ? hash_of_text(key) : hash_of_scalar(scalar(key, type->size));
}

static inline char *entry_at(
    const struct mini_map *map, int64_t entry, const struct mini_type *type) {
  return map->entries + entry * type->count;
}

/// The slot of a key other than a text, or the free slot where it belongs. It does not look at the
/// hashes, since the keys are in the entries themselves.
MINI_INLINE uint64_t slot_of_scalar(
    const struct mini_map *map, uint64_t key, size_t size, uint32_t hash,
    const struct mini_type *type) {
  for (uint64_t slot = hash;; slot++) {
    slot &= map->mask;
    uint32_t number = map->slots[slot];
    if (number == 0 || scalar(entry_at(map, number - 1, type), size) == key) return slot;
  }
}

static uint64_t slot_of_text(
    const struct mini_map *map, const struct mini_text *key, uint32_t hash,
    const struct mini_type *type) {
  for (uint64_t slot = hash;; slot++) {
    slot &= map->mask;
    uint32_t number = map->slots[slot];
    if (number == 0) return slot;
    if (map->hashes[number - 1] != hash) continue;
    if (is_same_text((const void *)entry_at(map, number - 1, type), key)) return slot;
  }
}

static uint64_t slot_of(
    const struct mini_map *map, const void *key, uint32_t hash, const struct mini_type *type) {
  if (type->key->kind == MINI_TEXT) return slot_of_text(map, key, hash, type);
  size_t size = type->key->size;
  return slot_of_scalar(map, scalar(key, size), size, hash, type);
}

int64_t mini_map_length(const struct mini_map *map) { return map == NULL ? 0 : map->length; }

/// The place of the value of a slot; `NULL`: the slot is free.
MINI_INLINE void *value_at(
    const struct mini_map *map, uint64_t slot, const struct mini_type *type) {
  uint32_t number = map->slots[slot];
  return number == 0 ? NULL : entry_at(map, number - 1, type) + type->offset;
}

MINI_APART void *mini_map_find_text(
    const struct mini_map *map, const struct mini_text *key, const struct mini_type *type) {
  return value_at(map, slot_of_text(map, key, hash_of_text(key), type), type);
}

void *mini_map_find(
    const struct mini_map *map, const void *key, const struct mini_type *type, uint32_t size) {
  if (map == NULL) return NULL;
  if (size == 0) return mini_map_find_text(map, key, type);
  uint64_t wanted = scalar(key, size);
  return value_at(map, slot_of_scalar(map, wanted, size, hash_of_scalar(wanted), type), type);
}

static void *resized(void *items, size_t count, size_t item_bytes) {
  items = realloc(items, count * item_bytes);
  if (items == NULL) mini_out_of_memory();
  return items;
}

/// Moves or copies the entries of a map to the tables of a map, without gaps.
static void fill(
    struct mini_map *map, const struct mini_map *from, const struct mini_type *type) {
  int64_t count = 0;
  for (int64_t i = 0; i < from->used; i++) {
    if (from->hashes[i] == 0) continue;
    memmove(entry_at(map, count, type), entry_at(from, i, type), type->count);
    map->hashes[count++] = from->hashes[i];
  }
  map->length = map->used = count;
}

/// Gives a map's entries slots, of which there are enough for the map's capacity.
static void make_slots(struct mini_map *map) {
  uint64_t count = 8;
  while (count < (uint64_t)map->head.capacity * 2) count *= 2;
  free(map->slots);
  map->slots = calloc(count, sizeof(uint32_t));
  if (map->slots == NULL) mini_out_of_memory();
  map->mask = count - 1;
  for (int64_t i = 0; i < map->used; i++) {
    uint64_t slot = map->hashes[i] & map->mask;
    while (map->slots[slot] != 0) slot = (slot + 1) & map->mask;
    map->slots[slot] = (uint32_t)i + 1;
  }
}

/// Makes room for `capacity` entries, at least as many as there are, in a map without other owners.
static void resize(struct mini_map *map, int64_t capacity, const struct mini_type *type) {
  bool hasGaps = map->length < map->used;
  if (hasGaps) fill(map, map, type);
  map->head.capacity = capacity;
  map->hashes = resized(map->hashes, (size_t)capacity, sizeof(uint32_t));
  map->entries = resized(map->entries, (size_t)capacity, type->count);
  // Half of the slots at least remain free.
  if (map->slots == NULL || hasGaps || map->mask < (uint64_t)capacity * 2 - 1) make_slots(map);
}

/// Gives the variable a map of its own with room for `capacity` entries.
static void make_own(struct mini_map **map, int64_t capacity, const struct mini_type *type) {
  struct mini_map *old = *map;
  if (old != NULL && old->head.count == 1) return resize(old, capacity, type);
  struct mini_map *own = mini_allocate(sizeof(struct mini_map));
  *own = (struct mini_map){.head = {1, 0, 0}};
  *map = own;
  if (old == NULL) return resize(own, capacity, type);
  own->head.capacity = capacity;
  own->hashes = resized(NULL, capacity, sizeof(uint32_t));
  own->entries = resized(NULL, capacity, type->count);
  fill(own, old, type);
  make_slots(own);
  old->head.count--;
  if (!is_counted(type->key) && !is_counted(type->element)) return;
  for (int64_t i = 0; i < own->used; i++) {
    mini_retain(entry_at(own, i, type), type->key);
    mini_retain(entry_at(own, i, type) + type->offset, type->element);
  }
}

MINI_SELDOM void *mini_map_find_in_copy(
    struct mini_map **map, const void *key, const struct mini_type *type) {
  make_own(map, (*map)->length, type);
  return value_at(*map, slot_of(*map, key, hash_of(key, type->key), type), type);
}

void *mini_map_find_own(
    struct mini_map **map, const void *key, const struct mini_type *type, uint32_t size) {
  void *value = mini_map_find(*map, key, type, size);
  return value == NULL || (*map)->head.count == 1 ? value : mini_map_find_in_copy(map, key, type);
}

void *mini_map_insert(struct mini_map **map, const void *key, const struct mini_type *type) {
  uint32_t hash = hash_of(key, type->key);
  struct mini_map *own = *map;
  uint64_t slot = 0;
  if (own != NULL) {
    slot = slot_of(own, key, hash, type);
    void *value = value_at(own, slot, type);
    if (value != NULL)
      return own->head.count == 1 ? value : mini_map_find_in_copy(map, key, type);
  }
  int64_t length = mini_map_length(own);
  if (length == MINI_LENGTH_MAX) return NULL;
  if (own == NULL || own->head.count > 1 || own->used == own->head.capacity) {
    make_own(map, mini_grown(length, length + 1), type);
    own = *map;
    slot = slot_of(own, key, hash, type);
  }
  char *entry = entry_at(own, own->used, type);
  memset(entry, 0, type->count);
  memcpy(entry, key, type->key->size);
  mini_retain(entry, type->key);
  own->hashes[own->used++] = hash;
  own->slots[slot] = (uint32_t)own->used;
  own->length++;
  return entry + type->offset;
}

/// Inserts a copy of a value.
MINI_SELDOM void *mini_map_insert_copy(
    struct mini_map **map, const void *key, const void *value, const struct mini_type *type) {
  void *place = mini_map_insert(map, key, type);
  if (place == NULL) return NULL;
  memcpy(place, value, type->element->size);
  mini_retain(place, type->element);
  return place;
}

void *mini_map_entry(
    struct mini_map **map, const void *key, const void *value, const struct mini_type *type,
    uint32_t size) {
  void *place = mini_map_find_own(map, key, type, size);
  return place == NULL ? mini_map_insert_copy(map, key, value, type) : place;
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
  if (*map == NULL) return false;
  uint32_t hash = hash_of(key, type->key);
  uint64_t slot = slot_of(*map, key, hash, type);
  if ((*map)->slots[slot] == 0) return false;
  if ((*map)->head.count > 1) {
    make_own(map, (*map)->length, type);
    slot = slot_of(*map, key, hash, type);
  }
  struct mini_map *own = *map;
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
