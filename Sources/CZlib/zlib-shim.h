// The system's zlib (Debian: zlib1g-dev), as one module.
#include <zlib.h>
