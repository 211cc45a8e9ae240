// llhttp compares sixteen bytes of a value at a time where the processor has SSE 4.2, but decides
// when it is compiled, and a package must run without. So it is compiled both ways, and the
// processor is asked here.
#include <llhttp.h>

int llhttp__internal_execute(llhttp__internal_t* state, const char* from, const char* end);
int llhttp__internal_execute_sse42(llhttp__internal_t* state, const char* from, const char* end);

// What llhttp_execute() calls (cmake/FindLlhttp.cmake).
int llhttp_execute_on_this_processor(llhttp__internal_t* state, const char* from,
                                     const char* end) {
  return __builtin_cpu_supports("sse4.2") ? llhttp__internal_execute_sse42(state, from, end)
                                          : llhttp__internal_execute(state, from, end);
}
