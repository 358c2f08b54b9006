// What a workbench that shows Marginalia is set to, so that nothing else asks for attention.

export const quietWorkbench: Record<string, unknown> = {
  // Named here, a notebook opens as one also when it is opened before the built-in extensions have registered.
  'workbench.editorAssociations': { '*.ipynb': 'jupyter-notebook' },
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.tips.enabled': false,
  'chat.disableAIFeatures': true,
  'extensions.ignoreRecommendations': true,
  'telemetry.telemetryLevel': 'off',
  'git.enabled': false,
};
