" Written by 'mini editor', which replaces it. Indents lines as 'mini fmt' does.

if exists('b:did_indent')
  finish
endif
let b:did_indent = 1

setlocal nolisp noautoindent indentexpr=GetMiniIndent(v:lnum) indentkeys=0{,0},0),0],!^F,o,O
let b:undo_indent = 'setlocal lisp< autoindent< indentexpr< indentkeys<'

if exists('*GetMiniIndent')
  finish
endif

" A line without its comment, and with literals as zeros.
function s:code(number) abort
  let l:text = substitute(getline(a:number), '"\%(\\.\|[^"\\]\)*"\|''\%(\\.\|[^''\\]\)*''', '0', 'g')
  return substitute(l:text, '\s*//.*', '', '')
endfunction

" The last line before a line that has code; 0 if there is none.
function s:before(number) abort
  let l:number = prevnonblank(a:number - 1)
  while l:number > 0 && s:code(l:number) =~# '^\s*$'
    let l:number = prevnonblank(l:number - 1)
  endwhile
  return l:number
endfunction

" Whether a line goes on with the statement of the line before.
function s:continues(number) abort
  let l:before = s:before(a:number)
  return l:before > 0 && s:code(l:before) !~# '[;,{}([]$' && getline(a:number) !~# '^\s*[])}{]'
endfunction

" The last bracket that is open before a line, and its line; 0 and a brace if there is none.
function s:opener(number) abort
  let l:depth = 0
  let l:number = s:before(a:number)
  while l:number > 0
    let l:code = s:code(l:number)
    for l:bracket in reverse(split(substitute(l:code, '[^][(){}]', '', 'g'), '\zs'))
      if l:bracket =~# '[])}]'
        let l:depth += 1
      elseif l:depth == 0
        return [l:number, l:bracket]
      else
        let l:depth -= 1
      endif
    endfor
    if l:code =~# '^\%(fn\|struct\|enum\|const\|test\|import\)\>'
      break
    endif
    let l:number = s:before(l:number)
  endwhile
  return [0, '{']
endfunction

" The line where the statement of a line begins.
function s:start(number) abort
  let l:number = a:number
  while 1
    if s:continues(l:number)
      let l:number = s:before(l:number)
    elseif getline(l:number) =~# '^\s*[])}]' && s:opener(l:number)[0] > 0
      let l:number = s:opener(l:number)[0]
    else
      return l:number
    endif
  endwhile
endfunction

function GetMiniIndent(number) abort
  let [l:opener, l:bracket] = s:opener(a:number)
  let l:closes = getline(a:number) =~# '^\s*[])}]'
  let l:isBroken = l:opener > 0 && s:code(l:opener) =~# '[[({]$'
  let l:isList = l:bracket !=# '{' && (l:closes || l:isBroken)
  let l:base = l:opener == 0 ? 0 : indent(l:isList ? l:opener : s:start(l:opener))
  if l:closes
    return l:base
  endif
  if l:isBroken
    let l:base += shiftwidth()
  endif
  if !s:continues(a:number)
    return l:base
  endif
  " Further lines of a head are indented more than the block that follows.
  let l:head = '^\s*\%(}\s*else\s\+\)\?\%(if\|while\|for\|switch\)\>'
  return l:base + shiftwidth() * (s:code(s:start(a:number)) =~# l:head ? 2 : 1)
endfunction
