// The system's ISA-L (Debian: libisal-dev): its compressor and its checksums, as one module.
#include <isa-l/crc.h>
#include <isa-l/igzip_lib.h>
