" Written by 'mini editor', which replaces it. Names the file type of the Mini language.

autocmd BufNewFile,BufRead *.mini set filetype=mini
