// Input, files and the system, for std:io. Each function has the calling convention of Mini's functions:
// a result that is not a number is written to the first parameter.

#define _GNU_SOURCE
#include "internal.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <time.h>
#include <unistd.h>

/// The arguments of `main`, which the entry point sets.
int32_t mini_argument_count;
char **mini_arguments;

static void set_bytes(struct mini_text *text, const char *bytes, int64_t length) {
  *text = (struct mini_text){NULL, 0, (uint32_t)length};
  if (length == 0) return;
  text->object = mini_object_make(length, 1);
  text->object->note = length;
  memcpy(bytes_of(text->object), bytes, (size_t)length);
}

static void set_none(struct mini_optional_text *result) { memset(result, 0, sizeof *result); }

/// Reads, and waits where the descriptor does not block; -1 for an error.
static ssize_t read_some(int file, char *bytes, size_t room) {
  for (;;) {
    ssize_t count = read(file, bytes, room);
    if (count >= 0) return count;
    if (errno == EAGAIN) {
      struct pollfd request = {file, POLLIN, 0};
      poll(&request, 1, -1);
    } else if (errno != EINTR) {
      return -1;
    }
  }
}

/// Writes everything, and waits where the descriptor does not block; false for an error.
static bool write_all(int file, const char *bytes, size_t length) {
  while (length > 0) {
    ssize_t count = write(file, bytes, length);
    if (count >= 0) {
      bytes += count;
      length -= (size_t)count;
    } else if (errno == EAGAIN) {
      struct pollfd request = {file, POLLOUT, 0};
      poll(&request, 1, -1);
    } else if (errno != EINTR) {
      return false;
    }
  }
  return true;
}

/// Bytes of standard input that are read and not yet used.
static char input[65536];
static size_t input_start, input_end;

/// The next bytes of standard input: up to the next line feed and with it, or, without one, some. An
/// error is the end of the input.
static void take_input(struct mini_optional_text *result, bool is_line) {
  set_none(result);
  if (input_start == input_end) {
    ssize_t count = read_some(0, input, sizeof input);
    if (count <= 0) return;
    input_start = 0;
    input_end = (size_t)count;
  }
  const char *bytes = input + input_start;
  size_t length = input_end - input_start;
  const char *line_end = is_line ? memchr(bytes, '\n', length) : NULL;
  if (line_end != NULL) length = (size_t)(line_end - bytes) + 1;
  input_start += length;
  set_bytes(&result->value, bytes, (int64_t)length);
  result->is_present = true;
}

void mini_io_line_part(struct mini_optional_text *result) { take_input(result, true); }

void mini_io_input_part(struct mini_optional_text *result) { take_input(result, false); }

void mini_io_args(struct mini_array *result) {
  int64_t count = mini_argument_count > 1 ? mini_argument_count - 1 : 0;
  *result = (struct mini_array){NULL, count};
  if (count == 0) return;
  result->object = mini_object_make(count, sizeof(struct mini_text));
  struct mini_text *texts = (struct mini_text *)bytes_of(result->object);
  for (int64_t i = 0; i < count; i++) {
    size_t length = strlen(mini_arguments[i + 1]);
    set_bytes(texts + i, mini_arguments[i + 1], (int64_t)length);
  }
}

/// The text's bytes with a zero behind them, for the caller to free; `NULL` if it contains a zero.
static char *string_of(const struct mini_text *text) {
  if (memchr(text_bytes(text), 0, text->length) != NULL) return NULL;
  char *string = mini_allocate((size_t)text->length + 1);
  memcpy(string, text_bytes(text), text->length);
  string[text->length] = 0;
  return string;
}

void mini_io_env(struct mini_optional_text *result, const struct mini_text *name) {
  set_none(result);
  char *string = string_of(name);
  const char *value = string == NULL ? NULL : getenv(string);
  free(string);
  if (value == NULL) return;
  set_bytes(&result->value, value, (int64_t)strlen(value));
  result->is_present = true;
}

/// Opens a file by a text; -1 for an error.
static int open_text(const struct mini_text *path, int flags) {
  char *string = string_of(path);
  if (string == NULL) return -1;
  int file;
  do file = open(string, flags | O_CLOEXEC, 0666);
  while (file < 0 && errno == EINTR);
  free(string);
  return file;
}

void mini_io_read_file(struct mini_optional_text *result, const struct mini_text *path) {
  set_none(result);
  int file = open_text(path, O_RDONLY);
  if (file < 0) return;
  struct mini_object *object = NULL;
  int64_t length = 0, capacity = 0;
  ssize_t count;
  do {
    if (length == capacity) {
      capacity = mini_grown(capacity, length + 65536);
      object = realloc(object, sizeof *object + (size_t)capacity);
      if (object == NULL) mini_out_of_memory();
    }
    count = read_some(file, bytes_of(object) + length, (size_t)(capacity - length));
    if (count > 0) length += count;
  } while (count > 0 && length <= MINI_LENGTH_MAX);
  close(file);
  result->is_present = count == 0;
  if (count != 0 || length == 0) return free(object);
  object->count = 1;
  object->capacity = capacity;
  object->note = length;
  result->value = (struct mini_text){object, 0, (uint32_t)length};
}

bool mini_io_write_file(const struct mini_text *path, const struct mini_text *content) {
  int file = open_text(path, O_WRONLY | O_CREAT | O_TRUNC);
  if (file < 0) return false;
  bool is_written = write_all(file, text_bytes(content), content->length);
  return close(file) == 0 && is_written;
}

void mini_io_error(const struct mini_text *message) {
  write_all(2, text_bytes(message), message->length);
}

int64_t mini_io_now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}
