// Real VS Codes from the npm registry: code-server packages carry the server and the web workbench. Each version is
// made ready once, in a folder that gets its final name only when it is complete, so an interrupted download leaves
// nothing that looks finished.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { cacheFolder, root, stageFolder } from './paths.ts';
import { CommandFailed, run } from './processes.ts';
import { Hindrance, say } from './say.ts';

interface Release {
  codeServer: string;
  /** Of the code-server tarball, as npm publishes it. */
  integrity: string;
  /** The Node release this VS Code is built for; a full version is fetched when we do not run on that major already. */
  node: string;
}

const releases = {
  '1.139': {
    codeServer: '4.139.1',
    integrity: 'sha512-fUYvJVdz4ZoVJfakGiGWXFMpF8K1ObsrpGvX17ZxNpKOzdNHs7lANT670JTr4ZhA8DnWqyvvmFG/d3HV9Yy6ew==',
    node: '24.21.0',
  },
  '1.105': {
    codeServer: '4.105.1',
    integrity: 'sha512-uYQwGkhOMR1/1vkuvj8oR6A03yBcWvxemR4hZdMnBLyZKreZFx4oGhUSVq9lXedXb4kc0jwtYfoeee1J0Q09bw==',
    node: '22.23.3',
  },
} satisfies Record<string, Release>;

/** Changes when installVsCode makes something else of the same release, so that nobody keeps the old outcome. */
const recipe = 2;

export type VsCodeVersion = keyof typeof releases;
export const newestVsCode: VsCodeVersion = '1.139';

export interface Editor {
  version: VsCodeVersion;
  /** The Node that runs it. */
  node: string;
  /** VS Code's `out/server-main.js`. */
  server: string;
}

/** @throws Hindrance naming the versions there are. */
export function vsCodeVersion(text: string): VsCodeVersion {
  if (text in releases) return text as VsCodeVersion;
  throw new Hindrance(`VS Code ${text} is not set up here; there are ${Object.keys(releases).join(' and ')}.`);
}

/** Fetches what is missing of a VS Code and says where it is. */
export async function editor(version: VsCodeVersion = newestVsCode): Promise<Editor> {
  const release = releases[version];
  const home = await cached(`vscode-${release.codeServer}-${recipe}`, (folder) =>
    installVsCode(release, version, folder),
  );
  return { version, node: await nodeFor(release), server: path.join(home, 'out', 'server-main.js') };
}

async function installVsCode(release: Release, version: VsCodeVersion, folder: string): Promise<void> {
  say(`Fetching VS Code ${version} from the npm registry (code-server ${release.codeServer}; half a minute, once) …`);
  const unpacked = await unpack(`code-server@${release.codeServer}`, folder, release.integrity);
  const home = path.join(unpacked, 'lib', 'vscode');
  dropUnused(home);
  // Its install scripts compile native modules, which the server does without; see standIn.
  const install = ['install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  say('  its packages …');
  await npm([...install], home);
  await npm([...install], path.join(home, 'extensions'));
  standIn(path.join(home, 'node_modules'));
  for (const entry of fs.readdirSync(home)) fs.renameSync(path.join(home, entry), path.join(folder, entry));
  fs.rmSync(unpacked, { recursive: true, force: true });
}

/** Parts of VS Code that Marginalia never meets, and that are half of the download. */
const unusedPackages = [
  '@devcontainers/cli',
  '@github/copilot',
  '@github/copilot-sdk',
  '@microsoft/mxc-sdk',
  '@vscode/sandbox-runtime',
  '@vscode/windows-process-tree',
  '@vscode/windows-registry',
  'kerberos',
  'ssh2',
];
const unusedExtensions = [
  'copilot',
  'github',
  'github-authentication',
  'mermaid-markdown-features',
  'microsoft-authentication',
  'tunnel-forwarding',
];

function dropUnused(home: string): void {
  editJson(path.join(home, 'package.json'), (manifest) => {
    for (const name of unusedPackages) Reflect.deleteProperty(manifest.dependencies, name);
    // Older releases take a commit of this one from GitHub; its maintainers publish it to the registry too.
    manifest.dependencies['@parcel/watcher'] = '^2.5.1';
  });
  editJson(path.join(home, 'extensions', 'package.json'), (manifest) => {
    delete manifest.devDependencies;
  });
  for (const folder of [home, path.join(home, 'extensions')]) {
    editJson(path.join(folder, 'npm-shrinkwrap.json'), (lock) => {
      for (const [name, { resolved }] of Object.entries(lock.packages)) {
        if (resolved?.startsWith('git+')) Reflect.deleteProperty(lock.packages, name);
      }
    });
  }
  for (const name of unusedExtensions) {
    fs.rmSync(path.join(home, 'extensions', name), { recursive: true, force: true });
  }
}

/** Replaces two native modules, without which the server complains at length: one logs to a file, one watches a process. */
function standIn(modules: string): void {
  const spdlog = path.join(modules, '@vscode', 'spdlog');
  fs.copyFileSync(path.join(stageFolder, 'spdlog.mjs'), path.join(spdlog, 'stand-in.mjs'));
  editJson(path.join(spdlog, 'package.json'), (manifest) => {
    manifest.main = 'stand-in.mjs';
  });
  for (const name of ['native-watchdog', '@vscode/native-watchdog']) {
    const watchdog = path.join(modules, name);
    if (fs.existsSync(watchdog)) fs.writeFileSync(path.join(watchdog, 'index.js'), 'exports.start = () => {};\n');
  }
}

interface PackageFile {
  main?: string;
  dependencies: Record<string, string>;
  devDependencies?: Record<string, string>;
  /** In lock files. */
  packages: Record<string, { resolved?: string }>;
}

function editJson(file: string, edit: (content: PackageFile) => void): void {
  if (!fs.existsSync(file)) return;
  const content = JSON.parse(fs.readFileSync(file, 'utf8')) as PackageFile;
  edit(content);
  fs.writeFileSync(file, JSON.stringify(content, undefined, 2));
}

async function nodeFor(release: Release): Promise<string> {
  const major = release.node.split('.')[0];
  if (process.versions.node.split('.')[0] === major) return process.execPath;
  const own = path.join(root, 'node_modules', 'node', 'bin', 'node');
  if (major === '24' && fs.existsSync(own)) return own;
  const home = await cached(`node-${release.node}`, async (folder) => {
    say(`Fetching Node ${release.node} from the npm registry …`);
    const system = process.platform === 'win32' ? 'win' : process.platform;
    const unpacked = await unpack(`node-${system}-${process.arch}@${release.node}`, folder);
    fs.renameSync(path.join(unpacked, 'bin'), path.join(folder, 'bin'));
    fs.rmSync(unpacked, { recursive: true, force: true });
  });
  return path.join(home, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
}

/**
 * A folder of the cache, made by `make` if it is not there yet.
 *
 * @param make - Fills the empty folder it is given.
 */
export async function cached(name: string, make: (folder: string) => Promise<void>): Promise<string> {
  const final = path.join(cacheFolder, name);
  if (fs.existsSync(final)) return final;
  fs.mkdirSync(cacheFolder, { recursive: true });
  sweep();
  const partial = fs.mkdtempSync(path.join(cacheFolder, `.partial-${String(process.pid)}-`));
  try {
    await make(partial);
    try {
      fs.renameSync(partial, final);
    } catch (error) {
      // Another run finished the same folder first.
      if (!fs.existsSync(final)) throw error;
    }
  } finally {
    fs.rmSync(partial, { recursive: true, force: true });
  }
  return final;
}

/** Removes what interrupted runs left behind. */
function sweep(): void {
  for (const name of fs.readdirSync(cacheFolder)) {
    const owner = /^\.partial-(\d+)-/.exec(name)?.[1];
    if (owner !== undefined && !isAlive(Number(owner))) {
      fs.rmSync(path.join(cacheFolder, name), { recursive: true, force: true });
    }
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Downloads a package's tarball alone, without its dependencies, and unpacks it in `folder`. */
async function unpack(spec: string, folder: string, integrity?: string): Promise<string> {
  const printed = await npm(['pack', spec, '--json', '--loglevel=error', '--pack-destination', folder], folder);
  const [packed] = JSON.parse(printed.slice(printed.indexOf('['))) as { filename: string }[];
  if (!packed) throw new Hindrance(`npm found no package ${spec}.`);
  const tarball = path.join(folder, packed.filename);
  const digest = createHash('sha512').update(fs.readFileSync(tarball)).digest('base64');
  if (integrity !== undefined && `sha512-${digest}` !== integrity) {
    throw new Hindrance(`The registry's ${spec} is not the package this project was tested with; it was not used.`);
  }
  await run('tar', ['-xzf', tarball, '-C', folder]);
  fs.rmSync(tarball);
  return path.join(folder, 'package');
}

async function npm(args: string[], folder: string): Promise<string> {
  try {
    return await run(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, {
      cwd: folder,
      shell: process.platform === 'win32',
    });
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    if (/ENOSPC|EDQUOT/.test(error.printed)) {
      throw new Hindrance(`No disk space left in ${cacheFolder}; a VS Code needs 400 MB. Free some, then run again.`);
    }
    throw new Hindrance(
      `${error.message}\n\nVS Code could not be fetched. Check that the npm registry can be reached (npm ping), then run again.`,
    );
  }
}
