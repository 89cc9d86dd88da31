# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Varve developers

# Fails when a source file includes what its box may not know. Usage: cmake -DROOT=<source dir> -P layers.cmake
#
# A box may include itself and the boxes named behind it; nothing points up. `../` includes are refused everywhere, and
# Qt Widgets and Qt Gui below ui/.
cmake_policy(SET CMP0057 NEW)

set(BOXES services/types services/jobs services/http services/tree services/archive services/oci services/registry services/keychain
    services/stores services/prune services/pull services/report models ui app/cli app)
set(MAY_services_types)
set(MAY_services_jobs services/types)
set(MAY_services_http services/types services/jobs)
set(MAY_services_tree services/types services/jobs)
set(MAY_services_archive services/types services/jobs services/tree)
set(MAY_services_oci services/types)
set(MAY_services_registry services/types services/jobs services/http services/oci)
set(MAY_services_keychain services/types services/jobs services/registry)
set(MAY_services_stores services/types services/jobs services/http services/tree services/archive services/oci)
set(MAY_services_prune services/types services/jobs services/archive services/oci services/stores)
set(MAY_services_pull services/types services/jobs services/http services/archive services/oci services/registry services/stores)
set(MAY_services_report services/types services/jobs services/tree services/archive services/stores)
set(MAY_models services/types services/jobs services/tree)
set(MAY_ui services/types services/jobs services/tree services/archive services/stores services/registry services/pull services/prune models)
set(MAY_app_cli services/types services/jobs services/tree services/archive services/stores services/registry services/keychain
    services/pull services/prune services/report)
set(MAY_app ${BOXES})
set(GRAPHICAL ui app)

set(problems 0)
file(GLOB_RECURSE files RELATIVE "${ROOT}" "${ROOT}/services/*.h" "${ROOT}/services/*.cpp" "${ROOT}/models/*.h"
    "${ROOT}/models/*.cpp" "${ROOT}/ui/*.h" "${ROOT}/ui/*.cpp" "${ROOT}/app/*.h" "${ROOT}/app/*.cpp")
list(LENGTH files count)
if(count EQUAL 0)
    message(FATAL_ERROR "no sources under ${ROOT}")
endif()

foreach(file IN LISTS files)
    set(box "")
    foreach(candidate IN LISTS BOXES) # app/cli stands before app
        if(NOT box AND file MATCHES "^${candidate}/")
            set(box ${candidate})
        endif()
    endforeach()
    if(NOT box)
        message(SEND_ERROR "${file}: in no box of the design")
        continue()
    endif()
    string(REPLACE "/" "_" key ${box})
    file(STRINGS "${ROOT}/${file}" lines REGEX "^[ \t]*#[ \t]*include")
    foreach(line IN LISTS lines)
        if(line MATCHES "\\.\\./")
            message(SEND_ERROR "${file}: a relative include: ${line}")
        endif()
        if(line MATCHES "<(QtWidgets|QtGui|QtSvg|Q(Widget|Application|GuiApplication|MainWindow|Dialog|Painter|Color|Icon|Pixmap|Image))[/>]"
            AND NOT box IN_LIST GRAPHICAL)
            message(SEND_ERROR "${file}: graphics below ui/: ${line}")
        endif()
        if(line MATCHES "\"((services/[a-z]+|models|ui|app/cli|app))/")
            set(target ${CMAKE_MATCH_1})
            if(NOT target STREQUAL box AND NOT target IN_LIST MAY_${key})
                message(SEND_ERROR "${file}: ${box} may not know ${target}: ${line}")
            endif()
        elseif(line MATCHES "\"")
            message(SEND_ERROR "${file}: project includes start at the root: ${line}")
        endif()
    endforeach()
endforeach()
message(STATUS "${count} files looked at")
