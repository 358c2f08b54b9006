/** Functions that TypeScript puts before what it has compiled down. Nobody has written them, so nobody sees them. */
export const compilerHelpers: ReadonlySet<string> = new Set(
  [
    'addDisposableResource',
    'disposeResources',
    'decorate',
    'esDecorate',
    'runInitializers',
    'propKey',
    'setFunctionName',
    'param',
    'metadata',
    'classPrivateFieldGet',
    'classPrivateFieldSet',
    'classPrivateFieldIn',
  ].map((name) => `__${name}`),
);
