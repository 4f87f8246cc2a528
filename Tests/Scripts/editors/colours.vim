" Answers colours.py: reads a list of files with places from $QUESTION, and writes the names of the
" syntax groups there to $ANSWER.

filetype plugin on
syntax on
let s:answers = []
for [s:path, s:places] in json_decode(join(readfile($QUESTION), ''))
  execute 'edit ++enc=utf-8' fnameescape(s:path)
  call add(s:answers, map(s:places, 'synIDattr(synID(v:val[0], v:val[2], 1), "name")'))
  bwipeout!
endfor
call writefile([json_encode(s:answers)], $ANSWER)
quitall!
