// Values as `print` writes them: to standard output, or into a text.

#include "internal.h"

/// Where bytes go: into `text`, or to standard output.
struct sink {
  struct mini_text *text;
  bool isTooLong;
};

static void put(struct sink *sink, const char *bytes, size_t length) {
  if (sink->text == NULL) return mini_write_bytes(bytes, (int64_t)length);
  // A part of a literal: its bytes are copied, so no other value has this buffer.
  struct mini_text *text = sink->text;
  int64_t needed = (int64_t)text->length + (int64_t)length;
  if (needed > MINI_LENGTH_MAX) sink->isTooLong = true;
  if (length == 0 || sink->isTooLong) return;
  if (text->object == NULL || text->object->capacity < needed) {
    int64_t capacity = mini_grown(text->length, needed < 24 ? 24 : needed);
    text->object =
        realloc(text->object, sizeof(struct mini_object) + (size_t)capacity);
    if (text->object == NULL) mini_out_of_memory();
    text->object->count = 1;
    text->object->capacity = capacity;
  }
  memcpy(bytes_of(text->object) + text->length, bytes, length);
  text->length = (uint32_t)needed;
  text->object->note = needed;
}

static void put_string(struct sink *sink, const char *string) { put(sink, string, strlen(string)); }

/// The length of the UTF-8 sequence at the start of `bytes`, or 0 if there is none.
static size_t sequence_length(const unsigned char *bytes, size_t count) {
  unsigned char first = bytes[0];
  size_t length = first < 0x80 ? 1 : first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3
      : first < 0xF5 ? 4 : 0;
  if (length == 0 || length > count) return 0;
  for (size_t i = 1; i < length; i++)
    if ((bytes[i] & 0xC0) != 0x80) return 0;
  if (first == 0xE0 && bytes[1] < 0xA0) return 0;  // too long for its scalar
  if (first == 0xED && bytes[1] >= 0xA0) return 0;  // a surrogate
  if (first == 0xF0 && bytes[1] < 0x90) return 0;
  if (first == 0xF4 && bytes[1] >= 0x90) return 0;  // above U+10FFFF
  return length;
}

static void put_escape(struct sink *sink, unsigned char byte) {
  static const char letters[] = "\n\t\r\0\"\\", names[] = "ntr0\"\\";
  const char *letter = memchr(letters, byte, sizeof names - 1);
  if (letter != NULL) {
    char escape[2] = {'\\', names[letter - letters]};
    return put(sink, escape, 2);
  }
  static const char digits[] = "0123456789abcdef";
  char escape[4] = {'\\', 'x', digits[byte >> 4], digits[byte & 15]};
  put(sink, escape, 4);
}

/// A text inside another value: in quotes, as Mini would write it.
static void put_quoted(struct sink *sink, const struct mini_text *text) {
  const unsigned char *bytes = (const unsigned char *)text_bytes(text);
  size_t count = text->length, plain = 0;
  put(sink, "\"", 1);
  for (size_t at = 0; at < count;) {
    size_t length = sequence_length(bytes + at, count - at);
    unsigned char byte = bytes[at];
    bool isPlain = length > 0 && byte >= 0x20 && byte != 0x7F && byte != '"' && byte != '\\';
    if (isPlain) {
      at += length;
      continue;
    }
    put(sink, (const char *)bytes + plain, at - plain);
    put_escape(sink, byte);
    plain = ++at;
  }
  put(sink, (const char *)bytes + plain, count - plain);
  put(sink, "\"", 1);
}

/// A value of several parts that is being written.
struct frame {
  const char *value;
  const struct mini_type *type;
  /// The number of the next part; for a map its cursor.
  int64_t next;
};

/// The open values, from the outermost. They are on the heap, so that deep values need no deep
/// stack.
struct frames {
  struct frame *open;
  int64_t count;
  int64_t capacity;
};

static void enter(struct frames *frames, const char *value, const struct mini_type *type) {
  struct frame frame = {value, type, 0};
  frames->open = with_room(frames->open, frames->count, &frames->capacity, sizeof frame);
  frames->open[frames->count++] = frame;
}

/// Writes a value, or the beginning of one with parts, which it enters.
static void begin(
    struct sink *sink, struct frames *frames, const char *value, const struct mini_type *type) {
  while (type->kind == MINI_OPTIONAL) {
    if (!value[type->offset]) return put(sink, "none", 4);
    type = type->element;
  }
  switch ((enum mini_kind)type->kind) {
    case MINI_BOOL:
    case MINI_U8:
    case MINI_I32:
    case MINI_U32:
    case MINI_I64:
    case MINI_U64:
    case MINI_F64: {
      char text[MINI_NUMBER_MAX];
      return put(sink, text, (size_t)mini_format_number(text, value, type->kind));
    }
    case MINI_TEXT: {
      const struct mini_text *text = (const void *)value;
      if (frames->count > 0) return put_quoted(sink, text);
      return put(sink, text_bytes(text), text->length);
    }
    case MINI_STRUCT:
      put_string(sink, type->name);
      put(sink, "(", 1);
      return enter(frames, value, type);
    case MINI_ENUM:
      put(sink, ".", 1);
      put_string(sink, case_of(value, type)->name);
      if (case_of(value, type)->count == 0) return;
      put(sink, "(", 1);
      return enter(frames, value, type);
    case MINI_ARRAY:
      put(sink, "[", 1);
      return enter(frames, value, type);
    case MINI_MAP:
      if (mini_map_length(*(struct mini_map *const *)value) == 0) return put(sink, "[:]", 3);
      put(sink, "[", 1);
      return enter(frames, value, type);
    case MINI_OPTIONAL:
    case MINI_FUNCTION: return;  // an optional ended above; functions are not printed
  }
}

/// Writes the next part of the innermost open value, or its end.
static void go_on(struct sink *sink, struct frames *frames) {
  struct frame *frame = &frames->open[frames->count - 1];
  const struct mini_type *type = frame->type;
  const char *value = frame->value;
  int64_t number = frame->next++;
  switch ((enum mini_kind)type->kind) {
    case MINI_STRUCT: {
      if (number == type->count) break;
      const struct mini_field *field = (const struct mini_field *)type->members + number;
      if (number > 0) put(sink, ", ", 2);
      put_string(sink, field->name);
      put(sink, ": ", 2);
      return begin(sink, frames, value + field->offset, field->type);
    }
    case MINI_ENUM: {
      const struct mini_case *chosen = case_of(value, type);
      if (number == (int64_t)chosen->count) break;
      if (number > 0) put(sink, ", ", 2);
      const struct mini_field *field = chosen->fields + number;
      return begin(sink, frames, value + field->offset, field->type);
    }
    case MINI_ARRAY: {
      const struct mini_array *array = (const void *)value;
      if (number == array->length) break;
      if (number > 0) put(sink, ", ", 2);
      const char *element = bytes_of(array->object) + number * type->element->size;
      return begin(sink, frames, element, type->element);
    }
    case MINI_MAP: {
      int64_t cursor = number;
      const char *entry = mini_map_next(*(struct mini_map *const *)value, &cursor, type);
      if (entry == NULL) break;
      frame->next = cursor;
      if (number > 0) put(sink, ", ", 2);
      begin(sink, frames, entry, type->key);  // a key has no parts
      put(sink, ": ", 2);
      return begin(sink, frames, entry + type->offset, type->element);
    }
    case MINI_BOOL:
    case MINI_U8:
    case MINI_I32:
    case MINI_U32:
    case MINI_I64:
    case MINI_U64:
    case MINI_F64:
    case MINI_FUNCTION:
    case MINI_TEXT:
    case MINI_OPTIONAL: break;  // they have no parts
  }
  put(sink, type->kind == MINI_ARRAY || type->kind == MINI_MAP ? "]" : ")", 1);
  frames->count--;
}

static void write_value(struct sink *sink, const char *value, const struct mini_type *type) {
  struct frames frames = {NULL, 0, 0};
  begin(sink, &frames, value, type);
  while (frames.count > 0 && !sink->isTooLong) go_on(sink, &frames);
  free(frames.open);
}

void mini_print(const void *value, const struct mini_type *type) {
  struct sink sink = {NULL, false};
  write_value(&sink, value, type);
}

bool mini_text_of(struct mini_text *result, const void *value, const struct mini_type *type) {
  *result = (struct mini_text){NULL, 0, 0};
  struct sink sink = {result, false};
  write_value(&sink, value, type);
  if (sink.isTooLong) {
    free(result->object);
    *result = (struct mini_text){NULL, 0, 0};
  }
  return !sink.isTooLong;
}
