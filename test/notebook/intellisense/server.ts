// The editor's TypeScript server with our plugin in it, spoken to as VS Code does.
import { fork, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
import { writeDeclarations } from '../../../src/notebook/intellisense/build/declarations.ts';
import { pluginName, type Outlines } from '../../../src/notebook/intellisense/engine/protocol.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const tsserver = fileURLToPath(import.meta.resolve('typescript/lib/tsserver.js'));

/** Puts the plugin where a server finds it. */
export function installPlugin(folder: string): void {
  writeDeclarations(root);
  const target = path.join(folder, 'node_modules', pluginName);
  esbuild.buildSync({
    entryPoints: [path.join(root, 'src/notebook/intellisense/plugin/plugin.ts')],
    outfile: path.join(target, 'index.js'),
    ...{ bundle: true, platform: 'node', format: 'cjs' },
    footer: { js: 'module.exports = module.exports.default;' },
  });
  fs.writeFileSync(path.join(target, 'package.json'), JSON.stringify({ name: pluginName, main: 'index.js' }));
}

interface Reply {
  readonly type: string;
  readonly request_seq?: number;
  readonly success?: boolean;
  readonly message?: string;
  readonly body?: unknown;
}

export class TypeScriptServer {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, (reply: Reply) => void>();
  readonly #ended: Promise<unknown>;
  #sequence = 0;

  /** @param plugins a folder with the plugin in its node_modules */
  constructor(plugins: string) {
    this.#child = fork(
      tsserver,
      [
        ...['--useNodeIpc', '--useInferredProjectPerProjectRoot', '--disableAutomaticTypingAcquisition'],
        ...['--globalPlugins', pluginName, '--pluginProbeLocations', plugins],
      ],
      { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], execArgv: [] },
    );
    this.#ended = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.on('message', (reply: Reply) => {
      if (reply.type !== 'response' || reply.request_seq === undefined) return;
      this.#waiting.get(reply.request_seq)?.(reply);
      this.#waiting.delete(reply.request_seq);
    });
  }

  /** Sends what has no answer. */
  tell(command: string, args: object): void {
    this.#child.send({ seq: ++this.#sequence, type: 'request', command, arguments: args });
  }

  async ask<Body>(command: string, args: object): Promise<Body> {
    const seq = ++this.#sequence;
    const reply = await new Promise<Reply>((resolve) => {
      this.#waiting.set(seq, resolve);
      this.#child.send({ seq, type: 'request', command, arguments: args });
    });
    if (!reply.success) throw new Error(`${command}: ${reply.message}`);
    return reply.body as Body;
  }

  configure(outlines: Outlines): Promise<unknown> {
    return this.ask('configurePlugin', { pluginName, configuration: outlines });
  }

  open(file: string, text: string, scriptKindName = 'TS'): void {
    this.tell('open', { file, fileContent: text, scriptKindName });
  }

  async stop(): Promise<void> {
    this.#child.kill();
    await this.#ended;
  }
}

/** A notebook as the editor tells the server about it. */
export class OpenNotebook {
  readonly #server: TypeScriptServer;
  readonly #file: string;
  readonly cells: { readonly text: string }[];

  constructor(server: TypeScriptServer, file: string, cells: readonly string[]) {
    this.#server = server;
    this.#file = file;
    this.cells = cells.map((text) => ({ text }));
    for (const [index, { text }] of this.cells.entries()) server.open(this.name(index), text);
  }

  get outline(): Outlines['notebooks'][number] {
    return {
      id: `file://${this.#file}`,
      folder: path.dirname(this.#file),
      name: path.basename(this.#file),
      cells: this.cells.map((_, index) => ({ key: this.key(index), javascript: false })),
    };
  }

  key(index: number): string {
    return `${this.#file}#W${index}sZmlsZQ==`;
  }

  /** How the editor names the cell. */
  name(index: number): string {
    return `^/vscode-notebook-cell/ts-nul-authority${this.key(index)}`;
  }

  change(index: number, text: string): void {
    const old = this.cells[index]!.text.split('\n');
    this.#server.tell('change', {
      ...{ file: this.name(index), line: 1, offset: 1, insertString: text },
      ...{ endLine: old.length, endOffset: old.at(-1)!.length + 1 },
    });
    this.cells[index] = { text };
  }

  /** Arguments of a question about the place of a text in a cell; behind it with `end`. */
  at(index: number, text: string, end = false) {
    const position = this.cells[index]!.text.indexOf(text);
    if (position < 0) throw new Error(`Cell ${index} has no ${text}`);
    const before = this.cells[index]!.text.slice(0, position + (end ? text.length : 0)).split('\n');
    return { file: this.name(index), line: before.length, offset: before.at(-1)!.length + 1 };
  }
}
