# vedette_embed(TARGET FOLDER MODULE): packs the files of FOLDER into TARGET, as src/MODULE/embedded.h hands them out. Folders with a leading dot (.tests)
# stay out.
# The same file, run with `cmake -P`, writes the source: no other tool is needed.
if(CMAKE_SCRIPT_MODE_FILE)
  set(names "")
  set(rows "")
  set(index 0)
  file(STRINGS ${LIST} paths)
  foreach(path IN LISTS paths)
    file(READ ${FOLDER}/${path} hex HEX)
    string(LENGTH "${hex}" length)
    math(EXPR size "${length} / 2")
    string(REGEX REPLACE "(..)" "\\\\x\\1" bytes "${hex}")
    string(APPEND names "const char kText${index}[] = \"${bytes}\";\n")
    string(APPEND rows "    {\"${path}\", std::string_view(kText${index}, ${size})},\n")
    math(EXPR index "${index} + 1")
  endforeach()
  file(WRITE ${OUTPUT}.tmp "#include \"${MODULE}/embedded.h\"\n\nnamespace vedette::${MODULE} {\nnamespace {\n\n${names}\nconst EmbeddedFile kFiles[] = {\n${rows}    {{}, {}},\n};\n\n}  // namespace\n\nstd::span<const EmbeddedFile> embedded_files() { return std::span(kFiles).first(${index}); }\n\n}  // namespace vedette::${MODULE}\n")
  file(RENAME ${OUTPUT}.tmp ${OUTPUT})
  return()
endif()

function(vedette_embed target folder module)
  file(GLOB_RECURSE paths CONFIGURE_DEPENDS RELATIVE ${folder} ${folder}/*)
  list(FILTER paths EXCLUDE REGEX "(^|/)\\.([^t]|t[^e])")
  list(SORT paths)
  set(list ${CMAKE_BINARY_DIR}/embedded/${target}.list)
  set(output ${CMAKE_BINARY_DIR}/embedded/${target}.cpp)
  string(REPLACE ";" "\n" lines "${paths}")
  file(CONFIGURE OUTPUT ${list} CONTENT "${lines}\n")
  list(TRANSFORM paths PREPEND ${folder}/)
  add_custom_command(
    OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -DLIST=${list} -DFOLDER=${folder} -DMODULE=${module} -DOUTPUT=${output} -P ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
    DEPENDS ${paths} ${list} ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
    COMMENT "Packing ${folder}")
  target_sources(${target} PRIVATE ${output})
endfunction()
