// Stands in for @vscode/spdlog, a native module, inside the cached VS Code: what is logged goes to its file, line by line.
import fs from 'node:fs';
import path from 'node:path';

const levels = ['trace', 'debug', 'info', 'warn', 'error', 'critical'];

/**
 * @param {string} _name
 * @param {string} file
 */
export function createAsyncRotatingLogger(_name, file) {
  let level = levels.indexOf('info');
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const writers = levels.map((name, importance) => [
    name,
    (/** @type {string} */ message) => {
      if (importance < level) return;
      fs.appendFile(file, `${new Date().toISOString()} [${name}] ${message}\n`, () => undefined);
    },
  ]);
  return Promise.resolve({
    ...Object.fromEntries(writers),
    getLevel: () => level,
    setLevel: (/** @type {number} */ value) => {
      level = value;
    },
    setPattern: () => undefined,
    clearFormatters: () => undefined,
    flush: () => undefined,
    drop: () => undefined,
  });
}

export const createRotatingLogger = createAsyncRotatingLogger;
export const setLevel = () => undefined;
export const setFlushOn = () => undefined;
