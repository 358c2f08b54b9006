// An editor with a kernel for each kind of cell it is given, which tells their processes and waits to be killed.
import { KernelUnderTest } from './kernel-under-test.ts';

const pids = await Promise.all(
  process.argv.slice(2).map(async (code) => {
    const kernel = new KernelUnderTest();
    const { ran } = kernel.start(`console.log('on'); ${code}`);
    await kernel.until(() => ran.stdout !== '');
    return kernel.process.pid;
  }),
);
process.stdout.write(`${pids.join(' ')}\n`);
