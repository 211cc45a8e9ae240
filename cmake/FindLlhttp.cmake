# Finds llhttp, the HTTP/1 parser of Node.js, and defines Llhttp::llhttp.
#
# Newer distributions package a library (libllhttp-dev, llhttp-devel). Debian 12 ships the generated
# C sources in `node-llhttp`; they are compiled here, in strict mode, into a static library.

find_path(LLHTTP_INCLUDE_DIR llhttp.h PATH_SUFFIXES llhttp PATHS /usr/share/include)
find_library(LLHTTP_LIBRARY llhttp)
find_path(LLHTTP_SOURCE_DIR llhttp.c PATHS /usr/share/llhttp NO_DEFAULT_PATH)

include(FindPackageHandleStandardArgs)
if(LLHTTP_LIBRARY)
  find_package_handle_standard_args(Llhttp REQUIRED_VARS LLHTTP_LIBRARY LLHTTP_INCLUDE_DIR)
  if(Llhttp_FOUND AND NOT TARGET Llhttp::llhttp)
    add_library(Llhttp::llhttp UNKNOWN IMPORTED)
    set_target_properties(Llhttp::llhttp PROPERTIES
      IMPORTED_LOCATION ${LLHTTP_LIBRARY} INTERFACE_INCLUDE_DIRECTORIES ${LLHTTP_INCLUDE_DIR})
  endif()
else()
  find_package_handle_standard_args(Llhttp REQUIRED_VARS LLHTTP_SOURCE_DIR LLHTTP_INCLUDE_DIR
    REASON_FAILURE_MESSAGE "install node-llhttp (Debian 12), libllhttp-dev or llhttp-devel")
  if(Llhttp_FOUND AND NOT TARGET Llhttp::llhttp)
    add_library(rrlb_llhttp STATIC
      ${LLHTTP_SOURCE_DIR}/llhttp.c ${LLHTTP_SOURCE_DIR}/api.c ${LLHTTP_SOURCE_DIR}/http.c)
    target_include_directories(rrlb_llhttp SYSTEM PUBLIC ${LLHTTP_INCLUDE_DIR})
    target_compile_definitions(rrlb_llhttp PUBLIC LLHTTP_STRICT_MODE=1)
    target_compile_options(rrlb_llhttp PRIVATE $<$<CONFIG:Release>:-O3>)
    add_library(Llhttp::llhttp ALIAS rrlb_llhttp)
  endif()
endif()
