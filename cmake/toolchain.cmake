# Compiler flags, sanitizers, ccache and linker.
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE RelWithDebInfo)
endif()

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
  set(CMAKE_C_COMPILER_LAUNCHER ${CCACHE})
endif()

find_program(MOLD ld.mold)
if(MOLD)
  add_link_options(-fuse-ld=mold)
endif()

add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Werror=return-type -Werror=switch -fno-plt)

option(VEDETTE_FUZZ "build *_fuzz.cpp as libFuzzer programs (clang)" OFF)
if(VEDETTE_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)  # without it the fuzzer sees no coverage of the libraries
endif()
set(VEDETTE_SANITIZE "" CACHE STRING "sanitizers, e.g. address,undefined")
if(VEDETTE_SANITIZE)
  add_compile_options(-fsanitize=${VEDETTE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${VEDETTE_SANITIZE})
endif()
