/** A TypeScript cell, or a JavaScript one. */
export type Cell = string | { readonly javascript: string };

/** Notebooks in which nothing is wrong, by what is in them: what their cells do, the kernel runs. */
export type Notebooks = Readonly<Record<string, readonly Cell[]>>;

export const js = (javascript: string): Cell => ({ javascript });
