# One library for each folder of the source, named after its path: daemon/balance/pick is
# rrlb_daemon_balance_pick. Includes are named from the root of the repository.
#
#   rrlb_library(common_event SOURCES event_loop.cc PUBLIC rrlb_common_base PRIVATE Threads::Threads)
#
# A folder of headers alone has no SOURCES.
function(rrlb_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  if(ARG_SOURCES)
    add_library(rrlb_${name} STATIC ${ARG_SOURCES})
    target_include_directories(rrlb_${name} PUBLIC ${PROJECT_SOURCE_DIR})
    target_link_libraries(rrlb_${name} PUBLIC ${ARG_PUBLIC} PRIVATE ${ARG_PRIVATE})
    target_precompile_headers(rrlb_${name} REUSE_FROM rrlb_precompiled)
    rrlb_own_code(rrlb_${name})
    if(name MATCHES "^(common|daemon)")
      rrlb_fat_objects(rrlb_${name})
    endif()
  else()
    add_library(rrlb_${name} INTERFACE)
    target_include_directories(rrlb_${name} INTERFACE ${PROJECT_SOURCE_DIR})
    target_link_libraries(rrlb_${name} INTERFACE ${ARG_PUBLIC})
  endif()
endfunction()
