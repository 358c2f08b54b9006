#!/usr/bin/env node
// Stands where @vscode/test-electron expects the VS Code program: takes the same arguments, and runs the tests in a
// VS Code server with a headless browser in front of it. Ends with the tests' exit code.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { launchBrowser } from './browser.ts';
import { editor, newestVsCode, vsCodeVersion } from './cache.ts';
import { freePort } from './processes.ts';
import { Hindrance, runProgram } from './say.ts';
import { pageUrl, remoteUri, serve, writeMachineSettings } from './server.ts';
import { quietWorkbench } from './settings.ts';

/** The workbench calls this with what tests print, and with how they ended. */
interface Verdict {
  code: number;
}

async function main(): Promise<number> {
  const extension = argument('extensionDevelopmentPath');
  const tests = argument('extensionTestsPath');
  const workspace = process.argv.slice(2).find((text) => !text.startsWith('-'));
  if (extension === undefined || tests === undefined || workspace === undefined) {
    throw new Hindrance('launcher: wants a workspace, --extensionDevelopmentPath and --extensionTestsPath.');
  }
  const vsCode = await editor(vsCodeVersion(process.env['MARGINALIA_VSCODE'] ?? newestVsCode));
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'marginalia-host-'));
  const dataFile = path.join(folder, 'paper.db');
  writeMachineSettings(folder, { ...quietWorkbench, 'marginalia.paper.dataFile': dataFile });
  const log = fs.openSync(process.env['MARGINALIA_LOG'] ?? path.join(folder, 'workbench.log'), 'w');
  const port = await freePort();
  const server = await serve({ editor: vsCode, folder, driver: true, port });
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.exposeFunction('codeAutomationLog', (type: string, args: unknown[]) => relay(log, type, args));
    const verdict = new Promise<Verdict>((resolve, reject) => {
      void page.exposeFunction('codeAutomationExit', (code: number) => resolve({ code })).catch(reject);
      server.process.once('exit', () => reject(new Hindrance(`The VS Code server ended:\n${server.log()}`)));
      page.once('crash', () => reject(new Hindrance('The browser page crashed.')));
    });
    await page.goto(
      pageUrl({
        port,
        workspace,
        payload: [
          ['extensionDevelopmentPath', remoteUri(port, extension)],
          ['extensionTestsPath', remoteUri(port, tests)],
          ['skipWelcome', 'true'],
        ],
      }),
    );
    return (await verdict).code;
  } finally {
    await browser.close();
    await server.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** Begins the lines that test/host/reporter.ts prints. */
const mark = '\u25b8';

/**
 * Prints what the tests say. Everything else that the workbench and the extensions say, which is a lot, goes to a file
 * that helps when a test fails.
 */
function relay(log: number, type: string, args: unknown[]): void {
  const words = args.map((value) => (typeof value === 'string' ? value : JSON.stringify(value)));
  const marked = words.find((word) => word.includes(mark));
  if (marked === undefined) fs.writeSync(log, `${type} ${words.join(' ')}\n`);
  else process.stdout.write(`${marked.slice(marked.indexOf(mark) + 1)}\n`);
}

function argument(name: string): string | undefined {
  return process.argv.find((text) => text.startsWith(`--${name}=`))?.slice(name.length + 3);
}

await runProgram(main);
