# Flags that every target of this project is built with: warnings that are errors, hardening,
# link-time optimisation in a release, sanitizers where a preset asks for them.

# The presets turn it on. A package must build with compilers that warn about more than ours.
option(RRLB_WERROR "Take warnings for errors" OFF)
set(RRLB_SANITIZE "" CACHE STRING "Sanitizers for -fsanitize=, as in \"address,undefined\"")

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()
# A package build (CMAKE_BUILD_TYPE=None) brings its distribution's flags; a release brings these.
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")
set(CMAKE_C_FLAGS_RELEASE "-O2 -DNDEBUG")

# All code ends in programs, none in a shared library, so -fPIE serves libraries too: then every
# file has the same flags.
add_compile_options(-fPIE)
add_link_options(-pie)

if(CMAKE_BUILD_TYPE STREQUAL "Release")
  include(CheckIPOSupported)
  check_ipo_supported(RESULT RRLB_HAS_LTO LANGUAGES C CXX)
  set(CMAKE_INTERPROCEDURAL_OPTIMIZATION ${RRLB_HAS_LTO})
  add_compile_definitions(_FORTIFY_SOURCE=2 _GLIBCXX_ASSERTIONS)
  add_compile_options(-fstack-protector-strong -fstack-clash-protection)
  if(CMAKE_SYSTEM_PROCESSOR STREQUAL "x86_64")
    add_compile_options(-fcf-protection)
  endif()
endif()
if(CMAKE_BUILD_TYPE STREQUAL "Debug")
  # Lines are enough for a stack, and a program is linked in a second.
  set(CMAKE_CXX_FLAGS_DEBUG -g1)
  set(CMAKE_C_FLAGS_DEBUG -g1)
  find_program(RRLB_LLD ld.lld)
  if(RRLB_LLD)
    add_link_options(-fuse-ld=lld)
  endif()
endif()
add_link_options(-Wl,-z,relro,-z,now -Wl,--as-needed)

if(RRLB_SANITIZE)
  # No optimisation for tests halves the time of compiling. The fuzzers are to try as much as they
  # can.
  if(RRLB_FUZZ)
    set(optimise -O1)
  else()
    set(optimise -O0)
  endif()
  set(CMAKE_CXX_FLAGS_DEBUG "-g1 ${optimise}")
  set(CMAKE_C_FLAGS_DEBUG "-g1 ${optimise}")
  add_compile_options(-fsanitize=${RRLB_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${RRLB_SANITIZE})
endif()

# Warnings for our own code only; what is compiled from a distribution's sources is left alone.
function(rrlb_own_code target)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wshadow -Wconversion
    $<$<BOOL:${RRLB_WERROR}>:-Werror>)
endfunction()
