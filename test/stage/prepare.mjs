// Makes a checkout ready for every other script: installs what package-lock.json names, then builds what is out of
// date. Runs before them (the `pre…` entries of package.json) on whatever Node the machine has, so it uses nothing
// that has to be installed, and says everything on stderr: standard output belongs to the script that follows.
//
//   node test/stage/prepare.mjs [--install-only]
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const inRoot = (/** @type {string[]} */ ...parts) => path.join(root, ...parts);
const modules = inRoot('node_modules');
const installedStamp = path.join(modules, '.marginalia-installed');
const builtStamp = inRoot('dist', '.built');
const lock = inRoot('.vscode-test', 'prepare.lock');
const oldestNode = 20;
/** Node 24, a package like the others; it runs everything after the installation. */
const ownNode = path.join(modules, 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';

/** A failure that its message explains to the person at the terminal; it needs no stack. */
class Hindrance extends Error {}

const say = (/** @type {string} */ text) => process.stderr.write(`${text}\n`);
const sha256 = (/** @type {string | Buffer} */ data) => createHash('sha256').update(data).digest('hex');

/** @param {string} file */
function readIfThere(file) {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

// --- installing ------------------------------------------------------------------------------------------------

/**
 * @typedef {{ version?: string, resolved?: string, link?: boolean, optional?: boolean, devOptional?: boolean, inBundle?: boolean }} Locked
 * @param {string} file
 * @returns {Record<string, Locked> | undefined}
 */
function lockedPackages(file) {
  const text = readIfThere(file);
  if (text === undefined) return undefined;
  try {
    /** @type {{ packages: Record<string, Locked> }} */
    const { packages } = JSON.parse(text);
    return packages;
  } catch {
    return undefined;
  }
}

/** What is in node_modules that package-lock.json does not name, or the other way round; undefined when they agree. */
function difference() {
  const wanted = lockedPackages(inRoot('package-lock.json'));
  if (!wanted)
    throw new Hindrance('package-lock.json is missing or damaged. Restore it: git checkout package-lock.json');
  // npm writes this file last, so an interrupted install has none.
  const present = lockedPackages(path.join(modules, '.package-lock.json'));
  if (!present) return 'no finished installation';
  for (const [name, entry] of Object.entries(wanted)) {
    if (name === '' || entry.link || !name.startsWith('node_modules/')) continue;
    const found = present[name];
    if (!found && (entry.optional || entry.devOptional)) continue;
    if (found?.version !== entry.version) return name.slice('node_modules/'.length);
  }
  return fs.existsSync(ownNode) ? undefined : 'the node package (its install script did not run)';
}

async function install() {
  const wanted = sha256(readIfThere(inRoot('package-lock.json')) ?? '');
  if (readIfThere(installedStamp) === wanted) return;
  const missing = difference();
  if (missing) {
    if (fs.lstatSync(modules, { throwIfNoEntry: false })?.isSymbolicLink()) {
      say(`node_modules is a link and differs from package-lock.json (${missing}); left as it is.`);
      return;
    }
    say('Installing packages from the npm registry (npm ci; about a minute, once) …');
    // npm ci fails on some of the states that a killed npm leaves behind.
    fs.rmSync(modules, { recursive: true, force: true, maxRetries: 5 });
    needSpace();
    const { code, errors } = await run(npm, ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
    if (code !== 0) throw new Hindrance(explainNpm(errors));
    const still = difference();
    if (still)
      throw new Hindrance(`npm ci ended well, yet the installation lacks ${still}. Run it by hand and see: npm ci`);
  }
  fs.writeFileSync(installedStamp, wanted);
}

/** Bytes that node_modules and the downloaded VS Code take; npm itself tells a full disk by odd errors, minutes later. */
const neededBytes = 1_500_000_000;

function needSpace() {
  const { bavail, bsize } = fs.statfsSync(root);
  const free = bavail * bsize;
  if (free >= neededBytes) return;
  throw new Hindrance(
    `Too little disk space: Marginalia needs about ${String(neededBytes / 1e9)} GB in ${root}, and there are ${(free / 1e9).toFixed(1)} GB. Free some, then run the command again.`,
  );
}

/**
 * What to do about a failed `npm`, from what it printed.
 *
 * @param {string} errors
 */
function explainNpm(errors) {
  const code =
    /\b(ENOSPC|EDQUOT|EACCES|EPERM|EROFS|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ERR_SOCKET_TIMEOUT|ENOTCACHED|E401|E403|E404|EINTEGRITY|EUSAGE)\b/.exec(
      errors,
    )?.[1];
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return `No disk space left while installing. Marginalia needs about 2 GB for a checkout, in ${root} and in npm's cache. Free some, then run the command again.`;
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return `npm may not write where it has to (${code}). Check who owns ${root} and npm's cache (npm config get cache), then run the command again.`;
    case 'E401':
    case 'E403':
      return `The npm registry refuses access (${code}). Check the registry and its token: npm config get registry`;
    case 'EINTEGRITY':
      return 'A downloaded package is not the one package-lock.json names. Clean the cache (npm cache clean --force), then run the command again.';
    case 'EUSAGE':
      return 'package.json and package-lock.json disagree. Bring them in line: npm install';
    case undefined:
      return 'npm ci failed; its messages are above. Run the command again once they are dealt with; it continues from a clean state.';
    default:
      return `The npm registry cannot be reached (${code}). Check the connection, proxy and registry (npm config get registry; npm config get offline), then run the command again.`;
  }
}

// --- building --------------------------------------------------------------------------------------------------

/** A digest of the names, sizes and times of everything the bundles are made from. */
function sourcesNow() {
  const lines = [readIfThere(installedStamp) ?? ''];
  /** @param {string} folder */
  const visit = (folder) => {
    for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
      const file = path.join(folder, entry.name);
      if (entry.isDirectory()) visit(file);
      else note(file);
    }
  };
  /** @param {string} file */
  const note = (file) => {
    const { size, mtimeMs } = fs.statSync(file);
    lines.push(`${path.relative(root, file)} ${String(size)} ${String(mtimeMs)}`);
  };
  visit(inRoot('src'));
  for (const name of ['esbuild.js', 'package.json', 'tsconfig.json']) note(inRoot(name));
  return sha256(lines.sort().join('\n'));
}

async function build() {
  const sources = sourcesNow();
  if (readIfThere(builtStamp) === sources) return;
  say('Building (esbuild) …');
  fs.rmSync(builtStamp, { force: true });
  const { code, errors } = await run(ownNode, ['esbuild.js']);
  if (code !== 0) {
    const full = /ENOSPC|no space left/i.test(errors);
    throw new Hindrance(
      full
        ? `No disk space left in ${root}. Free some, then run the command again.`
        : 'The build failed; its messages are above.',
    );
  }
  fs.writeFileSync(builtStamp, sources);
}

// --- running things --------------------------------------------------------------------------------------------

/** @type {import('node:child_process').ChildProcess | undefined} */
let running;

/**
 * Runs a command in the checkout with all it prints on our stderr.
 *
 * @param {string} command
 * @param {string[]} args
 * @returns {Promise<{ code: number, errors: string }>}
 */
function run(command, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32' && command === npm,
      // A group of its own, which can be ended together with the install scripts in it.
      detached: process.platform !== 'win32',
    });
    running = child;
    if (child.pid !== undefined) noteOwners(process.pid, child.pid);
    let errors = '';
    const relay = (/** @type {Buffer} */ chunk) => {
      errors = (errors + chunk.toString()).slice(-100_000);
      process.stderr.write(chunk);
    };
    child.stdout.on('data', relay);
    child.stderr.on('data', relay);
    child.on('error', (error) => {
      reject(
        new Hindrance(
          `${command} cannot be started (${error.message}). Install Node ${String(oldestNode)} or newer together with npm.`,
        ),
      );
    });
    child.on('close', (code, signal) => {
      resolve({ code: code ?? (signal ? 130 : 1), errors });
    });
  });
}

/**
 * Who holds the lock: this script and the npm or esbuild it started, which may outlive it when it is killed.
 *
 * @param {number[]} owners
 */
function noteOwners(...owners) {
  fs.writeFileSync(lock, owners.join(' '));
}

/** Two scripts started side by side in one checkout must not both install. The lock names its owners' processes. */
async function whileLocked(/** @type {() => Promise<void>} */ work) {
  fs.mkdirSync(path.dirname(lock), { recursive: true });
  let told = false;
  for (;;) {
    try {
      fs.writeFileSync(lock, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
      const owner = (readIfThere(lock) ?? '').split(' ').map(Number).find(isAlive);
      if (owner === undefined) {
        fs.rmSync(lock, { force: true });
        continue;
      }
      if (!told) say(`Another script is preparing this checkout (process ${String(owner)}); waiting for it …`);
      told = true;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
  try {
    await work();
  } finally {
    fs.rmSync(lock, { force: true });
  }
}

/** @param {number} pid */
function isAlive(pid) {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}

/** @param {boolean} installOnly */
async function prepare(installOnly) {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < oldestNode) {
    throw new Hindrance(
      `Marginalia needs Node ${String(oldestNode)} or newer to begin; this is Node ${process.versions.node} (${process.execPath}).`,
    );
  }
  const ready = readIfThere(installedStamp) === sha256(readIfThere(inRoot('package-lock.json')) ?? '');
  if (ready && (installOnly || readIfThere(builtStamp) === sourcesNow())) return;
  await whileLocked(async () => {
    await install();
    if (!installOnly) await build();
  });
}

// Interrupted, we take npm with us at once: it would go on for many seconds before it gives up, and what it leaves behind
// is cleared away before the next attempt. The lock goes when it is gone.
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, () => {
    const leave = () => {
      if (readIfThere(lock)?.split(' ')[0] === String(process.pid)) fs.rmSync(lock, { force: true });
      process.exit(signal === 'SIGINT' ? 130 : 143);
    };
    if (!running || running.exitCode !== null || running.signalCode !== null) return leave();
    running.once('close', leave);
    killGroup(running);
  });
}

/** @param {import('node:child_process').ChildProcess} child */
function killGroup(child) {
  try {
    if (process.platform === 'win32') child.kill();
    else if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It ended in this moment.
  }
}

try {
  await prepare(process.argv.includes('--install-only'));
} catch (error) {
  const failure = /** @type {NodeJS.ErrnoException} */ (error);
  if (failure.code === 'ENOSPC') say(`No disk space left in ${root}. Free some, then run the command again.`);
  else say(failure instanceof Hindrance ? `\n${failure.message}` : (failure.stack ?? String(failure)));
  process.exitCode = 1;
}
