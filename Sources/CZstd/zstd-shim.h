// The system's libzstd (Debian: libzstd-dev). The manifest links its archive, for mini-remote alone.
#include <zstd.h>
