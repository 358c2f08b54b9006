import type ts from 'typescript';
import type { TypeScript } from './cell.ts';
import type { Engine, Found } from './engine.ts';
import type { VirtualCell } from './notebook.ts';
import { isInCell, isSyntaxError } from './problems.ts';

type Service = ts.LanguageService;
/** A method of TypeScript's language service for cells; `undefined` where the cell is not one of ours. */
type Answer<Name extends keyof Service> = Service[Name] extends (file: string, ...rest: infer Rest) => infer Result
  ? (key: string, ...rest: Rest) => { result: Result } | undefined
  : never;

interface Place {
  fileName: string;
  textSpan: ts.TextSpan;
}

/**
 * What TypeScript's language service says about cells, in terms that the editor knows: cells under the names they have
 * there, and nothing of what stands behind their text.
 */
export class Answers {
  readonly #ts: TypeScript;
  readonly #engine: Engine;
  readonly #external: (key: string) => string | undefined;

  /** @param external the name under which the asking side knows the cell with this key */
  constructor(ts: TypeScript, engine: Engine, external: (key: string) => string | undefined) {
    this.#ts = ts;
    this.#engine = engine;
    this.#external = external;
  }

  readonly getCompletionsAtPosition: Answer<'getCompletionsAtPosition'> = (key, position, preferences, ...rest) =>
    this.#ask(key, ({ program, service, cell }) => {
      const found = service.getCompletionsAtPosition(cell.file, position, program.preferences(preferences), ...rest);
      return found && { ...found, entries: found.entries.flatMap((entry) => this.#entry(entry, cell)) };
    });

  readonly getCompletionEntryDetails: Answer<'getCompletionEntryDetails'> = (key, ...rest) =>
    this.#ask(key, ({ service, cell }) => {
      const details = service.getCompletionEntryDetails(cell.file, ...rest);
      if (!details) return undefined;
      const codeActions = details.codeActions?.flatMap((action) => {
        const changes = this.#changes(action.changes, cell);
        return changes ? [{ ...action, changes }] : [];
      });
      const plain = { ...details, displayParts: withoutAlias(details.displayParts, details.name, cell) };
      return codeActions ? { ...plain, codeActions } : plain;
    });

  readonly getQuickInfoAtPosition: Answer<'getQuickInfoAtPosition'> = (key, ...rest) =>
    this.#ask(key, ({ service, cell, text }) => {
      const info = service.getQuickInfoAtPosition(cell.file, ...rest);
      if (!info?.displayParts) return info;
      const word = text(info.textSpan);
      const kind = info.kind === this.#ts.ScriptElementKind.alias ? cell.borrowed.get(word)?.kind : undefined;
      return {
        ...info,
        ...(kind !== undefined && { kind: this.#elementKind(kind) ?? info.kind }),
        displayParts: withoutAlias(info.displayParts, word, cell),
      };
    });

  readonly getSignatureHelpItems: Answer<'getSignatureHelpItems'> = (key, ...rest) =>
    this.#ask(key, ({ service, cell }) => service.getSignatureHelpItems(cell.file, ...rest));

  readonly getDefinitionAtPosition: Answer<'getDefinitionAtPosition'> = (key, ...rest) =>
    this.#ask(key, (found) => this.#places(found, found.service.getDefinitionAtPosition(found.cell.file, ...rest)));

  readonly getDefinitionAndBoundSpan: Answer<'getDefinitionAndBoundSpan'> = (key, ...rest) =>
    this.#ask(key, (found) => {
      const result = found.service.getDefinitionAndBoundSpan(found.cell.file, ...rest);
      if (!result) return undefined;
      const definitions = this.#places(found, result.definitions);
      return { textSpan: result.textSpan, ...(definitions && { definitions }) };
    });

  readonly getTypeDefinitionAtPosition: Answer<'getTypeDefinitionAtPosition'> = (key, ...rest) =>
    this.#ask(key, (found) => this.#places(found, found.service.getTypeDefinitionAtPosition(found.cell.file, ...rest)));

  readonly getImplementationAtPosition: Answer<'getImplementationAtPosition'> = (key, ...rest) =>
    this.#ask(key, (found) => this.#places(found, found.service.getImplementationAtPosition(found.cell.file, ...rest)));

  readonly getReferencesAtPosition: Answer<'getReferencesAtPosition'> = (key, ...rest) =>
    this.#ask(key, (found) => this.#places(found, found.service.getReferencesAtPosition(found.cell.file, ...rest)));

  readonly findReferences: Answer<'findReferences'> = (key, ...rest) =>
    this.#ask(key, (found) => {
      const symbols = found.service.findReferences(found.cell.file, ...rest);
      // The link by which another cell uses the name counts as a symbol of its own, defined where nobody sees it.
      const definition = this.#places(
        found,
        symbols?.map((symbol) => symbol.definition),
      )?.[0];
      const references =
        this.#places(
          found,
          symbols?.flatMap((symbol) => symbol.references),
        ) ?? [];
      // Were it told which of them define the name, the server would ask its own programs about all, which have no cells.
      return definition && [{ definition, references: references.map(withoutDefinition) }];
    });

  readonly getDocumentHighlights = (
    key: string,
    position: number,
  ): { result: ts.DocumentHighlights[] | undefined } | undefined =>
    this.#ask(key, ({ service, cell }) => {
      const own = service.getDocumentHighlights(cell.file, position, [cell.file]) ?? [];
      return own.map(({ highlightSpans }) => ({
        fileName: this.#external(key) ?? cell.file,
        highlightSpans: highlightSpans.filter(({ textSpan }) => isInCell(textSpan, cell)),
      }));
    });

  readonly getRenameInfo = (
    key: string,
    position: number,
    preferences: ts.UserPreferences,
  ): { result: ts.RenameInfo } | undefined =>
    this.#ask(key, ({ program, service, cell }) => {
      const info = service.getRenameInfo(cell.file, position, preferences);
      const given = service
        .getDefinitionAtPosition(cell.file, position)
        ?.some((each) => program.isGiven(each.fileName));
      return given ? { canRename: false, localizedErrorMessage: 'The kernel gives this name.' } : info;
    });

  /** Prefixes and suffixes (`new as old`) would keep the old name in the other cells. */
  readonly findRenameLocations = (
    key: string,
    position: number,
    inStrings: boolean,
    inComments: boolean,
  ): { result: readonly ts.RenameLocation[] | undefined } | undefined =>
    this.#ask(key, (found) =>
      this.#places(
        found,
        found.service.findRenameLocations(found.cell.file, position, inStrings, inComments, {
          providePrefixAndSuffixTextForRename: false,
        }),
      ),
    );

  /** None: the editor drops them for cells, and is told by us what they are. */
  readonly getSemanticDiagnostics: Answer<'getSemanticDiagnostics'> = (key) => this.#ask(key, () => []);

  readonly getSuggestionDiagnostics: Answer<'getSuggestionDiagnostics'> = (key) =>
    this.#ask(key, ({ service, cell }) => {
      if (cell.names.objectLiteral) return [];
      // What is never used and what is deprecated; a cell is not to be rewritten (`require`, `any`, `await` of a value).
      return service
        .getSuggestionDiagnostics(cell.file)
        .filter((each) => isInCell(each, cell) && (each.reportsUnnecessary ?? each.reportsDeprecated));
    });

  readonly getEncodedSemanticClassifications: Answer<'getEncodedSemanticClassifications'> = (key, ...rest) =>
    this.#ask(key, ({ service, cell }) => {
      const found = service.getEncodedSemanticClassifications(cell.file, ...rest);
      // Triples of start, length and kind.
      const spans = found.spans.filter((_, at) => (found.spans[at - (at % 3)] ?? 0) < cell.length);
      return { ...found, spans };
    });

  readonly provideInlayHints: Answer<'provideInlayHints'> = (key, ...rest) =>
    this.#ask(key, ({ service, cell }) =>
      service.provideInlayHints(cell.file, ...rest).filter(({ position }) => position <= cell.length),
    );

  readonly getCodeFixesAtPosition: Answer<'getCodeFixesAtPosition'> = (key, start, end, codes, format, preferences) =>
    this.#ask(key, ({ program, service, cell }) =>
      service
        .getCodeFixesAtPosition(cell.file, start, end, codes, format, program.preferences(preferences))
        .flatMap(({ fixId: _all, ...fix }) => {
          const changes = this.#changes(fix.changes, cell);
          return changes ? [{ ...fix, changes }] : [];
        }),
    );

  /** None: an import that its own cell does not use may be the next one's. */
  readonly organizeImports = (key: string): { result: readonly ts.FileTextChanges[] } | undefined =>
    this.#ask(key, () => []);

  /** None, for the same reason. */
  readonly getCombinedCodeFix = (key: string): { result: ts.CombinedCodeActions } | undefined =>
    this.#ask(key, () => ({ changes: [] }));

  /** Whether the kernel agrees that there is a mistake where TypeScript's parser sees one. */
  readonly isSyntaxError = (key: string, diagnostic: ts.Diagnostic): boolean =>
    // For the kernel `{ a: 1 }` is an object, for the grammar a block with mistakes in it.
    isSyntaxError(diagnostic) && !this.#engine.find(key)?.cell.names.objectLiteral;

  #ask<Result>(
    key: string,
    question: (found: Found & { service: Service; text: (span: ts.TextSpan) => string }) => Result,
  ) {
    const found = this.#engine.find(key);
    if (!found) return undefined;
    const { service } = found.program;
    const text = ({ start, length }: ts.TextSpan) =>
      service
        .getProgram()
        ?.getSourceFile(found.cell.file)
        ?.text.slice(start, start + length) ?? '';
    return { result: question({ ...found, service, text }) };
  }

  #entry(entry: ts.CompletionEntry, cell: VirtualCell): ts.CompletionEntry[] {
    // Every name of another cell is in scope already; importing it from there is never meant.
    if (entry.source?.startsWith('cell:') || /#\w+$/.test(entry.source ?? '')) return [];
    const borrowed = entry.kind === this.#ts.ScriptElementKind.alias ? cell.borrowed.get(entry.name) : undefined;
    return [borrowed ? { ...entry, kind: this.#elementKind(borrowed.kind) ?? entry.kind } : entry];
  }

  #elementKind(kind: string): ts.ScriptElementKind | undefined {
    return Object.values(this.#ts.ScriptElementKind).find((each) => (each as string) === kind);
  }

  #places<T extends Place>({ program }: Found, places: readonly T[] | undefined): T[] | undefined {
    return places?.flatMap((place) => {
      const cell = program.cellOfFile(place.fileName);
      if (!cell) return [place];
      const fileName = this.#external(cell.key);
      if (fileName === undefined || !isInCell(place.textSpan, cell)) return [];
      return [{ ...place, fileName }];
    });
  }

  /** Edits of the cell alone, with new imports at its beginning; `undefined` when an edit would touch what is ours. */
  #changes(changes: readonly ts.FileTextChanges[], cell: VirtualCell): ts.FileTextChanges[] | undefined {
    const fileName = this.#external(cell.key);
    const moved: ts.FileTextChanges[] = [];
    for (const change of changes) {
      if (change.fileName !== cell.file || fileName === undefined) return undefined;
      const textChanges: ts.TextChange[] = [];
      for (const { span, newText } of change.textChanges) {
        if (isInCell(span, cell)) textChanges.push({ span, newText });
        // TypeScript puts an import behind the last one there is, and the last one is ours.
        else if (/^\s*import\b/.test(newText) && span.length === 0)
          textChanges.push({ span: { start: 0, length: 0 }, newText: `${newText.trim()}\n` });
        else return undefined;
      }
      moved.push({ ...change, fileName, textChanges });
    }
    return moved;
  }
}

function withoutDefinition({ isDefinition: _is, ...reference }: ts.ReferencedSymbolEntry): ts.ReferencedSymbolEntry {
  return reference;
}

/** `(alias) const a: number` and `import a`, which tell how cells are linked and not what the name is. */
function withoutAlias(parts: ts.SymbolDisplayPart[], name: string, cell: VirtualCell): ts.SymbolDisplayPart[] {
  if (!cell.borrowed.has(name)) return parts;
  const text = parts.map((part) => part.text);
  if (text[0] !== '(' || text[1] !== 'alias') return parts;
  const end = text.lastIndexOf('import');
  return parts.slice(text[3] === ' ' ? 4 : 3, end > 0 && text[end - 1] === '\n' ? end - 1 : undefined);
}
