-- Written by 'mini editor', which replaces it. Starts the language server in Neovim 0.7 and later.
-- g:mini_server is its command, and v:false starts none.

local command = vim.g.mini_server
if command == nil then
  command = { 'mini', 'lsp' }
end
local buffer = vim.api.nvim_get_current_buf()
local file = vim.api.nvim_buf_get_name(buffer)
if not command or vim.bo[buffer].buftype ~= '' or vim.fn.executable(command[1]) == 0 then
  return
end

-- The nearest folder above that contains main.mini, else the file's.
local function root()
  local folder = vim.fn.fnamemodify(file, ':p:h')
  local above = folder
  while true do
    if vim.loop.fs_stat(above .. '/main.mini') then
      return above
    end
    local parent = vim.fn.fnamemodify(above, ':h')
    if parent == above then
      return folder
    end
    above = parent
  end
end

-- Maps keys as Neovim 0.11 does, and 'gd', where the user has not.
local function map(attached, keys, action)
  vim.api.nvim_buf_call(attached, function()
    if vim.fn.maparg(keys, 'n') == '' then
      vim.keymap.set('n', keys, action, { buffer = attached })
    end
  end)
end

local function attach(client, attached)
  vim.bo[attached].omnifunc = 'v:lua.vim.lsp.omnifunc'
  vim.bo[attached].tagfunc = 'v:lua.vim.lsp.tagfunc'
  map(attached, 'gd', vim.lsp.buf.definition)
  map(attached, 'K', vim.lsp.buf.hover)
  map(attached, 'grn', vim.lsp.buf.rename)
  map(attached, 'gra', vim.lsp.buf.code_action)
  map(attached, 'grr', vim.lsp.buf.references)
  map(attached, 'grt', vim.lsp.buf.type_definition)
  map(attached, 'grx', vim.lsp.codelens.run)
  map(attached, ']d', vim.diagnostic.goto_next)
  map(attached, '[d', vim.diagnostic.goto_prev)
  -- Neovim 0.7 keeps what the server can do in another form.
  local abilities = client.resolved_capabilities or {}
  if client.server_capabilities.codeLensProvider or abilities.code_lens then
    vim.schedule(vim.lsp.codelens.refresh)
    vim.api.nvim_create_autocmd({ 'BufEnter', 'InsertLeave', 'BufWritePost' }, {
      buffer = attached,
      callback = vim.lsp.codelens.refresh,
    })
  end
end

-- Runs the test of a code lens in a terminal.
vim.lsp.commands['mini.runTest'] = function(lens)
  local test = lens.arguments[1]
  vim.cmd('botright new')
  vim.fn.termopen({ command[1], 'test', test.root, '--filter', test.name })
end

-- Runs it in gdb, from its first line. Programs have paths relative to the root file's folder.
vim.lsp.commands['mini.debugTest'] = function(lens)
  local test = lens.arguments[1]
  local script = [[folder=$(mktemp -d) && trap 'rm -rf "$folder"' EXIT &&
    "$0" test "$1" --filter "$2" -g -o "$folder/test" && gdb -q -ex "break $3" -ex run "$folder/test"]]
  vim.cmd('botright new')
  vim.fn.termopen(
    { 'sh', '-c', script, command[1], test.root, test.name, test.place },
    { cwd = vim.fn.fnamemodify(test.root, ':h') }
  )
  vim.cmd('startinsert')
end

local config = {
  name = 'mini',
  cmd = command,
  root_dir = root(),
  on_attach = attach,
  capabilities = vim.lsp.protocol.make_client_capabilities(),
}

if vim.lsp.start then
  vim.lsp.start(config)
  return
end
for _, client in pairs(vim.lsp.get_active_clients()) do
  if client.name == config.name and client.config.root_dir == config.root_dir then
    vim.lsp.buf_attach_client(buffer, client.id)
    return
  end
end
vim.lsp.buf_attach_client(buffer, vim.lsp.start_client(config))
