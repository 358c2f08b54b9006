import type ts from 'typescript';
import type { Answers } from '../engine/answers.ts';
import type { TypeScript } from '../engine/cell.ts';
import type { Engine } from '../engine/engine.ts';
import { checkCells } from '../engine/problems.ts';
import type { Hover, Item, Place, Requests, Signature } from './protocol.ts';

type Answerers = { [Name in keyof Requests]: (question: Requests[Name][0]) => Requests[Name][1] };

/** Puts what TypeScript answers into plain values that cross to the extension host. */
export function answerers(ts: TypeScript, engine: Engine, answers: Answers): Answerers {
  const text = (parts: ts.SymbolDisplayPart[] | undefined) => ts.displayPartsToString(parts);
  return {
    completions: ({ key, offset }) => {
      const found = answers.getCompletionsAtPosition(key, offset, { includeCompletionsWithInsertText: true })?.result;
      return (
        found?.entries.map((entry): Item => {
          const { name, kind, sortText, insertText, replacementSpan } = entry;
          return {
            ...{ name, kind, sortText },
            ...(insertText !== undefined && { insertText }),
            ...(replacementSpan && { replace: replacementSpan }),
          };
        }) ?? []
      );
    },
    details: ({ key, offset, name }) => {
      const found = answers.getCompletionEntryDetails(key, offset, name, {}, undefined, {}, undefined)?.result;
      return found && hover(text(found.displayParts), text(found.documentation), { start: offset, length: 0 });
    },
    hover: ({ key, offset }) => {
      const found = answers.getQuickInfoAtPosition(key, offset)?.result;
      return found && hover(text(found.displayParts), text(found.documentation), found.textSpan);
    },
    definition: ({ key, offset }) => {
      const found = answers.getDefinitionAtPosition(key, offset)?.result ?? [];
      return found.flatMap(({ fileName, textSpan }): Place[] => {
        const cell = engine.find(fileName);
        const start = engine.locate(cell?.cell.file ?? fileName, textSpan.start);
        return start ? [{ file: fileName, cell: cell !== undefined, start }] : [];
      });
    },
    signatures: ({ key, offset }) => {
      const found = answers.getSignatureHelpItems(key, offset, undefined)?.result;
      return (
        found && {
          signatures: found.items.map((item) => signature(text, item)),
          signature: found.selectedItemIndex,
          parameter: found.argumentIndex,
        }
      );
    },
    check: ({ notebook, from }) => {
      const program = engine.program(notebook);
      return program ? checkCells(ts, program, from) : { problems: {} };
    },
  };
}

function hover(signature: string, documentation: string, { start, length }: ts.TextSpan): Hover {
  return { signature, documentation, span: { start, length } };
}

function signature(text: (parts: ts.SymbolDisplayPart[]) => string, item: ts.SignatureHelpItem): Signature {
  const parameters = item.parameters.map(({ displayParts, documentation }) => ({
    label: text(displayParts),
    documentation: text(documentation),
  }));
  const list = parameters.map(({ label }) => label).join(text(item.separatorDisplayParts));
  return {
    label: `${text(item.prefixDisplayParts)}${list}${text(item.suffixDisplayParts)}`,
    documentation: text(item.documentation),
    parameters,
  };
}
