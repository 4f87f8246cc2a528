" Indents each file of $FILES, one name a line, and writes it back.

filetype plugin indent on
for s:path in readfile($FILES)
  execute 'edit' fnameescape(s:path)
  silent normal! gg=G
  silent write
  bwipeout!
endfor
quitall!
