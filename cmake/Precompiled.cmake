# The standard headers that nearly every file reads, compiled once for the whole build: they cost a
# file 0.1 s instead of 0.7 s. tests/CMakeLists.txt does the same for GoogleTest (0.4 s, not 1.6 s).
#
# A precompiled header never holds a header of ours, or a change of it would compile everything
# again. A file still includes what it uses: the lint step reads each without this. Every target must
# be compiled with the same flags (-fPIE for all of them, in BuildFlags.cmake), or the compiler
# refuses the precompiled header.

set(RRLB_STANDARD_HEADERS
  <algorithm> <array> <atomic> <chrono> <cstdint> <deque> <functional> <map> <memory> <mutex>
  <optional> <set> <string> <string_view> <thread> <unordered_map> <utility> <vector>)

file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/precompiled.cc CONTENT "" @ONLY)
add_library(rrlb_precompiled OBJECT ${CMAKE_BINARY_DIR}/precompiled.cc)
rrlb_own_code(rrlb_precompiled)  # -Wpedantic defines and undefines macros
target_precompile_headers(rrlb_precompiled PRIVATE ${RRLB_STANDARD_HEADERS})

# ccache keeps what was compiled with a precompiled header only if the compiler says so in what it
# preprocesses (gcc), and if the header's time is not in it (clang). tests/run sets CCACHE_SLOPPINESS.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-fpch-preprocess>)
elseif(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  add_compile_options("$<$<COMPILE_LANGUAGE:CXX>:SHELL:-Xclang -fno-pch-timestamp>")
endif()
