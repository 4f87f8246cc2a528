// Numbers as text.

#include "internal.h"
#include <stdio.h>

static int put(char *text, const char *bytes, int length) {
  memcpy(text, bytes, (size_t)length);
  return length;
}

static int format_unsigned(char *text, uint64_t value) {
  char digits[20];
  int count = 0;
  do {
    digits[count++] = (char)('0' + value % 10);
    value /= 10;
  } while (value != 0);
  for (int i = 0; i < count; i++) text[i] = digits[count - 1 - i];
  return count;
}

static int format_signed(char *text, int64_t value) {
  if (value >= 0) return format_unsigned(text, (uint64_t)value);
  text[0] = '-';
  return 1 + format_unsigned(text + 1, 0 - (uint64_t)value);
}

/// A positive finite number as `d.ddde+xx` with the fewest digits that read back as it, the nearest
/// among those (zeros may follow). Returns the number of digits after the point.
///
/// If any 15 digits read back as a double, its own nearest 15 do, and no others: shorter forms are
/// found by dropping zeros. That does not hold for subnormal numbers, for which all lengths are
/// tried. 17 digits always read back. Of 16, the nearest may fail while the next one up reads back:
/// below a power of two the doubles are twice as close. (A last digit of 9 has no such neighbour: it
/// would end in 0 and have been found with 15.)
static int shortest_digits(char *text, double value) {
  for (int decimals = value < 0x1p-1022 ? 0 : 14;; decimals++) {
    snprintf(text, MINI_NUMBER_MAX, "%.*e", decimals, value);
    if (decimals == 16 || strtod(text, NULL) == value) return decimals;
    if (decimals != 15 || text[16] == '9') continue;
    text[16]++;
    if (strtod(text, NULL) == value) return decimals;
  }
}

/// The output of Python's `repr`.
static int format_double(char *text, double value) {
  if (value != value) return put(text, "nan", 3);
  char *at = text;
  if (__builtin_signbit(value)) {
    *at++ = '-';
    value = -value;
  }
  if (value == __builtin_inf()) return (int)(at - text) + put(at, "inf", 3);
  if (value == 0) return (int)(at - text) + put(at, "0.0", 3);
  char digits[MINI_NUMBER_MAX];
  int count = shortest_digits(digits, value);
  int exponent = atoi(digits + (count == 0 ? 2 : count + 3));
  digits[1] = digits[0];  // onto the point: all digits in a row
  count++;
  while (count > 1 && digits[count] == '0') count--;
  const char *first = digits + 1;
  if (exponent < -4 || exponent >= 16) {
    *at++ = first[0];
    if (count > 1) *at++ = '.';
    at += put(at, first + 1, count - 1);
    *at++ = 'e';
    *at++ = exponent < 0 ? '-' : '+';
    if (exponent < 0) exponent = -exponent;
    if (exponent < 10) *at++ = '0';
    return (int)(at - text) + format_unsigned(at, (uint64_t)exponent);
  }
  if (exponent < 0) {
    at += put(at, "0.000", 1 - exponent);
    return (int)(at - text) + put(at, first, count);
  }
  int whole = exponent + 1;
  for (int i = 0; i < whole; i++) *at++ = i < count ? first[i] : '0';
  *at++ = '.';
  if (count <= whole) *at++ = '0';
  return (int)(at - text) + (count > whole ? put(at, first + whole, count - whole) : 0);
}

int mini_format_number(char *text, const void *value, enum mini_kind kind) {
  switch (kind) {
    case MINI_BOOL: return *(const bool *)value ? put(text, "true", 4) : put(text, "false", 5);
    case MINI_U8: return format_unsigned(text, *(const uint8_t *)value);
    case MINI_I32: return format_signed(text, *(const int32_t *)value);
    case MINI_U32: return format_unsigned(text, *(const uint32_t *)value);
    case MINI_I64: return format_signed(text, *(const int64_t *)value);
    case MINI_U64: return format_unsigned(text, *(const uint64_t *)value);
    case MINI_F64: return format_double(text, *(const double *)value);
    case MINI_FUNCTION:
    case MINI_TEXT:
    case MINI_OPTIONAL:
    case MINI_STRUCT:
    case MINI_ENUM:
    case MINI_ARRAY:
    case MINI_MAP: break;
  }
  return 0;
}
