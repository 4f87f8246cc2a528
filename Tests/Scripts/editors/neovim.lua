-- Works in Neovim as a person does, with the language server of the executable that is first on the PATH.
-- Started in a new project's folder with main.mini open. Writes a line for each step to $ANSWER, and in
-- place of the last one the error.

local steps = {}

local function lines(name)
  return vim.api.nvim_buf_get_lines(name and vim.fn.bufnr(name) or 0, 0, -1, false)
end

local function await(what, condition)
  if not vim.wait(20000, condition, 5) then
    error('no ' .. what .. ' in 20 s: ' .. table.concat(lines(), '\n'))
  end
end

-- Puts the cursor on the first place of a text.
local function find(text)
  vim.fn.cursor(1, 1)
  assert(vim.fn.search('\\V' .. text, 'cW') > 0, 'no ' .. text)
end

local function press(keys)
  vim.api.nvim_feedkeys(vim.api.nvim_replace_termcodes(keys, true, true, true), 'mx', false)
end

local function step(name, action)
  action()
  table.insert(steps, name)
end

local function all()
  step('colours', function()
    assert(vim.bo.filetype == 'mini')
    find('fn main')
    local id = vim.fn.synID(vim.fn.line('.'), vim.fn.col('.'), 1)
    assert(vim.fn.synIDattr(id, 'name') == 'miniKeyword')
  end)
  step('diagnostics', function()
    await('server', function() return #vim.lsp.buf_get_clients(0) > 0 end)
    find('greet(3)')
    press('cwgreat<Esc>')
    await('diagnostic', function() return #vim.diagnostic.get(0) == 1 end)
    assert(vim.diagnostic.get(0)[1].message:find("'great'"), vim.inspect(vim.diagnostic.get(0)))
    press('u')
    await('end of the diagnostic', function() return #vim.diagnostic.get(0) == 0 end)
  end)
  step('definition', function()
    find('greet(3)')
    press('gd')
    await('jump', function() return vim.fn.expand('%:t') == 'greeting.mini' end)
    assert(vim.fn.getline('.'):find('^fn greet%('), vim.fn.getline('.'))
    await('server', function() return #vim.lsp.buf_get_clients(0) > 0 end)
    for _, keys in ipairs({ 'gd', 'K', 'grn', 'gra', 'grr', 'grt', 'grx', ']d', '[d' }) do
      await(keys .. ' in the second file', function() return vim.fn.maparg(keys, 'n') ~= '' end)
    end
  end)
  step('rename', function()
    vim.lsp.buf.rename('salute')
    await('rename', function()
      return table.concat(lines('main.mini'), '\n'):find('greeting.salute(3)', 1, true)
        and table.concat(lines('greeting.mini'), '\n'):find('fn salute(count', 1, true)
    end)
    vim.cmd('wall')
  end)
  step('format', function()
    find('for n')
    press('I   <Esc>')
    local format = vim.lsp.buf.format or vim.lsp.buf.formatting_sync
    format()
    await('format', function() return table.concat(lines(), '\n'):find('\n    for n', 1, true) end)
    vim.cmd('write')
  end)
  step('completion', function()
    find('return "Hello')
    press('Oconst x = gr<Esc>')
    local parameters = vim.lsp.util.make_position_params(0, 'utf-16')
    parameters.position.character = parameters.position.character + 1
    local answers = vim.lsp.buf_request_sync(0, 'textDocument/completion', parameters, 20000)
    local found = {}
    for _, answer in pairs(answers) do
      for _, item in ipairs(answer.result.items or answer.result) do
        table.insert(found, item.label)
      end
    end
    assert(vim.tbl_contains(found, 'greeting'), vim.inspect(found))
    vim.cmd('delete _')
    vim.cmd('write')
  end)
  step('debug', function()
    local lenses = vim.lsp.buf_request_sync(
      vim.fn.bufnr('greeting.mini'), 'textDocument/codeLens',
      { textDocument = vim.lsp.util.make_text_document_params(vim.fn.bufnr('greeting.mini')) }, 20000)
    for _, answer in pairs(lenses) do
      for _, lens in ipairs(answer.result) do
        if lens.command.title == 'Debug' then
          vim.lsp.commands['mini.debugTest'](lens.command)
        end
      end
    end
    await('breakpoint', function() return table.concat(lines(), '\n'):find('Breakpoint 1, .*greeting%.mini:') end)
    vim.cmd('bdelete!')
  end)
  step('test', function()
    vim.cmd('MiniTest')
    await('test', function() return table.concat(lines(), '\n'):find('1 test: 1 passed, 0 failed', 1, true) end)
  end)
  step('standard module', function()
    vim.cmd('buffer main.mini')
    vim.api.nvim_buf_set_lines(0, 0, 0, false, { 'import "std:strings";' })
    find('std:strings')
    press('gd')
    await('standard module', function() return vim.fn.expand('%:t') == 'strings.mini' end)
    await('server', function() return #vim.lsp.buf_get_clients(0) > 0 end)
  end)
end

local works, problem = pcall(all)
if not works then
  table.insert(steps, problem)
end
vim.fn.writefile(vim.split(table.concat(steps, '\n'), '\n'), vim.env.ANSWER)
vim.cmd('qall!')
