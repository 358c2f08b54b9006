// Where the stage keeps things. Everything here is git-ignored and can be deleted; it is made again.
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const stageFolder = path.dirname(fileURLToPath(import.meta.url));
export const root = path.resolve(stageFolder, '../..');

/** Downloaded editors, browsers and Node versions, by version. */
export const cacheFolder = path.join(root, '.vscode-test');

/** What test runs leave behind to look at: screenshots, logs of failed runs. */
export const artifactsFolder = path.join(root, 'test', 'artifacts');

/** The demo of `npm start`: paper exchange database, editor state, workspace. */
export const demoFolder = path.join(cacheFolder, 'demo');
