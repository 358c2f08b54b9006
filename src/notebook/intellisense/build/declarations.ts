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
  // Not in scope.ts: there the browser's own `history` is known, which cells do not have.
  const history =
    "declare global {\n  /** What the exchange remembers, over any range, as DataFrames: `await history.interest({ asset: 'USDT' })`. */\n" +
    `  const history: import('./${reference.replaceAll('\\', '/').replace(/\.d\.ts$/, '.js')}').CellHistories;\n}\n`;
  fs.writeFileSync(
    path.join(target, 'ambient.d.ts'),
    `/// <reference path="./packages/${nodeTypes}/index.d.ts" />\nimport './${reference.replaceAll('\\', '/')}';\n${history}`,
  );
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
  return program.getSourceFiles().flatMap(({ fileName }) => (fileName.startsWith(sources) ? [fileName] : []));
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

/** TypeScript's declarations of the language, for where the editor brings no TypeScript of its own. */
function copyLibraries(target: string): void {
  const source = path.dirname(ts.getDefaultLibFilePath({}));
  fs.mkdirSync(target, { recursive: true });
  for (const name of fs.readdirSync(source)) {
    if (/^lib\.(?:es.*|decorators.*)\.d\.ts$/.test(name))
      fs.copyFileSync(path.join(source, name), path.join(target, name));
  }
}
