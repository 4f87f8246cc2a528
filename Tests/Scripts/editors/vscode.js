// Runs the extension for VS Code with the real server and a `vscode` of its own, which records what the
// extension registers.
//
// usage: node Tests/Scripts/editors/vscode.js EXTENSION MINI FOLDER
//
// FOLDER is a new project of `mini new`. Prints a line for each step that passed.

'use strict';

const assert = require('assert');
const fs = require('fs');
const Module = require('module');
const path = require('path');
const { pathToFileURL } = require('url');

const [extensionFolder, mini, folder] = process.argv.slice(2);
const providers = {};
const commands = {};
const diagnostics = new Map();
const listeners = {};
let arrived = () => {};

class Position { constructor(line, character) { Object.assign(this, { line, character }); } }
class Range { constructor(start, end) { Object.assign(this, { start, end }); } }
class Uri {
  constructor(text) { this.text = text; this.scheme = text.split(':')[0]; }
  static parse(text) { return new Uri(text); }
  toString() { return this.text; }
}
// A class that keeps its arguments by these names.
const record = (...names) => class {
  constructor(...values) { names.forEach((name, index) => { this[name] = values[index]; }); }
};
class WorkspaceEdit {
  constructor() { this.edits = new Map(); }
  set(uri, edits) { this.edits.set(uri.toString(), edits); }
}
const disposable = { dispose() {} };
const listen = (name) => (listener) => { listeners[name] = listener; return disposable; };
const languages = new Proxy({}, {
  get: (_, name) => (...words) => {
    if (name === 'createDiagnosticCollection') {
      return { set: (uri, found) => { diagnostics.set(uri.toString(), found); arrived(); }, dispose() {} };
    }
    const provider = words.find((word) => Object.keys(word).some((key) => /^(provide|prepare)/.test(key)));
    Object.assign(providers, provider);
    return disposable;
  },
});

class Document {
  constructor(name) {
    this.uri = new Uri(pathToFileURL(path.join(folder, name)).toString());
    this.languageId = 'mini';
    this.version = 1;
    this.text = fs.readFileSync(path.join(folder, name), 'utf8');
  }
  getText() { return this.text; }
  place(text, offset = 0) {
    const before = this.text.slice(0, this.text.indexOf(text) + offset).split('\n');
    return new Position(before.length - 1, before.at(-1).length);
  }
  replace(old, text) {
    const start = this.place(old);
    const range = new Range(start, new Position(start.line, start.character + old.length));
    this.text = this.text.replace(old, text);
    this.version += 1;
    listeners.change({ document: this, contentChanges: [{ range, text }] });
  }
}

const main = new Document('main.mini');
const vscode = {
  Position, Range, Uri, WorkspaceEdit, languages,
  Location: record('uri', 'range'),
  TextEdit: record('range', 'newText'),
  Diagnostic: record('range', 'message', 'severity'),
  DiagnosticRelatedInformation: record('location', 'message'),
  MarkdownString: record('value'),
  Hover: record('contents', 'range'),
  CompletionItem: record('label', 'kind'),
  CompletionList: record('items', 'isIncomplete'),
  SnippetString: record('value'),
  SignatureHelp: class {},
  SignatureInformation: record('label', 'documentation'),
  ParameterInformation: record('label'),
  DocumentSymbol: record('name', 'detail', 'kind', 'range', 'selectionRange'),
  SymbolInformation: record('name', 'kind', 'container', 'location'),
  SemanticTokens: record('data'),
  SemanticTokensLegend: record('types', 'modifiers'),
  FoldingRange: record('start', 'end', 'kind'),
  SelectionRange: record('range', 'parent'),
  DocumentHighlight: record('range', 'kind'),
  InlayHint: record('position', 'label', 'kind'),
  CodeAction: record('title', 'kind'),
  CodeActionKind: { QuickFix: 'quickfix' },
  CodeLens: record('range', 'command'),
  Disposable: { from: () => disposable },
  Task: record('definition', 'scope', 'name', 'source', 'execution'),
  TaskScope: { Workspace: 2 },
  ProcessExecution: record('process', 'words', 'options'),
  tasks: { executeTask: (task) => task },
  commands: { registerCommand: (name, action) => { commands[name] = action; return disposable; } },
  window: { showErrorMessage: async (message) => { throw new Error(message); }, showInformationMessage() {} },
  workspace: {
    workspaceFolders: [{ uri: new Uri(pathToFileURL(folder).toString()), name: 'project' }],
    textDocuments: [main],
    getConfiguration: () => ({ get: () => mini }),
    createFileSystemWatcher: () => ({
      dispose() {}, onDidCreate: listen('create'), onDidChange: listen('save'), onDidDelete: listen('delete'),
    }),
    onDidOpenTextDocument: listen('open'),
    onDidChangeTextDocument: listen('change'),
    onDidSaveTextDocument: listen('saved'),
    onDidCloseTextDocument: listen('close'),
  },
};
const load = Module._load;
Module._load = (name, ...rest) => (name === 'vscode' ? vscode : load(name, ...rest));

async function diagnosticsOf(document, condition) {
  while (!condition(diagnostics.get(document.uri.toString()))) {
    await new Promise((resolve) => { arrived = resolve; });
  }
  return diagnostics.get(document.uri.toString());
}

async function run() {
  const extension = require(extensionFolder);
  await extension.activate({ subscriptions: [] });
  main.replace('greet(3)', 'great(3)');
  const [found] = await diagnosticsOf(main, (each) => each?.length > 0);
  assert(found.message.includes("'great'") && found.severity === 0 && found.code);
  const actions = await providers.provideCodeActions(main, found.range, { diagnostics: [found] });
  const edits = actions.find((action) => action.edit).edit.edits.get(main.uri.toString());
  assert.deepStrictEqual(edits.map((edit) => edit.newText), ['greet']);
  main.replace('great(3)', 'greet(3)');
  await diagnosticsOf(main, (each) => each.length === 0);
  console.log('diagnostics');
  const [place] = await providers.provideDefinition(main, main.place('greet(3)', 1));
  assert(place.uri.toString().endsWith('/greeting.mini'));
  console.log('definition');
  const hover = await providers.provideHover(main, main.place('greet(3)', 1));
  assert(JSON.stringify(hover.contents).includes('fn greet(count: i32)'));
  console.log('hover');
  const marked = await providers.provideDocumentHighlights(main, main.place('greeting.greet', 1));
  assert.strictEqual(marked.length, 2);
  console.log('highlights');
  const renamed = await providers.provideRenameEdits(main, main.place('greet(3)', 1), 'salute');
  assert.strictEqual(renamed.edits.size, 2);
  console.log('rename');
  const { items } = await providers.provideCompletionItems(main, main.place('greet(3)'));
  assert(items.some((item) => item.label === 'greet'));
  console.log('completion');
  assert.deepStrictEqual(await providers.provideDocumentFormattingEdits(main, {}), []);
  console.log('formatting');
  const symbols = await providers.provideDocumentSymbols(main);
  assert.deepStrictEqual(symbols.map((symbol) => [symbol.name, symbol.kind]), [['main', 11]]);
  console.log('symbols');
  const greeting = new Document('greeting.mini');
  listeners.open(greeting);
  const lenses = await providers.provideCodeLenses(greeting);
  const lens = lenses.find((each) => each.command.command === 'mini.runTest').command;
  const task = commands['mini.runTest'](...lens.arguments);
  const test = require('child_process').spawnSync(mini, task.execution.words, { encoding: 'utf8' });
  assert.strictEqual(test.stdout, '1 test: 1 passed, 0 failed\n');
  console.log('test');
  const debugging = lenses.find((each) => each.command.command === 'mini.debugTest').command;
  const { process: shell, words, options } = commands['mini.debugTest'](...debugging.arguments).execution;
  const gdb = require('child_process').spawnSync(
    shell, words, { encoding: 'utf8', cwd: options.cwd, input: 'info source\n' });
  assert(/Breakpoint 1, .*greeting\.mini:/.test(gdb.stdout), gdb.stdout + gdb.stderr);
  console.log('debug');
  await extension.deactivate();
  console.log('end');
}

run().catch((error) => { console.log(error.stack); process.exit(1); });
setTimeout(() => { console.log('no end in 60 s'); process.exit(1); }, 60000).unref();
