import type { ExtensionContext } from 'vscode';

export function activate(_context: ExtensionContext): void {
  // The rooms are wired here as they are built.
}
