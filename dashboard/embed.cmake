# Writes OUT, a C++ source that holds the page's files, each compressed: cmake -D OUT=assets.cc
# -D PAGE=assets/index.html -D FILES=assets/app.css,uplot/uPlot.min.css=uplot.css -P embed.cmake
#
# "FILE=NAME" is served by another name than its own. Lines of comment alone, and indentation, are for
# readers of the sources; they are not sent.
function(bytes_of file result)
  file(READ ${file} hex HEX)
  string(REGEX REPLACE "(..)" "'\\\\x\\1'," hex "${hex}")
  set(${result} "${hex}" PARENT_SCOPE)
endfunction()

string(REPLACE "," ";" files "${FILES}")
set(arrays "")
set(entries "")
foreach(file ${files})
  get_filename_component(name ${file} NAME)
  if(file MATCHES "^(.*)=(.*)$")
    set(file ${CMAKE_MATCH_1})
    set(name ${CMAKE_MATCH_2})
  endif()
  set(comments "")
  if(file MATCHES "assets/[^/]*[.](js|css)$")
    set(comments -e "/^ *\\/\\//d" -e "/^ *\\/\\*.*\\*\\/$/d" -e "s/^ *//")
  endif()
  # Without name and time in it, so that the same content gives the same bytes.
  execute_process(COMMAND sed -e "" ${comments} ${file} COMMAND gzip -9n OUTPUT_FILE ${OUT}.gz
                  COMMAND_ERROR_IS_FATAL ANY)
  file(SHA256 ${OUT}.gz hash)
  string(SUBSTRING ${hash} 0 16 hash)
  bytes_of(${OUT}.gz bytes)
  string(MAKE_C_IDENTIFIER ${name} identifier)
  string(APPEND arrays "constexpr char ${identifier}[] = {${bytes}};\n")
  string(APPEND entries
         "    Asset{\"${name}\", {${identifier}, sizeof ${identifier}}, \"\\\"${hash}\\\"\"},\n")
endforeach()
bytes_of(${PAGE} page)
file(WRITE ${OUT} "#include \"dashboard/web/assets.h\"

namespace rrlb {
namespace {

constexpr char kPage[] = {${page}};
${arrays}
constexpr Asset kAssets[] = {
${entries}};

}  // namespace

std::span<const Asset> assets() { return kAssets; }
std::string_view page_template() { return {kPage, sizeof kPage}; }

}  // namespace rrlb
")
