" Written by 'mini editor', which replaces it. Colours of the Mini language, as its lexer sees it.

if exists('b:current_syntax')
  finish
endif

" Of the items that match at one place, Vim takes the last one here.

syn match miniOperator "[-+*/%&|^~!<>=?]\|\.\."
syn match miniInvalid "[#$@\\`\x01-\x08\x0b-\x1f\x7f]\+\w*\|\%x00\w*"

" A run of characters that begins with a digit is a number, or a wrong one.
syn match miniInvalid "\<\d\%(\w\|\.\d\@=\|\%([eE]\)\@1<=[+-]\)*"
syn match miniNumber "\<\d\+\%(_\d\+\)*\%(\w\|\.\d\)\@!"
syn match miniNumber "\<0x\x\+\%(_\x\+\)*\%(\w\|\.\d\)\@!"
syn match miniNumber "\<0b[01]\+\%(_[01]\+\)*\%(\w\|\.\d\)\@!"
syn match miniFloat "\<\d\+\%(_\d\+\)*\.\d\+\%(_\d\+\)*\%([eE][+-]\?\d\+\%(_\d\+\)*\)\?\%(\w\|\.\d\)\@!"

syn match miniFunction "\<\h\w*\ze\s*("
syn match miniTypeName "\<\u\w*"
syn match miniBuiltin "\<\%(print\|write\|len\|push\|pop\|insert\|remove\|truncate\|append\|reverse\|sort\|contains\|find\|keys\|entry\|bytes\|min\|max\|abs\|assert\|panic\|exit\)\ze\s*("
syn match miniFunction "\%(\<fn\s\+\)\@<=\h\w*"

syn match miniKeyword "\<\%(fn\|test\)\>"
syn match miniStructure "\<\%(struct\|enum\)\>"
syn match miniStorage "\<\%(const\|var\)\>"
syn match miniInclude "\<as\>"
syn match miniInclude "\<import\>" nextgroup=miniPath skipwhite skipempty
syn match miniStatement "\<\%(return\|break\|continue\)\>"
syn match miniConditional "\<\%(if\|else\|switch\)\>"
syn match miniRepeat "\<\%(while\|for\|in\)\>"
syn match miniWordOperator "\<\%(and\|or\|orelse\)\>"
syn match miniBoolean "\<\%(true\|false\)\>"
syn match miniConstant "\<none\>"
syn match miniType "\<\%(bool\|u8\|i32\|u32\|i64\|u64\|f64\|text\|void\)\>"

" Words with characters that no token has are wrong as a whole.
syn match miniInvalid "\%(\<\h\w*\)\?[^\x00-\x7f]\%(\w\|[^\x00-\x7f]\)*"

" Keywords are names after a '.', before the ':' of a field or a label, and as a case of an enum.
syn match miniLabel "\<\h\w*\ze\s*:"
syn match miniMember "\.\@1<!\.\s*\h\w*\>" contains=miniDot
syn match miniDot "\." contained
syn cluster miniCode contains=miniOperator,miniInvalid,miniNumber,miniFloat,miniFunction,miniTypeName,miniBuiltin,miniKeyword,miniStructure,miniStorage,miniInclude,miniStatement,miniConditional,miniRepeat,miniWordOperator,miniBoolean,miniConstant,miniType,miniMember,miniBrackets,miniParentheses,miniString,miniByte,miniComment,miniDocumentation
" What precedes a ':' in brackets is a key of a map, or its type.
syn region miniBrackets matchgroup=miniBracket start="\[" end="\]" end="\ze[{}]" contains=@miniCode
syn region miniParentheses matchgroup=miniBracket start="(" end=")" end="\ze[{}]" contains=@miniCode,miniLabel
syn region miniEnum matchgroup=miniStructure start="\<enum\>\%(\s*:\)\@!" matchgroup=miniBracket end="}" contains=miniCase,miniEnumName,miniParentheses,miniComment,miniDocumentation,miniInvalid,miniOperator,miniNumber,miniFloat,miniString
syn match miniCase "\<\h\w*" contained
syn match miniEnumName "\<\h\w*\ze\_s*{" contained

syn match miniEscape "\\\%([ntr0\\\"']\|x\x\x\|u{\x\{1,6}}\)" contained
syn match miniInvalid "\\\%([ntr0\\\"']\|x\x\x\|u{\x\{1,6}}\)\@!." contained containedin=miniString,miniByte
syn region miniString start=+"+ skip=+\\["\\]+ end=+"+ end="$" keepend contains=miniEscape
syn region miniByte start="'" skip=+\\['\\]+ end="'" end="$" keepend contains=miniEscape
syn match miniPath +"[^"]*"\?+ contained

syn region miniInvalid start="/\*" end="\*/"
syn match miniComment "//.*" contains=@Spell
syn match miniDocumentation "^\s*\zs///\%([^/].*\)\?$" contains=@Spell

syn sync minlines=200

hi def link miniOperator Operator
hi def link miniWordOperator Operator
hi def link miniInvalid Error
hi def link miniNumber Number
hi def link miniFloat Float
hi def link miniFunction Function
hi def link miniTypeName Type
hi def link miniEnumName Type
hi def link miniType Type
hi def link miniBuiltin Special
hi def link miniKeyword Keyword
hi def link miniStructure Structure
hi def link miniStorage StorageClass
hi def link miniInclude Include
hi def link miniStatement Statement
hi def link miniConditional Conditional
hi def link miniRepeat Repeat
hi def link miniBoolean Boolean
hi def link miniConstant Constant
hi def link miniCase Constant
hi def link miniString String
hi def link miniPath String
hi def link miniByte Character
hi def link miniEscape SpecialChar
hi def link miniComment Comment
hi def link miniDocumentation SpecialComment

let b:current_syntax = 'mini'
