# Finds or fetches uPlot, which draws the page's charts: RRLB_UPLOT is then the folder of the npm
# package. Three ways, in this order: -DRRLB_UPLOT_DIR=, for a build without network;
# dashboard/node_modules, as in a source package; "npm ci" while building, by the lock file.
set(RRLB_UPLOT_DIR "" CACHE PATH "Folder of the npm package uplot; empty: by npm")
set(uplot_version 1.6.32)  # as in package.json

set(RRLB_UPLOT ${RRLB_UPLOT_DIR})
if(NOT RRLB_UPLOT AND EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/node_modules/uplot)
  set(RRLB_UPLOT ${CMAKE_CURRENT_SOURCE_DIR}/node_modules/uplot)
endif()
if(RRLB_UPLOT)
  if(NOT EXISTS ${RRLB_UPLOT}/dist/uPlot.iife.min.js)
    message(FATAL_ERROR "${RRLB_UPLOT}: no dist/uPlot.iife.min.js there; expected the unpacked npm package uplot")
  endif()
  file(READ ${RRLB_UPLOT}/package.json package)
  string(JSON version GET "${package}" version)
  if(NOT version STREQUAL uplot_version)
    message(FATAL_ERROR "${RRLB_UPLOT}: expected uplot ${uplot_version}, found ${version}")
  endif()
else()
  find_program(NPM npm)
  if(NOT NPM)
    message(FATAL_ERROR "npm is missing, which fetches uPlot (packaging/install-deps build); "
                        "or give -DRRLB_UPLOT_DIR=, the unpacked npm package uplot")
  endif()
  set(RRLB_UPLOT ${CMAKE_CURRENT_BINARY_DIR}/node_modules/uplot)
  set(lock package.json package-lock.json)
  list(TRANSFORM lock PREPEND ${CMAKE_CURRENT_SOURCE_DIR}/ OUTPUT_VARIABLE lock_files)
  add_custom_command(
    OUTPUT ${RRLB_UPLOT}/dist/uPlot.iife.min.js ${RRLB_UPLOT}/dist/uPlot.min.css
           ${RRLB_UPLOT}/LICENSE
    COMMAND ${CMAKE_COMMAND} -E copy ${lock_files} ${CMAKE_CURRENT_BINARY_DIR}
    COMMAND ${NPM} ci --ignore-scripts --no-audit --no-fund --prefer-offline --loglevel=error
            --prefix ${CMAKE_CURRENT_BINARY_DIR}
    COMMAND ${CMAKE_COMMAND} -E touch ${RRLB_UPLOT}/dist/uPlot.iife.min.js
            ${RRLB_UPLOT}/dist/uPlot.min.css ${RRLB_UPLOT}/LICENSE
    DEPENDS ${lock_files}
    COMMENT "Fetching uPlot ${uplot_version} by npm"
    VERBATIM)
endif()
