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
    rrlb_fat_objects(rrlb_llhttp)
    if(CMAKE_SYSTEM_PROCESSOR STREQUAL "x86_64")
      file(READ ${LLHTTP_SOURCE_DIR}/llhttp.c RRLB_LLHTTP_TEXT)
      string(REPLACE "llhttp__internal__" "llhttp_sse42__internal__" RRLB_LLHTTP_TEXT
        "${RRLB_LLHTTP_TEXT}")  # its functions, which are not static
      file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/llhttp_sse42.c CONTENT "${RRLB_LLHTTP_TEXT}" @ONLY)
      add_library(rrlb_llhttp_sse42 OBJECT ${CMAKE_BINARY_DIR}/llhttp_sse42.c)
      target_include_directories(rrlb_llhttp_sse42 SYSTEM PRIVATE ${LLHTTP_INCLUDE_DIR})
      target_compile_definitions(rrlb_llhttp_sse42 PRIVATE LLHTTP_STRICT_MODE=1
        llhttp__internal_execute=llhttp__internal_execute_sse42
        llhttp__internal_init=llhttp__internal_init_sse42)
      target_compile_options(rrlb_llhttp_sse42 PRIVATE -msse4.2 $<$<CONFIG:Release>:-O3>)
      rrlb_fat_objects(rrlb_llhttp_sse42)
      target_sources(rrlb_llhttp PRIVATE ${CMAKE_CURRENT_LIST_DIR}/llhttp_dispatch.c
        $<TARGET_OBJECTS:rrlb_llhttp_sse42>)
      set_source_files_properties(${LLHTTP_SOURCE_DIR}/api.c PROPERTIES COMPILE_DEFINITIONS
        llhttp__internal_execute=llhttp_execute_on_this_processor)
    endif()
    add_library(Llhttp::llhttp ALIAS rrlb_llhttp)
  endif()
endif()
