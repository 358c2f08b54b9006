import * as vscode from 'vscode';
import { keyOf } from './outline.ts';
import type { ProcessBackend } from './process-backend.ts';
import type { Hover, Item, Question } from './server/protocol.ts';

const cells: vscode.DocumentSelector = ['typescript', 'javascript'].map((language) => {
  return { language, notebookType: 'jupyter-notebook' };
});

/** The editor's language features for cells, answered by our own process. */
export function provideLanguageFeatures(backend: ProcessBackend): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.languages.registerCompletionItemProvider(cells, new Completions(backend), '.', '"', "'", '/', '@'),
    vscode.languages.registerHoverProvider(cells, {
      provideHover: async (document, position) => {
        const hover = await backend.ask('hover', question(document, position));
        return hover && new vscode.Hover(markdown(hover), range(document, hover.span));
      },
    }),
    vscode.languages.registerDefinitionProvider(cells, {
      provideDefinition: async (document, position) => {
        const places = await backend.ask('definition', question(document, position));
        return places.flatMap(({ file, cell, start }) => {
          const uri = cell ? cellUri(file) : vscode.Uri.file(file);
          return uri ? [new vscode.Location(uri, new vscode.Position(start.line, start.character))] : [];
        });
      },
    }),
    vscode.languages.registerSignatureHelpProvider(
      cells,
      {
        provideSignatureHelp: async (document, position) => {
          const found = await backend.ask('signatures', question(document, position));
          if (!found) return undefined;
          const help = new vscode.SignatureHelp();
          help.signatures = found.signatures.map(({ label, documentation, parameters }) => {
            const signature = new vscode.SignatureInformation(label, documentation);
            signature.parameters = parameters.map(
              (parameter) => new vscode.ParameterInformation(parameter.label, parameter.documentation),
            );
            return signature;
          });
          help.activeSignature = found.signature;
          help.activeParameter = found.parameter;
          return help;
        },
      },
      ...['(', ','],
    ),
  );
}

class CellCompletion extends vscode.CompletionItem {
  readonly question: Question;

  constructor(document: vscode.TextDocument, question: Question, { name, kind, sortText, insertText, replace }: Item) {
    super(name, kinds[kind] ?? vscode.CompletionItemKind.Text);
    this.question = question;
    this.sortText = sortText;
    if (insertText !== undefined) this.insertText = insertText;
    if (replace) this.range = range(document, replace);
  }
}

class Completions implements vscode.CompletionItemProvider<CellCompletion> {
  readonly #backend: ProcessBackend;

  constructor(backend: ProcessBackend) {
    this.#backend = backend;
  }

  async provideCompletionItems(document: vscode.TextDocument, position: vscode.Position): Promise<CellCompletion[]> {
    const asked = question(document, position);
    const items = await this.#backend.ask('completions', asked);
    return items.map((item) => new CellCompletion(document, asked, item));
  }

  async resolveCompletionItem(item: CellCompletion): Promise<CellCompletion> {
    const name = typeof item.label === 'string' ? item.label : item.label.label;
    const details = await this.#backend.ask('details', { ...item.question, name });
    if (details) {
      item.detail = details.signature;
      item.documentation = new vscode.MarkdownString(details.documentation);
    }
    return item;
  }
}

function question(document: vscode.TextDocument, position: vscode.Position): Question {
  return { key: keyOf(document.uri), offset: document.offsetAt(position) };
}

function range(document: vscode.TextDocument, { start, length }: { start: number; length: number }): vscode.Range {
  return new vscode.Range(document.positionAt(start), document.positionAt(start + length));
}

function markdown({ signature, documentation }: Hover): vscode.MarkdownString {
  return new vscode.MarkdownString().appendCodeblock(signature, 'typescript').appendMarkdown(documentation);
}

function cellUri(key: string): vscode.Uri | undefined {
  const all = vscode.workspace.notebookDocuments.flatMap((notebook) => notebook.getCells());
  return all.find(({ document }) => keyOf(document.uri) === key)?.document.uri;
}

const kinds: Readonly<Partial<Record<string, vscode.CompletionItemKind>>> = {
  const: vscode.CompletionItemKind.Variable,
  let: vscode.CompletionItemKind.Variable,
  var: vscode.CompletionItemKind.Variable,
  parameter: vscode.CompletionItemKind.Variable,
  function: vscode.CompletionItemKind.Function,
  method: vscode.CompletionItemKind.Method,
  property: vscode.CompletionItemKind.Field,
  getter: vscode.CompletionItemKind.Field,
  class: vscode.CompletionItemKind.Class,
  interface: vscode.CompletionItemKind.Interface,
  type: vscode.CompletionItemKind.Class,
  enum: vscode.CompletionItemKind.Enum,
  'enum member': vscode.CompletionItemKind.EnumMember,
  module: vscode.CompletionItemKind.Module,
  alias: vscode.CompletionItemKind.Reference,
  keyword: vscode.CompletionItemKind.Keyword,
  string: vscode.CompletionItemKind.Constant,
  script: vscode.CompletionItemKind.File,
  directory: vscode.CompletionItemKind.Folder,
};
