# Writes OUT, a C++ source that holds the page's files:
# cmake -D OUT=assets.cc -D FOLDER=assets -D FILES=index.html,app.css -P embed.cmake
string(REPLACE "," ";" files "${FILES}")
set(bytes "")
set(entries "")
foreach(file ${files})
  string(MAKE_C_IDENTIFIER ${file} name)
  file(READ ${FOLDER}/${file} hex HEX)
  string(REGEX REPLACE "(..)" "'\\\\x\\1'," hex "${hex}")
  string(APPEND bytes "constexpr char ${name}[] = {${hex}};\n")
  string(APPEND entries "    Asset{\"${file}\", {${name}, sizeof ${name}}},\n")
endforeach()
file(WRITE ${OUT} "#include \"assets.h\"

namespace rrlb {
namespace {

${bytes}
constexpr Asset kAssets[] = {
${entries}};

}  // namespace

std::span<const Asset> assets() { return kAssets; }

}  // namespace rrlb
")
