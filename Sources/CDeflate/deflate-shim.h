// The system's libdeflate (Debian: libdeflate-dev), for its checksums.
#include <libdeflate.h>
