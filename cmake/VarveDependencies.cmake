# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Varve developers

set(VARVE_QT_COMPONENTS Core Concurrent)
if(VARVE_BUILD_GUI)
    list(APPEND VARVE_QT_COMPONENTS Gui Widgets Svg DBus LinguistTools)
endif()
if(VARVE_BUILD_TESTS)
    list(APPEND VARVE_QT_COMPONENTS Test)
endif()
find_package(Qt6 6.4 REQUIRED COMPONENTS ${VARVE_QT_COMPONENTS})
if(VARVE_BUILD_GUI)
    find_package(Qt6Keychain QUIET) # logins that outlive the program; without it they do not
endif()
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(tl-expected REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(ZLIB REQUIRED)
find_package(OpenSSL REQUIRED COMPONENTS Crypto SSL)
find_package(Boost 1.74 REQUIRED)
find_package(CURL 7.87 REQUIRED) # CURLOPT_QUICK_EXIT
find_package(yaml-cpp REQUIRED)
pkg_check_modules(SIMDJSON REQUIRED IMPORTED_TARGET simdjson)
pkg_check_modules(TOMLPP REQUIRED IMPORTED_TARGET tomlplusplus)
pkg_check_modules(ZSTD REQUIRED IMPORTED_TARGET libzstd)
pkg_check_modules(XXHASH REQUIRED IMPORTED_TARGET libxxhash)
pkg_check_modules(ISAL REQUIRED IMPORTED_TARGET libisal)
pkg_check_modules(ARCHIVE REQUIRED IMPORTED_TARGET libarchive)
