import type ts from 'typescript';
import { NotebookProgram, type Shared, type Texts, type VirtualCell } from './notebook.ts';
import type { TypeScript } from './cell.ts';
import type { Outlines } from './protocol.ts';

/** A cell in the program that knows it. */
export interface Found {
  readonly program: NotebookProgram;
  readonly cell: VirtualCell;
}

/** The programs of all open notebooks. One notebook never sees another's names. */
export class Engine {
  readonly #ts: TypeScript;
  readonly #texts: Texts;
  readonly #libraries: string;
  readonly #programs = new Map<string, NotebookProgram>();
  readonly #notebookOfCell = new Map<string, string>();
  #shared: Shared | undefined;
  #generation = 0;

  constructor(ts: TypeScript, texts: Texts, libraries: string) {
    this.#ts = ts;
    this.#texts = texts;
    this.#libraries = libraries;
  }

  setOutlines({ types, notebooks, generation }: Outlines): void {
    if (this.#shared?.types !== types) {
      this.#programs.clear();
      this.#shared = this.#share(types);
    }
    this.#notebookOfCell.clear();
    for (const outline of notebooks) {
      const program = this.#programs.get(outline.id) ?? new NotebookProgram(this.#shared, outline);
      program.outline = outline;
      this.#programs.set(outline.id, program);
      for (const { key } of outline.cells) this.#notebookOfCell.set(key, outline.id);
    }
    const open = new Set(notebooks.map(({ id }) => id));
    for (const [id, program] of this.#programs) {
      if (!open.has(id)) {
        program.service.dispose();
        this.#programs.delete(id);
      } else if (generation !== this.#generation) program.forgetFailures();
    }
    this.#generation = generation;
  }

  #share(types: string): Shared {
    const { sys } = this.#ts;
    const folders = (folder: string, but: string) => {
      const found = sys.directoryExists(folder) ? sys.getDirectories(folder) : [];
      return found.filter((each) => each !== but).map((each) => `${folder}/${each}/**/*`);
    };
    return {
      ...{ ts: this.#ts, texts: this.#texts, types, libraries: this.#libraries },
      registry: this.#ts.createDocumentRegistry(sys.useCaseSensitiveFileNames),
      packages: JSON.parse(sys.readFile(`${types}/packages.json`) ?? '{}') as Shared['packages'],
      // Node's modules, in `packages/@types`, are the user's to import.
      inside: [...folders(types, 'packages'), ...folders(`${types}/packages`, '@types')],
    };
  }

  /** The cell with this key, in an up-to-date program. */
  find(key: string): Found | undefined {
    const program = this.program(this.#notebookOfCell.get(key));
    const cell = program?.cellOfKey(key);
    return program && cell && { program, cell };
  }

  /** Where in a file a position is, for a file that one of the programs has read. */
  locate(file: string, position: number): ts.LineAndCharacter | undefined {
    for (const { service } of this.#programs.values()) {
      const source = service.getProgram()?.getSourceFile(file);
      if (source) return source.getLineAndCharacterOfPosition(position);
    }
    return undefined;
  }

  /** The up-to-date program of a notebook. */
  program(id: string | undefined): NotebookProgram | undefined {
    const program = id === undefined ? undefined : this.#programs.get(id);
    program?.update();
    return program;
  }
}
