#include "codec.h"
#include <stdexcept>
#include <string>

static void open_stream(int n) {
  throw std::runtime_error("codec: stream " + std::to_string(n) + " not open");
}

void cpp_throw(int n) { open_stream(n); }
void codec_keep(void *) {}
