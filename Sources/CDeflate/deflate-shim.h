// The system's libdeflate (Debian: libdeflate-dev): its checksums.
#include <libdeflate.h>
