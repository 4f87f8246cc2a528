// Written by 'mini editor', which replaces it. Registers what the server can do with VS Code, and
// translates between their values: kinds count from 1 in the protocol and from 0 in VS Code.

'use strict';

const vscode = require('vscode');

const position = (p) => new vscode.Position(p.line, p.character);
const range = (r) => new vscode.Range(position(r.start), position(r.end));
const location = (l) => new vscode.Location(vscode.Uri.parse(l.uri), range(l.range));
const edit = (e) => new vscode.TextEdit(range(e.range), e.newText);
const text = (content) => (typeof content === 'string' ? content : new vscode.MarkdownString(content.value));
const lower = (p) => ({ line: p.line, character: p.character });
const lowerRange = (r) => ({ start: lower(r.start), end: lower(r.end) });
const list = (values, translate) => (values || []).map(translate);
const many = (values) => (values ? [].concat(values) : []);

function workspaceEdit(changes) {
  const result = new vscode.WorkspaceEdit();
  for (const [uri, edits] of Object.entries(changes?.changes || {})) {
    result.set(vscode.Uri.parse(uri), edits.map(edit));
  }
  for (const { textDocument, edits } of changes?.documentChanges || []) {
    result.set(vscode.Uri.parse(textDocument.uri), edits.map(edit));
  }
  return result;
}

function command(c) {
  return c && { title: c.title, command: c.command, arguments: c.arguments };
}

function diagnostic(d) {
  const result = new vscode.Diagnostic(range(d.range), d.message, (d.severity || 1) - 1);
  result.code = d.codeDescription
    ? { value: d.code, target: vscode.Uri.parse(d.codeDescription.href) }
    : d.code;
  result.source = d.source;
  result.tags = d.tags;
  result.relatedInformation = list(
    d.relatedInformation,
    (r) => new vscode.DiagnosticRelatedInformation(location(r.location), r.message)
  );
  // Code actions need it as the server sent it.
  result.original = d;
  return result;
}

function documentSymbol(s) {
  const result = new vscode.DocumentSymbol(
    s.name, s.detail || '', s.kind - 1, range(s.range), range(s.selectionRange));
  result.children = list(s.children, documentSymbol);
  return result;
}

function completion(c) {
  const result = new vscode.CompletionItem(c.label, c.kind && c.kind - 1);
  result.detail = c.detail;
  result.documentation = c.documentation && text(c.documentation);
  result.sortText = c.sortText;
  result.filterText = c.filterText;
  result.preselect = c.preselect;
  const inserted = c.textEdit?.newText ?? c.insertText ?? c.label;
  result.insertText = c.insertTextFormat === 2 ? new vscode.SnippetString(inserted) : inserted;
  if (c.textEdit) result.range = range(c.textEdit.range || c.textEdit.replace);
  result.additionalTextEdits = list(c.additionalTextEdits, edit);
  result.command = command(c.command);
  return result;
}

function signatureHelp(h) {
  if (!h) return null;
  const result = new vscode.SignatureHelp();
  result.activeSignature = h.activeSignature || 0;
  result.activeParameter = h.activeParameter || 0;
  result.signatures = h.signatures.map((s) => {
    const signature = new vscode.SignatureInformation(s.label, s.documentation && text(s.documentation));
    signature.parameters = list(s.parameters, (p) => new vscode.ParameterInformation(p.label));
    return signature;
  });
  return result;
}

function codeAction(a) {
  const result = new vscode.CodeAction(a.title, vscode.CodeActionKind.QuickFix);
  if (a.edit) result.edit = workspaceEdit(a.edit);
  result.command = command(a.command);
  result.isPreferred = a.isPreferred;
  return result;
}

function selectionRange(s) {
  return new vscode.SelectionRange(range(s.range), s.parent && selectionRange(s.parent));
}

function inlayHint(h) {
  const label = typeof h.label === 'string' ? h.label : h.label.map((part) => part.value).join('');
  const result = new vscode.InlayHint(position(h.position), label, h.kind);
  result.paddingLeft = h.paddingLeft;
  result.paddingRight = h.paddingRight;
  return result;
}

// Registers the features in the server's answer to `initialize`. Returns what undoes that.
function register(connection, capabilities) {
  const languages = vscode.languages;
  const files = { language: 'mini' };
  const ask = (method, document, rest, token) =>
    connection.request(
      `textDocument/${method}`, { textDocument: { uri: document.uri.toString() }, ...rest }, token);
  const askAt = (method, document, p, token, rest) =>
    ask(method, document, { position: lower(p), ...rest }, token);
  const triggers = (feature) => feature.triggerCharacters || [];

  const registrations = {
    hoverProvider: () => languages.registerHoverProvider(files, {
      provideHover: async (document, p, token) => {
        const hover = await askAt('hover', document, p, token);
        return hover && new vscode.Hover(text(hover.contents), hover.range && range(hover.range));
      },
    }),
    definitionProvider: () => languages.registerDefinitionProvider(files, {
      provideDefinition: async (document, p, token) =>
        many(await askAt('definition', document, p, token)).map(location),
    }),
    typeDefinitionProvider: () => languages.registerTypeDefinitionProvider(files, {
      provideTypeDefinition: async (document, p, token) =>
        many(await askAt('typeDefinition', document, p, token)).map(location),
    }),
    referencesProvider: () => languages.registerReferenceProvider(files, {
      provideReferences: async (document, p, context, token) =>
        list(await askAt('references', document, p, token, { context }), location),
    }),
    documentHighlightProvider: () => languages.registerDocumentHighlightProvider(files, {
      provideDocumentHighlights: async (document, p, token) =>
        list(await askAt('documentHighlight', document, p, token), (h) =>
          new vscode.DocumentHighlight(range(h.range), (h.kind || 1) - 1)),
    }),
    renameProvider: (feature) => languages.registerRenameProvider(files, {
      provideRenameEdits: async (document, p, newName, token) =>
        workspaceEdit(await askAt('rename', document, p, token, { newName })),
      ...(feature.prepareProvider && {
        prepareRename: async (document, p, token) => {
          const found = await askAt('prepareRename', document, p, token);
          if (!found) throw new Error('this is no name that can be renamed');
          return found.range
            ? { range: range(found.range), placeholder: found.placeholder }
            : range(found);
        },
      }),
    }),
    completionProvider: (feature) => languages.registerCompletionItemProvider(files, {
      provideCompletionItems: async (document, p, token) => {
        const found = await askAt('completion', document, p, token);
        const items = Array.isArray(found) ? found : found?.items;
        return new vscode.CompletionList(list(items, completion), found?.isIncomplete);
      },
    }, ...triggers(feature)),
    signatureHelpProvider: (feature) => languages.registerSignatureHelpProvider(files, {
      provideSignatureHelp: async (document, p, token) =>
        signatureHelp(await askAt('signatureHelp', document, p, token)),
    }, ...triggers(feature)),
    documentSymbolProvider: () => languages.registerDocumentSymbolProvider(files, {
      provideDocumentSymbols: async (document, token) =>
        list(await ask('documentSymbol', document, {}, token), documentSymbol),
    }),
    workspaceSymbolProvider: () => languages.registerWorkspaceSymbolProvider({
      provideWorkspaceSymbols: async (query, token) =>
        list(await connection.request('workspace/symbol', { query }, token), (s) =>
          new vscode.SymbolInformation(s.name, s.kind - 1, s.containerName || '', location(s.location))),
    }),
    semanticTokensProvider: (feature) => languages.registerDocumentSemanticTokensProvider(files, {
      provideDocumentSemanticTokens: async (document, token) => {
        const tokens = await ask('semanticTokens/full', document, {}, token);
        return tokens && new vscode.SemanticTokens(new Uint32Array(tokens.data), tokens.resultId);
      },
    }, new vscode.SemanticTokensLegend(feature.legend.tokenTypes, feature.legend.tokenModifiers)),
    foldingRangeProvider: () => languages.registerFoldingRangeProvider(files, {
      provideFoldingRanges: async (document, context, token) =>
        list(await ask('foldingRange', document, {}, token), (f) =>
          new vscode.FoldingRange(f.startLine, f.endLine, { comment: 1, imports: 2, region: 3 }[f.kind])),
    }),
    selectionRangeProvider: () => languages.registerSelectionRangeProvider(files, {
      provideSelectionRanges: async (document, positions, token) =>
        list(await ask('selectionRange', document, { positions: positions.map(lower) }, token), selectionRange),
    }),
    documentFormattingProvider: () => languages.registerDocumentFormattingEditProvider(files, {
      provideDocumentFormattingEdits: async (document, options, token) =>
        list(await ask('formatting', document, { options }, token), edit),
    }),
    inlayHintProvider: () => languages.registerInlayHintsProvider(files, {
      provideInlayHints: async (document, r, token) =>
        list(await ask('inlayHint', document, { range: lowerRange(r) }, token), inlayHint),
    }),
    codeActionProvider: () => languages.registerCodeActionsProvider(files, {
      provideCodeActions: async (document, r, context, token) => {
        const diagnostics = context.diagnostics.filter((d) => d.original).map((d) => d.original);
        const parameters = { range: lowerRange(r), context: { diagnostics } };
        return list(await ask('codeAction', document, parameters, token), codeAction);
      },
    }),
    codeLensProvider: () => languages.registerCodeLensProvider(files, {
      provideCodeLenses: async (document, token) =>
        list(await ask('codeLens', document, {}, token), (lens) =>
          new vscode.CodeLens(range(lens.range), command(lens.command))),
    }),
  };
  const registered = Object.entries(registrations)
    .filter(([name]) => capabilities[name])
    .map(([name, register]) => register(capabilities[name]));
  return vscode.Disposable.from(...registered);
}

module.exports = { diagnostic, register, workspaceEdit };
