import { Decimal } from '../margin/decimal.ts';
import { controlsOf, remoteObject, type Calls } from './calls.ts';
import type { Display } from './display.ts';
import type { Importer } from './importer.ts';
import { makeHistory, type MakeFrame } from './history.ts';
import { makeInput } from './input.ts';
import { kernelGlobal } from './modules.ts';
import type { Probe } from './probe.ts';
import type { Scope } from './protocol.ts';

interface Preloaded {
  readonly calls: Calls;
  readonly display: Display;
  readonly importer: Importer;
  readonly scope: () => Scope;
  /** Throws when the cell that runs is to end. */
  readonly alive: () => void;
  readonly probe: Probe;
  /** Loads one of the bundles beside the kernel, once. */
  readonly load: (part: 'frames' | 'charts' | 'analytics') => Record<string, unknown>;
}

/** Sets `_`, what a cell has last shown as its result, and `_error`, what one has last failed with. */
export interface Recall {
  result(value: unknown): void;
  error(thrown: unknown): void;
}

/** Puts the preloaded names into the global scope. Cells may redeclare any of them. */
export function defineScope({ calls, display, importer, scope, alive, probe, load }: Preloaded): Recall {
  const { import: import_, names, meta } = importer;
  define(kernelGlobal, { import: import_, names, meta, named, constant, alive, probe });
  define('require', importer.require);
  define('__dirname', importer.meta.dirname);
  define('__filename', importer.meta.filename);
  define('module', importer.module);
  define('exports', importer.module.exports);
  define('display', display);
  define(
    'client',
    remoteObject('client', calls, () => scope().methods),
  );
  define(
    'paper',
    remoteObject('paper', calls, () => controlsOf(scope())),
  );
  define('Decimal', Decimal);
  define('input', makeInput(calls));
  define(
    'history',
    makeHistory(calls, display, () => load('frames')['frame'] as MakeFrame),
  );
  // danfo and Vega are heavy: they load when a cell first touches them.
  for (const name of ['dfd', 'DataFrame', 'Series', 'frame']) defineLazily(name, () => load('frames')[name]);
  // Node's own take no assignment, and `var crypto = require('crypto')` would change nothing.
  for (const name of ['crypto', 'navigator']) {
    const own = Object.getOwnPropertyDescriptor(globalThis, name);
    if (own?.get) defineLazily(name, () => own.get?.call(globalThis) as unknown);
  }
  defineLazily('chart', () => load('charts')['chart']);
  defineLazily('analytics', () => load('analytics'));
  return { result: defineRecalled('_'), error: defineRecalled('_error') };
}

function define(name: string, value: unknown): void {
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true, enumerable: false });
}

function defineLazily(name: string, load: () => unknown): void {
  Object.defineProperty(globalThis, name, {
    configurable: true,
    enumerable: false,
    get: () => {
      const value = load();
      define(name, value);
      return value;
    },
    set: (value: unknown) => define(name, value),
  });
}

/** A global that the kernel sets, until a cell takes the name for something of its own. */
function defineRecalled(name: string): (value: unknown) => void {
  let recalled: unknown;
  Object.defineProperty(globalThis, name, {
    configurable: true,
    enumerable: false,
    get: () => recalled,
    set: (value: unknown) => define(name, value),
  });
  return (value) => {
    recalled = value;
  };
}

/** Gives a function that was declared under another name its own name back, in stacks too. */
function named(value: object, name: string): object {
  return Object.defineProperty(value, 'name', { value: name, configurable: true });
}

/** Assignments to a cell's constants end here. */
const constant = new Proxy(
  {},
  {
    set: () => {
      throw new TypeError('Assignment to constant variable.');
    },
  },
);
