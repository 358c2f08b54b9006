/** What runs without VS Code: the paper exchange, and notebooks. */
interface Tool {
  readonly usage: string;
  readonly run: (args: readonly string[]) => Promise<void>;
}

// Loaded when asked for: what they need is not in every Node, and the message about that has to come first.
const tools: Readonly<Record<string, () => Promise<Tool>>> = {
  paper: async () => {
    const { paper, paperUsage } = await import('./cli/paper.ts');
    return { usage: paperUsage, run: paper };
  },
  notebook: async () => {
    const { notebook, notebookUsage } = await import('./cli/notebook.ts');
    return { usage: notebookUsage, run: notebook };
  },
};

const USAGE = 2;

async function main([name = '', ...args]: readonly string[]): Promise<void> {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 22 || (major === 22 && minor < 13)) {
    process.stderr.write(
      `Marginalia needs Node 22.13 or newer, this is ${process.versions.node}. The npm scripts bring their own: npm run ${name || 'paper'}\n`,
    );
    process.exitCode = USAGE;
    return;
  }
  const tool = Object.hasOwn(tools, name) ? tools[name] : undefined;
  if (tool) {
    // npm runs scripts in the folder of package.json; files are named from where the user is.
    const { npm_lifecycle_event: script, INIT_CWD: folder } = process.env;
    if (script === name && folder !== undefined) process.chdir(folder);
    const { run } = await tool();
    await run(args);
    return;
  }
  const usages = await Promise.all(Object.values(tools).map(async (load) => (await load()).usage));
  const asked = name === '--help' || name === '-h';
  process[asked ? 'stdout' : 'stderr'].write(`usage: ${usages.join('\n       ')}`);
  process.exitCode = asked ? 0 : USAGE;
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
