" Written by 'mini editor', which replaces it. ':make' checks the project of the file.

if exists('current_compiler')
  finish
endif
let current_compiler = 'mini'

CompilerSet makeprg=mini\ check\ %:S
CompilerSet errorformat=%Eerror[%.%#]:\ %m,%Wwarning[%.%#]:\ %m,%Z%*\\s-->\ %f:%l:%c,%-G%.%#
