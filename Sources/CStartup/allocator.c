#include "allocator.h"

const char *malloc_conf = "narenas:1,oversize_threshold:524288,dirty_decay_ms:100";
