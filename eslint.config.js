import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

// Who may know whom (ARCHITECTURE.md). A room imports itself, the rooms listed here, and nothing else of src/.
// A name ending in `:types` may be imported for its types only; `binance/table` is the endpoint table without the client.
const rooms = {
  margin: [],
  binance: ['margin'],
  frames: ['margin'],
  analytics: ['margin', 'frames'],
  paper: ['margin', 'binance/table'],
  kernel: ['frames', 'analytics', 'margin', 'binance:types'],
  connection: ['margin', 'binance', 'paper:types'],
  sidebar: ['margin', 'analytics', 'binance:types', 'connection'],
  commands: ['margin', 'analytics', 'binance', 'connection'],
  notebook: ['margin', 'analytics', 'frames', 'kernel', 'binance:types', 'binance/table', 'connection'],
};
const mayUseVscode = new Set(['connection', 'sidebar', 'commands', 'notebook']);

/**
 * @param {string} room
 * @returns {import('eslint').Linter.Config}
 */
function boundaries(room) {
  const known = /** @type {Record<string, string[]>} */ (rooms)[room] ?? [];
  const patterns = [];
  for (const other of Object.keys(rooms)) {
    if (other === room || known.includes(other)) continue;
    const typesOnly = known.includes(`${other}:types`);
    const part = known.find((name) => name.startsWith(`${other}/`));
    patterns.push({
      regex: part ? `^(\\.\\./)+${other}/(?!${part.slice(other.length + 1)}/)` : `^(\\.\\./)+${other}/`,
      message: `${room}/ may not know ${other}/${typesOnly ? ', except its types' : ''} (see "Who may know whom" in ARCHITECTURE.md).`,
      allowTypeImports: typesOnly,
    });
  }
  if (!mayUseVscode.has(room)) patterns.push({ regex: '^vscode$', message: `${room}/ runs without VS Code.` });
  return {
    files: [`src/${room}/**/*.ts`],
    rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns }] },
  };
}

export default defineConfig(
  {
    ignores: [
      'node_modules',
      'dist',
      '.vscode-test',
      'test/artifacts',
      'src/frames/stand-ins',
      'src/notebook/intellisense/package',
    ],
  },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { project: './tsconfig.json' } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  ...Object.keys(rooms).map(boundaries),
  {
    files: ['test/**'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unused-expressions': 'off',
    },
  },
  {
    files: [
      'test/stage/**',
      'test/host/reporter.ts',
      'test/ui/**',
      'test/bench/**',
      'esbuild.js',
      'src/cli.ts',
      'src/cli/**',
    ],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['**/*.js', '**/*.mjs'],
    // The parser does not see casts in comments, so these rules complain where tsc knows better.
    rules: { '@typescript-eslint/no-unsafe-assignment': 'off', '@typescript-eslint/no-unsafe-member-access': 'off' },
    languageOptions: {
      globals: {
        console: 'readonly',
        process: 'readonly',
        Buffer: 'readonly',
        URL: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
      },
    },
  },
);
