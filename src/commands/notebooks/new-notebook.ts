import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import {
  l10n,
  NotebookCellData,
  NotebookCellKind,
  NotebookData,
  window,
  workspace,
  type NotebookDocument,
} from 'vscode';
import { readArguments } from '../../connection/subject.ts';
import { ask, pick, type Step } from '../wizard.ts';
import type { Command } from '../workbench.ts';
import { emptyNotebook, readTemplate, templates, type TemplateCell } from './template.ts';

export const notebookType = 'jupyter-notebook';

/** What an `.ipynb` says of itself and of the kernel that it was written for. From 4.5 on cells have ids. */
const metadata = {
  nbformat: 4,
  nbformat_minor: 5,
  metadata: {
    kernelspec: { name: 'marginalia-typescript', display_name: 'Marginalia (TypeScript)', language: 'typescript' },
    language_info: { name: 'typescript', file_extension: '.ts', mimetype: 'text/typescript' },
  },
};

/** New notebook: from a template, not yet saved. `template` among the words names one without asking. */
export const newNotebook: Command = async ({ media, connection }, argument) => {
  const { words } = readArguments(argument);
  const offered = templates(l10n);
  const given = offered.find(({ name }) => name === words.template)?.name;
  const steps: Step<{ template: string }>[] = [
    {
      answer: 'template',
      ask: (_answers, frame) =>
        pick(frame, {
          placeholder: l10n.t('Which notebook to begin with?'),
          choices: offered.map(({ name, label, detail }) => ({ label, detail, value: name })),
        }),
    },
  ];
  const memory = connection.choices.of(connection.profiles.last);
  const answers = await ask(l10n.t('New Notebook'), steps, given === undefined ? {} : { template: given }, {
    wizard: 'newNotebook',
    memory,
  });
  if (answers?.template === undefined) return;
  const { template } = answers;
  const cells =
    template === 'empty' ? emptyNotebook : readTemplate(await readFile(media(`notebooks/${template}.ipynb`), 'utf8'));
  await openUntitled(cells);
};

/** Shows a notebook of these cells, for the Marginalia kernel, not yet saved. */
export async function openUntitled(cells: readonly TemplateCell[]): Promise<NotebookDocument> {
  const data = new NotebookData(
    cells.map(({ kind, text, tags }) => {
      const cell =
        kind === 'code'
          ? new NotebookCellData(NotebookCellKind.Code, text, 'typescript')
          : new NotebookCellData(NotebookCellKind.Markup, text, 'markdown');
      // By its id what a cell has done to the account is found again, whatever becomes of its place and its text.
      cell.metadata = { id: randomUUID(), metadata: tags.length > 0 ? { tags: [...tags] } : {} };
      return cell;
    }),
  );
  data.metadata = metadata;
  const notebook = await workspace.openNotebookDocument(notebookType, data);
  await window.showNotebookDocument(notebook);
  return notebook;
}
