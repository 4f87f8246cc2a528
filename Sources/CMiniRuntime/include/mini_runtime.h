// The run-time library of Mini programs: values that own memory, and their operations.
//
// Texts, arrays and maps are values that share a counted buffer until one of them changes it. A
// value of any type whose bytes are all zero is valid and owns nothing: the empty text, the empty
// array, `none`.
//
// This code is never linked into the compiler. clang-15 translates it to LLVM IR, and
// Tests/Scripts/runtime.py puts that into MiniBackend (Runtime/Library), from which the header of a
// program takes the parts that it uses. A program has one thread.

#ifndef MINI_RUNTIME_H
#define MINI_RUNTIME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// The greatest length of a text, an array or a map.
#define MINI_LENGTH_MAX INT32_MAX

/// The head of a counted buffer; the bytes of its elements follow.
struct mini_object {
  /// The number of values that share it. Those of literals begin so high that they are never freed.
  int64_t count;
  /// The number of elements or bytes that it has room for.
  int64_t capacity;
  /// Texts: the number of bytes in use, from the first. Dead arrays: their elements' type.
  int64_t note;
};

/// A `text`: bytes `start ..< start + length` of a buffer. An empty one has no buffer.
struct mini_text {
  struct mini_object *object;
  uint32_t start;
  uint32_t length;
};

/// A `[T]`: the first `length` elements of a buffer. Without capacity it has no buffer.
struct mini_array {
  struct mini_object *object;
  int64_t length;
};

/// A `[K: V]`; `NULL` is an empty one.
struct mini_map;

/// The kinds of types. The compiler writes these numbers into programs.
enum mini_kind {
  MINI_BOOL = 0,
  MINI_U8 = 1,
  MINI_I32 = 2,
  MINI_U32 = 3,
  MINI_I64 = 4,
  MINI_U64 = 5,
  MINI_F64 = 6,
  MINI_FUNCTION = 7,
  MINI_TEXT = 8,
  MINI_OPTIONAL = 9,
  MINI_STRUCT = 10,
  MINI_ENUM = 11,
  MINI_ARRAY = 12,
  MINI_MAP = 13,
};

/// Values of this type can own memory.
#define MINI_COUNTED 1
/// Two values of this type are equal exactly if their bytes are.
#define MINI_PLAIN 2

/// A description of a type.
struct mini_type {
  /// A `mini_kind`.
  uint8_t kind;
  /// `MINI_COUNTED`, `MINI_PLAIN`.
  uint8_t traits;
  /// Enums: bytes of the tag, which comes first: 1 or 4.
  uint16_t tag_bytes;
  /// Bytes of a value, a multiple of its alignment.
  uint32_t size;
  /// Structs: the number of fields. Enums: of cases.
  uint32_t count;
  /// Optionals: the offset of the byte that is 1 if there is a value. Maps: the offset of the value
  /// in an entry, and `count` is an entry's size.
  uint32_t offset;
  /// Structs: the name that values are printed with.
  const char *name;
  /// The type of elements or of an optional's value; maps: of values.
  const struct mini_type *element;
  /// Maps: the type of keys.
  const struct mini_type *key;
  /// Structs: `mini_field`s. Enums: `mini_case`s.
  const void *members;
};

/// A field of a struct or a value of an enum's case.
struct mini_field {
  const char *name;
  const struct mini_type *type;
  /// From the start of the struct or the enum.
  uint64_t offset;
};

/// A case of an enum.
struct mini_case {
  const char *name;
  const struct mini_field *fields;
  uint64_t count;
};

// Owning memory.

/// Counts one more owner of everything that the value at `value` shares.
void mini_retain(void *value, const struct mini_type *type);
/// Takes one owner away from everything that the value shares, and frees what has none left. Needs
/// no stack in proportion to how deep the value is. The value's bytes stay as they are.
void mini_release(void *value, const struct mini_type *type);
/// `mini_retain` for a text or an array, small enough to be part of its callers.
void mini_retain_buffer(void *value);
/// `mini_release` for a text or an array, small enough to be part of its callers.
void mini_release_buffer(void *value, const struct mini_type *type);

// Comparing.

/// Whether two values are equal, part by part.
bool mini_equal(const void *left, const void *right, const struct mini_type *type);

// Texts. Results are new values, for memory that holds none.

/// Joins two texts; false if the result would be too long.
bool mini_text_join(
    struct mini_text *result, const struct mini_text *left, const struct mini_text *right);
/// Appends a text to a variable; false if the result would be too long. Takes time in proportion to
/// the appended bytes, on average.
bool mini_text_append(struct mini_text *text, const struct mini_text *tail);
/// The bytes `from ..< to`, which must be in range.
void mini_text_slice(
    struct mini_text *result, const struct mini_text *text, int64_t from, int64_t to);
/// Less than, equal to or greater than 0, as `left` is to `right`, byte by byte.
int32_t mini_text_compare(const struct mini_text *left, const struct mini_text *right);
/// Where `part` first begins in the text, or -1.
int64_t mini_text_find(const struct mini_text *text, const struct mini_text *part);
/// The text's bytes as a `[u8]`.
void mini_text_bytes(struct mini_array *result, const struct mini_text *text);
/// The bytes of a `[u8]` as a text.
void mini_text_of_bytes(struct mini_text *result, const struct mini_array *bytes);
/// The text that `print` would write for the value; false if it is too long.
bool mini_text_of(struct mini_text *result, const void *value, const struct mini_type *type);

// Arrays. `element` is the type of the elements. Values are moved into the array.

/// An array of `length` copies of the value.
void mini_array_fill(
    struct mini_array *result, const void *value, int64_t length, const struct mini_type *element);
/// An array with room for `length` elements, which the caller sets.
void mini_array_make(struct mini_array *result, int64_t length, const struct mini_type *element);
/// Makes the array, which has a buffer, its only owner.
void mini_array_own(struct mini_array *array, const struct mini_type *element);
/// The part of `mini_array_own` for a buffer with other owners.
void mini_array_split(struct mini_array *array, const struct mini_type *element);
/// Appends a value; false if the array would be too long.
bool mini_array_push(struct mini_array *array, const void *value, const struct mini_type *element);
/// The part of `mini_array_push` for a buffer that has other owners or no room.
bool mini_array_push_slowly(
    struct mini_array *array, const void *value, const struct mini_type *element);
/// Takes the last element out of an array that is not empty.
void mini_array_pop(void *result, struct mini_array *array, const struct mini_type *element);
/// Inserts a value at an index in `0 ... length`; false if the array would be too long.
bool mini_array_insert(
    struct mini_array *array, int64_t index, const void *value, const struct mini_type *element);
/// Takes out the element at an index that is in range.
void mini_array_remove(
    void *result, struct mini_array *array, int64_t index, const struct mini_type *element);
/// Drops all elements from `length` on, if there are so many; `length` is not negative.
void mini_array_truncate(
    struct mini_array *array, int64_t length, const struct mini_type *element);
/// Appends the elements of another array; false if the array would be too long.
bool mini_array_append(
    struct mini_array *array, const struct mini_array *tail, const struct mini_type *element);
void mini_array_reverse(struct mini_array *array, const struct mini_type *element);
/// The elements `from ..< to`, which must be in range.
void mini_array_slice(
    struct mini_array *result, const struct mini_array *array, int64_t from, int64_t to,
    const struct mini_type *element);
/// The index of the first element that equals the value, or -1.
int64_t mini_array_find(
    const struct mini_array *array, const void *value, const struct mini_type *element);
/// Sorts: stable, NaN last; `less`, if it is not `NULL`, is a Mini function `fn(T, T) bool`.
void mini_array_sort(
    struct mini_array *array, const struct mini_type *element, void (*less)(void));

// Maps. `type` is the map's own. Keys are copied into the map.

/// The number of pairs.
int64_t mini_map_length(const struct mini_map *map);
/// Where the value of a key is, or `NULL`. `size` is 0 for a text, else the key's size: a constant
/// here decides more for the optimiser than one in the type.
void *mini_map_find(
    const struct mini_map *map, const void *key, const struct mini_type *type, uint32_t size);
/// The same in a map that is the only owner of its buffer.
void *mini_map_find_own(
    struct mini_map **map, const void *key, const struct mini_type *type, uint32_t size);
/// The same after the insertion of a copy of `value` if the key was absent. `NULL` if the map would
/// be too long.
void *mini_map_entry(
    struct mini_map **map, const void *key, const void *value, const struct mini_type *type,
    uint32_t size);
/// Where the value of a key is; all zeros for a key that was absent. `NULL` if the map would be too
/// long.
void *mini_map_insert(struct mini_map **map, const void *key, const struct mini_type *type);
/// Removes a pair and moves its value to `result`; false if the key is absent.
bool mini_map_remove(
    void *result, struct mini_map **map, const void *key, const struct mini_type *type);
/// The next pair in the order of insertion, from `*cursor` (at first 0) on, or `NULL`. A pair is its
/// key, then its value at the type's `offset`.
const void *mini_map_next(
    const struct mini_map *map, int64_t *cursor, const struct mini_type *type);
/// The keys in the order of insertion.
void mini_map_keys(
    struct mini_array *result, const struct mini_map *map, const struct mini_type *type);

// Writing.

/// Writes a value to standard output as `print` does.
void mini_print(const void *value, const struct mini_type *type);

// Input, files and the system, for std:io. Texts that contain a zero name nothing.

/// A `?text`.
struct mini_optional_text {
  struct mini_text value;
  bool is_present;
};

/// The next bytes of standard input, up to the end of a line and with it, but perhaps fewer; `none`
/// at the end of the input.
void mini_io_line_part(struct mini_optional_text *result);
/// The next bytes of standard input; `none` at its end.
void mini_io_input_part(struct mini_optional_text *result);
/// The program's arguments without its name, a `[text]`.
void mini_io_args(struct mini_array *result);
/// The value of an environment variable.
void mini_io_env(struct mini_optional_text *result, const struct mini_text *name);
/// The content of a file; `none` if it cannot be read or is too long.
void mini_io_read_file(struct mini_optional_text *result, const struct mini_text *path);
/// Creates or replaces a file; false if that fails.
bool mini_io_write_file(const struct mini_text *path, const struct mini_text *content);
/// Writes a text to standard error.
void mini_io_error(const struct mini_text *message);
/// Nanoseconds of a clock that never goes back.
int64_t mini_io_now(void);

// Parts of the program's header that the library uses.

/// Writes bytes to standard output.
void mini_write_bytes(const char *bytes, int64_t length);
/// Ends the program because memory ran out.
_Noreturn void mini_out_of_memory(void);

#endif
