/** Where Vega and Vega-Lite say what they think of a specification. */

const silent = () => quiet;

/** Vega-Lite tells of every default it takes; errors are thrown all the same. */
export const quiet = { level: silent, error: silent, warn: silent, info: silent, debug: silent } as never;

const nothing = () => throwing;

/** Vega tells some errors to its log only, and goes on with what it has. */
export const throwing = {
  level: nothing,
  error: (problem: unknown) => {
    throw problem instanceof Error ? problem : new Error(String(problem));
  },
  warn: nothing,
  info: nothing,
  debug: nothing,
} as never;
