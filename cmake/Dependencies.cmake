# What the distribution provides. ARCHITECTURE.md says why each was chosen, and
# packaging/install-deps what the packages are called.

find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(CURL REQUIRED)
find_package(ZLIB REQUIRED)
find_package(nlohmann_json 3.10 REQUIRED)
find_package(Llhttp REQUIRED)
pkg_check_modules(LIBEVENT REQUIRED IMPORTED_TARGET
                  libevent_core>=2.1.12 libevent_extra>=2.1.12 libevent_pthreads>=2.1.12)
pkg_check_modules(SYSTEMD REQUIRED IMPORTED_TARGET libsystemd)
pkg_check_modules(LIBCRYPTO REQUIRED IMPORTED_TARGET libcrypto>=3.0)
pkg_check_modules(SQLITE REQUIRED IMPORTED_TARGET sqlite3>=3.34)

# spdlog and fmt header-only: the programs then ask for no soname that differs by distribution.
find_path(SPDLOG_INCLUDE_DIR spdlog/spdlog.h REQUIRED)
find_path(FMT_INCLUDE_DIR fmt/core.h REQUIRED)
add_library(rrlb_spdlog INTERFACE)
target_include_directories(rrlb_spdlog SYSTEM INTERFACE ${SPDLOG_INCLUDE_DIR} ${FMT_INCLUDE_DIR})
target_compile_definitions(rrlb_spdlog INTERFACE SPDLOG_FMT_EXTERNAL FMT_HEADER_ONLY)

find_path(TOMLPLUSPLUS_INCLUDE_DIR toml++/toml.h REQUIRED)
add_library(rrlb_tomlplusplus INTERFACE)
target_include_directories(rrlb_tomlplusplus SYSTEM INTERFACE ${TOMLPLUSPLUS_INCLUDE_DIR})
