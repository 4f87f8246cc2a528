#include "allocator.h"

const char *malloc_conf = "narenas:1";
