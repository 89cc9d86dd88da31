# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Varve developers

# Compiler settings that every target of the project shares, as one interface library.

option(VARVE_BUILD_GUI "Build the window (Qt Widgets)" ON)
option(VARVE_BUILD_TESTS "Build the tests and the benchmarks" ON)
option(VARVE_BUILD_FUZZERS "Build the libFuzzer targets (needs clang)" OFF)
option(VARVE_WERROR "Treat warnings as errors" OFF)
option(VARVE_UNITY "Compile several sources of one target together" ON)
option(VARVE_PCH "Use precompiled headers" ON)
set(VARVE_SANITIZE "" CACHE STRING "Value for -fsanitize=, empty for none")

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
# Everything ends in one executable. A function that could be replaced from outside would not be inlined where Qt asks for
# position-independent code.
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
set(CMAKE_AUTOMOC ON)

find_program(VARVE_CCACHE ccache)
if(VARVE_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    set(CMAKE_CXX_COMPILER_LAUNCHER "${CMAKE_COMMAND}" -E env
        CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
        CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 "${VARVE_CCACHE}")
endif()

add_library(varve_options INTERFACE)
target_include_directories(varve_options INTERFACE "${CMAKE_SOURCE_DIR}")
target_compile_definitions(varve_options INTERFACE
    QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_URL_CAST_FROM_STRING QT_NO_CAST_FROM_BYTEARRAY
    QT_NO_KEYWORDS QT_NO_FOREACH QT_DISABLE_DEPRECATED_BEFORE=0x060400
    VARVE_VERSION="${PROJECT_VERSION}")
target_compile_options(varve_options INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Woverloaded-virtual
    $<$<BOOL:${VARVE_WERROR}>:-Werror>)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # The precompiled header carries -Winvalid-pch noise otherwise.
    target_compile_options(varve_options INTERFACE -Wno-invalid-pch)
endif()

if(VARVE_SANITIZE)
    add_compile_options(-fsanitize=${VARVE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
    add_link_options(-fsanitize=${VARVE_SANITIZE})
endif()

find_program(VARVE_MOLD mold)
if(VARVE_MOLD)
    add_link_options(-fuse-ld=mold)
endif()
