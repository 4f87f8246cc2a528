" Written by 'mini editor', which replaces it. Settings for files of the Mini language, and the
" commands :MiniFormat and :MiniTest.

if exists('b:did_ftplugin')
  finish
endif
let b:did_ftplugin = 1

setlocal comments=:///,:// commentstring=//\ %s
setlocal formatoptions-=t formatoptions+=croql
setlocal expandtab shiftwidth=4 softtabstop=4
setlocal suffixesadd=.mini include=^\\s*import\\s\\+
if !exists('current_compiler')
  compiler mini
endif

command! -buffer -bar MiniFormat call s:format()
command! -buffer -nargs=* MiniTest call s:test(<q-args>)

let b:undo_ftplugin = 'setlocal comments< commentstring< formatoptions< expandtab< shiftwidth<'
      \ . ' softtabstop< suffixesadd< include< makeprg< errorformat<'
      \ . ' | delcommand MiniFormat | delcommand MiniTest'

if exists('*s:format')
  finish
endif

" Formats the buffer; one with syntax errors stays as it is.
function s:format() abort
  let l:lines = systemlist('mini fmt -', getline(1, '$'))
  if v:shell_error
    echohl ErrorMsg | echo join(l:lines, "\n") | echohl None
    return
  endif
  let l:view = winsaveview()
  call setline(1, l:lines)
  if line('$') > len(l:lines)
    silent execute (len(l:lines) + 1) . ',$delete _'
  endif
  call winrestview(l:view)
endfunction

" Runs the tests that the file reaches, in a terminal. The words are options of 'mini test'.
function s:test(words) abort
  let l:command = 'mini test ' . shellescape(expand('%:p'), 1) . ' ' . a:words
  if has('nvim')
    botright new
    call termopen(['sh', '-c', 'mini test "$@"', 'sh', expand('#:p')] + split(a:words))
  else
    execute 'botright terminal' l:command
  endif
endfunction
