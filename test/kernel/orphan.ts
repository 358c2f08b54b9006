// An editor that tells the process of its kernel, which is in an endless loop, and waits to be killed.
import { KernelUnderTest } from './kernel-under-test.ts';

const kernel = new KernelUnderTest();
const { ran } = kernel.start("console.log('looping'); for (;;);");
await kernel.until(() => ran.stdout !== '');
process.stdout.write(`${kernel.process.pid ?? 0}\n`);
