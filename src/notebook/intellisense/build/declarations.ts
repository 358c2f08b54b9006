// Part of the build: writes dist/types/, the declarations of what the kernel preloads. They come from the real sources,
// so they cannot say anything else than the code does. TypeScript takes seconds for it, so it is asked only when an
// input changed.
import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/** Node's own declarations: cells run in Node. */
const nodeTypes = '@types/node';
/** Packages that only the inside of our code speaks of; a cell never meets their types, and they are large. */
const unseen = /^(?:vega|geojson|form-data|node-fetch)/;

/**
 * `history` cannot stand in scope.ts, where the browser's own is known, which cells do not have. The rest are globals of
 * Node's that its declarations forget, and JSON from the network, which is taken as it comes, as in a browser.
 */
const beyondNodeTypes = `
  const Performance: { readonly prototype: import('node:perf_hooks').Performance };
  const Crypto: { readonly prototype: import('node:crypto').webcrypto.Crypto };
  const CryptoKey: import('node:crypto').webcrypto.CryptoKeyConstructor;
  const SubtleCrypto: { readonly prototype: import('node:crypto').webcrypto.SubtleCrypto };
  const CloseEvent: typeof import('undici-types').CloseEvent;
  interface Response { json(): Promise<any> }
  interface Request { json(): Promise<any> }
`;

interface Stamp {
  readonly inputs: Readonly<Record<string, number>>;
}

/** @param root the repository's folder */
export function writeDeclarations(root: string): void {
  const target = path.join(root, 'dist', 'types');
  const stampFile = path.join(target, '.stamp');
  if (isCurrent(stampFile)) return;
  fs.rmSync(target, { recursive: true, force: true });
  const entry = path.join(root, 'src', 'notebook', 'intellisense', 'scope.ts');
  const inputs = emit(root, entry, target);
  const packages = collectPackages(root, target);
  const reference = path.relative(target, path.join(target, 'notebook', 'intellisense', 'scope.d.ts'));
  const scope = `./${reference.replaceAll('\\', '/').replace(/\.d\.ts$/, '.js')}`;
  fs.writeFileSync(
    path.join(target, 'ambient.d.ts'),
    `/// <reference path="./packages/${nodeTypes}/index.d.ts" />
/// <reference path="./webassembly.d.ts" />
import '${scope}';
declare global {
  /** What the exchange remembers, over any range, as DataFrames: \`await history.interest({ asset: 'USDT' })\`. */
  const history: import('${scope}').CellHistories;
${beyondNodeTypes}}
`,
  );
  fs.writeFileSync(path.join(target, 'webassembly.d.ts'), webAssembly());
  fs.writeFileSync(path.join(target, 'packages.json'), JSON.stringify(packages));
  copyLibraries(path.join(target, 'lib'));
  const stamp: Stamp = { inputs: timesOf([...inputs, import.meta.filename, path.join(root, 'package-lock.json')]) };
  fs.writeFileSync(stampFile, JSON.stringify(stamp));
}

function isCurrent(stampFile: string): boolean {
  if (!fs.existsSync(stampFile)) return false;
  const { inputs } = JSON.parse(fs.readFileSync(stampFile, 'utf8')) as Stamp;
  return Object.entries(inputs).every(([file, time]) => fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs === time);
}

function timesOf(files: readonly string[]): Record<string, number> {
  return Object.fromEntries(files.map((file) => [file, fs.statSync(file).mtimeMs]));
}

/** @returns The sources that were read. */
function emit(root: string, entry: string, target: string): string[] {
  const config = ts.readConfigFile(path.join(root, 'tsconfig.json'), (file) => fs.readFileSync(file, 'utf8'));
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, root);
  const sources = path.join(root, 'src');
  const program = ts.createProgram([entry], {
    ...options,
    ...{ noEmit: false, declaration: true, emitDeclarationOnly: true, noEmitOnError: false, stripInternal: true },
    ...{ rootDir: sources, outDir: target, types: ['node'] },
  });
  const { diagnostics } = program.emit();
  if (diagnostics.length > 0) {
    const host = { getCanonicalFileName: String, getCurrentDirectory: () => root, getNewLine: () => '\n' };
    throw new Error(`The declarations for cells cannot be written.\n${ts.formatDiagnostics(diagnostics, host)}`);
  }
  writeOut(program, entry, path.join(target, path.relative(sources, entry)).replace(/\.ts$/, '.d.ts'));
  return program.getSourceFiles().flatMap(({ fileName }) => (fileName.startsWith(sources) ? [fileName] : []));
}

/** Puts the names that these types come to in their place. */
function writeOut(program: ts.Program, entry: string, emitted: string): void {
  const checker = program.getTypeChecker();
  for (const alias of ['CallName', 'ChangedName']) {
    const names = checker.getTypeAtLocation(aliasOf(alias, program.getSourceFile(entry)));
    if (!names.isUnion()) throw new Error(`${alias} is no union of names any more.`);
    const text = fs.readFileSync(emitted, 'utf8');
    const { type } = aliasOf(alias, ts.createSourceFile(emitted, text, ts.ScriptTarget.ESNext));
    const literals = names.types.map((each) => checker.typeToString(each)).join(' | ');
    fs.writeFileSync(emitted, `${text.slice(0, type.pos)} ${literals}${text.slice(type.end)}`);
  }
}

function aliasOf(name: string, source: ts.SourceFile | undefined): ts.TypeAliasDeclaration {
  const isIt = (each: ts.Statement) => ts.isTypeAliasDeclaration(each) && each.name.text === name;
  const found = source?.statements.find((each): each is ts.TypeAliasDeclaration => isIt(each));
  if (!found) throw new Error(`There is no ${name} in ${source?.fileName ?? 'the sources'} any more.`);
  return found;
}

/**
 * Copies the packages' declarations that ours speak of.
 *
 * @returns Which file a package's name stands for.
 */
function collectPackages(root: string, target: string): Record<string, string> {
  const modules = path.join(root, 'node_modules');
  const entries: Record<string, string> = {};
  const seen = new Set<string>();
  const waiting = ts.sys.readDirectory(target, ['.d.ts']);
  const options: ts.CompilerOptions = {
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    module: ts.ModuleKind.ESNext,
  };
  const copy = (file: string): string => {
    const name = file.slice(file.lastIndexOf('/node_modules/') + '/node_modules/'.length);
    if (!seen.has(name)) {
      seen.add(name);
      const copied = path.join(target, 'packages', name);
      fs.mkdirSync(path.dirname(copied), { recursive: true });
      fs.copyFileSync(file, copied);
      waiting.push(file);
    }
    return name;
  };
  const nodeEntry = path.join(modules, nodeTypes, 'index.d.ts');
  entries['node'] = copy(nodeEntry);
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    const { importedFiles, referencedFiles } = ts.preProcessFile(fs.readFileSync(file, 'utf8'));
    const packaged = file.includes('/node_modules/');
    if (packaged) referencedFiles.forEach(({ fileName }) => copy(path.join(path.dirname(file), fileName)));
    for (const { fileName } of importedFiles) {
      if (unseen.test(fileName)) continue;
      const relative = fileName.startsWith('.');
      if (relative && !packaged) continue;
      // Emitted files lie in dist/, from where the packages are found as from anywhere in the repository.
      const found = ts.resolveModuleName(fileName, file, options, ts.sys).resolvedModule?.resolvedFileName;
      if (!found?.endsWith('.d.ts') || !found.includes('/node_modules/')) continue;
      const name = copy(found);
      if (!relative) entries[fileName] = name;
    }
  }
  return entries;
}

/** Node has it, but only the browser's declarations tell of it. */
function webAssembly(): string {
  const browser = fs.readFileSync(path.join(path.dirname(ts.getDefaultLibFilePath({})), 'lib.dom.d.ts'), 'utf8');
  const [found] = /^declare namespace WebAssembly \{[^]*?^\}/m.exec(browser) ?? [];
  if (!found) throw new Error('TypeScript declares no WebAssembly any more.');
  return found.replace('{', '{\n    type BufferSource = ArrayBufferView | ArrayBuffer;');
}

/** TypeScript's declarations of the language, for where the editor brings no TypeScript of its own. */
function copyLibraries(target: string): void {
  const source = path.dirname(ts.getDefaultLibFilePath({}));
  fs.mkdirSync(target, { recursive: true });
  for (const name of fs.readdirSync(source)) {
    if (/^lib\.(?:es.*|decorators.*)\.d\.ts$/.test(name))
      fs.copyFileSync(path.join(source, name), path.join(target, name));
  }
}
