// Written by 'mini editor', which replaces it. Runs 'mini lsp', tells it of the documents of Mini, and
// shows its diagnostics.

'use strict';

const path = require('path');
const vscode = require('vscode');
const { Connection } = require('./connection');
const features = require('./features');

let connection = null;
let disposables = [];

const isMini = (document) => document.languageId === 'mini' && document.uri.scheme === 'file';
const identifier = (document) => ({ uri: document.uri.toString() });
const program = () => vscode.workspace.getConfiguration('mini').get('path', 'mini');

function showEnd(reason) {
  const restart = 'Restart';
  vscode.window.showErrorMessage(`'${program()} lsp' has ended: ${reason}`, restart)
    .then((choice) => { if (choice === restart) start(); });
}

async function start() {
  await stop();
  const diagnostics = vscode.languages.createDiagnosticCollection('mini');
  const handlers = {
    'textDocument/publishDiagnostics': ({ uri, diagnostics: found }) =>
      diagnostics.set(vscode.Uri.parse(uri), found.map(features.diagnostic)),
    'window/showMessage': ({ message }) => vscode.window.showInformationMessage(message),
    'workspace/applyEdit': async ({ edit }) =>
      ({ applied: await vscode.workspace.applyEdit(features.workspaceEdit(edit)) }),
    'client/registerCapability': () => null,
    'window/workDoneProgress/create': () => null,
  };
  const mine = new Connection(program(), ['lsp'], handlers, showEnd);
  connection = mine;
  disposables = [diagnostics];
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.toString() ?? null;
  let answer;
  try {
    answer = await mine.request('initialize', {
      processId: process.pid,
      rootUri: folder,
      workspaceFolders: folder && vscode.workspace.workspaceFolders.map((f) => ({ uri: f.uri.toString(), name: f.name })),
      capabilities: {
        general: { positionEncodings: ['utf-16'] },
        textDocument: {
          synchronization: { didSave: true },
          publishDiagnostics: { relatedInformation: true, codeDescriptionSupport: true },
          hover: { contentFormat: ['markdown'] },
          completion: { completionItem: { snippetSupport: true, documentationFormat: ['markdown'] } },
          signatureHelp: { signatureInformation: { parameterInformation: { labelOffsetSupport: true } } },
          documentSymbol: { hierarchicalDocumentSymbolSupport: true },
          codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix'] } } },
          rename: { prepareSupport: true },
          semanticTokens: { requests: { full: true }, formats: ['relative'], tokenTypes: [], tokenModifiers: [] },
        },
        workspace: { applyEdit: true, workspaceFolders: true },
      },
    });
  } catch {
    return; // showEnd has said why.
  }
  mine.notify('initialized', {});
  const workspace = vscode.workspace;
  const open = (document) => isMini(document) && mine.notify('textDocument/didOpen', {
    textDocument: {
      ...identifier(document), languageId: 'mini', version: document.version, text: document.getText(),
    },
  });
  const watcher = workspace.createFileSystemWatcher('**/*.mini');
  const changed = (type) => (uri) =>
    mine.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: uri.toString(), type }] });
  disposables.push(
    features.register(mine, answer.capabilities),
    workspace.onDidOpenTextDocument(open),
    workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (!isMini(document) || contentChanges.length === 0) return;
      mine.notify('textDocument/didChange', {
        textDocument: { ...identifier(document), version: document.version },
        contentChanges: contentChanges.map(({ range, text }) => ({ range, text })),
      });
    }),
    workspace.onDidSaveTextDocument((document) =>
      isMini(document) && mine.notify('textDocument/didSave', { textDocument: identifier(document) })),
    workspace.onDidCloseTextDocument((document) =>
      isMini(document) && mine.notify('textDocument/didClose', { textDocument: identifier(document) })),
    watcher, watcher.onDidCreate(changed(1)), watcher.onDidChange(changed(2)), watcher.onDidDelete(changed(3)));
  workspace.textDocuments.forEach(open);
}

async function stop() {
  disposables.forEach((each) => each.dispose());
  disposables = [];
  await connection?.stop();
  connection = null;
}

// Code lenses call it with the project's root file, the test's file and its name.
function runTest({ root, name }) {
  const task = new vscode.Task(
    { type: 'mini' }, vscode.TaskScope.Workspace, `test ${name}`, 'mini',
    new vscode.ProcessExecution(program(), ['test', root, '--filter', name]));
  return vscode.tasks.executeTask(task);
}

// Runs it in gdb, from its first line. Programs have paths relative to the root file's folder.
function debugTest({ root, name, place }) {
  const script = `folder=$(mktemp -d) && trap 'rm -rf "$folder"' EXIT &&
    "$0" test "$1" --filter "$2" -g -o "$folder/test" && gdb -q -ex "break $3" -ex run "$folder/test"`;
  const task = new vscode.Task(
    { type: 'mini' }, vscode.TaskScope.Workspace, `debug ${name}`, 'mini',
    new vscode.ProcessExecution('sh', ['-c', script, program(), root, name, place], { cwd: path.dirname(root) }));
  return vscode.tasks.executeTask(task);
}

async function activate(context) {
  context.subscriptions.push(
    vscode.commands.registerCommand('mini.restart', start),
    vscode.commands.registerCommand('mini.runTest', runTest),
    vscode.commands.registerCommand('mini.debugTest', debugTest));
  await start();
}

module.exports = { activate, deactivate: stop };
