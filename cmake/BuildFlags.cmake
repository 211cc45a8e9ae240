# Flags that every target of this project is built with: warnings, hardening, link-time optimisation
# of rrlbd in a release, sanitizers where a preset asks for them.

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
  add_compile_definitions(_FORTIFY_SOURCE=2 _GLIBCXX_ASSERTIONS)
  add_compile_options(-fstack-protector-strong -fstack-clash-protection)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # At -O2, gcc 12 takes what std::string and std::optional do inside for overflows and for reads of
    # nothing (its bugs 105329, 105651, 80635). The sanitizers look for real ones.
    set(RRLB_FALSE_WARNINGS -Wno-array-bounds -Wno-maybe-uninitialized -Wno-restrict
        -Wno-stringop-overflow -Wno-stringop-overread)
  endif()
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

# Link-time optimisation is for rrlbd alone, the one program whose speed counts: each link with it
# compiles a whole program again, half a minute for rrlbd. What rrlbd is made of is therefore compiled
# to "fat" objects, which the other programs and all tests link as they are. (Clang before 17 has no
# fat objects.)
define_property(TARGET PROPERTY RRLB_LTO BRIEF_DOCS "Link this program with link-time optimisation")
set(RRLB_LTO OFF)
if(CMAKE_BUILD_TYPE STREQUAL "Release" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  set(RRLB_LTO ON)
  add_link_options("$<IF:$<BOOL:$<TARGET_PROPERTY:RRLB_LTO>>,-flto=auto,-fno-lto>")
endif()
function(rrlb_fat_objects target)
  if(RRLB_LTO)
    target_compile_options(${target} PRIVATE -flto=auto -ffat-lto-objects)
  endif()
endfunction()

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
    ${RRLB_FALSE_WARNINGS} $<$<BOOL:${RRLB_WERROR}>:-Werror>)
endfunction()
