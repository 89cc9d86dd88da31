# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Varve developers

# varve_box(NAME LINKS ...): one static library from all sources of the current folder.
function(varve_box name)
    cmake_parse_arguments(BOX "" "" "LINKS;PRIVATE_LINKS;PCH" ${ARGN})
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*.cpp" "${CMAKE_CURRENT_SOURCE_DIR}/*.h")
    add_library(${name} STATIC ${sources})
    set_target_properties(${name} PROPERTIES LINKER_LANGUAGE CXX)
    target_link_libraries(${name} PUBLIC varve_options ${BOX_LINKS} PRIVATE ${BOX_PRIVATE_LINKS})
    set_target_properties(${name} PROPERTIES UNITY_BUILD ${VARVE_UNITY} UNITY_BUILD_BATCH_SIZE 10)
    if(VARVE_PCH AND BOX_PCH)
        target_precompile_headers(${name} PRIVATE ${BOX_PCH})
    endif()
endfunction()

# varve_test(NAME FILE LABELS ...): one QtTest executable, run on the offscreen platform.
function(varve_test name file)
    cmake_parse_arguments(TEST "" "TIMEOUT" "LINKS;LABELS" ${ARGN})
    add_executable(${name} "${file}")
    target_link_libraries(${name} PRIVATE ${TEST_LINKS} Qt6::Test)
    add_test(NAME ${name} COMMAND ${name})
    if(NOT TEST_TIMEOUT)
        set(TEST_TIMEOUT 300)
    endif()
    set(environment QT_QPA_PLATFORM=offscreen "VARVE_SOURCE_DIR=${CMAKE_SOURCE_DIR}" "VARVE_BINARY=$<TARGET_FILE:varve>")
    if(VARVE_SANITIZE MATCHES "thread")
        list(APPEND environment "TSAN_OPTIONS=suppressions=${CMAKE_SOURCE_DIR}/tests/support/tsan.supp")
    endif()
    if(VARVE_SANITIZE MATCHES "address")
        list(APPEND environment "LSAN_OPTIONS=suppressions=${CMAKE_SOURCE_DIR}/tests/support/lsan.supp:print_suppressions=0")
    endif()
    set_tests_properties(${name} PROPERTIES TIMEOUT ${TEST_TIMEOUT} LABELS "${TEST_LABELS}" ENVIRONMENT "${environment}"
        SKIP_RETURN_CODE 77)
endfunction()
