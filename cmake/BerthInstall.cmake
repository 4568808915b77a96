# `cmake --install` and the .deb of `cpack`: the program, its manual pages, and completions for shells.
include(GNUInstallDirs)
if(TARGET berth)
  install(TARGETS berth RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})

  # Where each shell looks by itself.
  set(bash_completion_file share/bash-completion/completions/berth)
  set(zsh_completion_file share/zsh/vendor-completions/_berth)
  set(fish_completion_file share/fish/vendor_completions.d/berth.fish)
  foreach(shell bash zsh fish)
    set(file ${CMAKE_BINARY_DIR}/completion/${${shell}_completion_file})
    get_filename_component(folder ${file} DIRECTORY)
    add_custom_command(OUTPUT ${file} COMMAND ${CMAKE_COMMAND} -E make_directory ${folder}
      COMMAND $<TARGET_FILE:berth> completion ${shell} > ${file} DEPENDS berth VERBATIM)
    list(APPEND completion_files ${file})
  endforeach()
  add_custom_target(completions ALL DEPENDS ${completion_files})
  install(DIRECTORY ${CMAKE_BINARY_DIR}/completion/share/ DESTINATION ${CMAKE_INSTALL_DATAROOTDIR})
endif()

find_package(Python3 3.9 COMPONENTS Interpreter)
if(Python3_FOUND)
  file(GLOB command_pages CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/docs/commands/*.md)
  set(man_folder ${CMAKE_BINARY_DIR}/man)
  add_custom_command(OUTPUT ${man_folder}/berth.1
    COMMAND ${Python3_EXECUTABLE} ${PROJECT_SOURCE_DIR}/scripts/man_pages.py ${man_folder} ${PROJECT_VERSION}
    DEPENDS ${command_pages} ${PROJECT_SOURCE_DIR}/scripts/man_pages.py VERBATIM)
  add_custom_target(man_pages ALL DEPENDS ${man_folder}/berth.1)
  install(DIRECTORY ${man_folder}/ DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 FILES_MATCHING PATTERN "*.1")
endif()
install(FILES README.md CHANGELOG.md LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} OPTIONAL)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME berth)
set(CPACK_PACKAGE_CONTACT "Berth Developers <dev@berth.invalid>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "docker.io | podman")
set(CPACK_DEBIAN_PACKAGE_SECTION admin)
set(CPACK_STRIP_FILES ON)
include(CPack)
