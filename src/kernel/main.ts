import { setFlagsFromString } from 'node:v8';
import { serve } from './kernel.ts';
import { listenForGood } from './listeners.ts';

// V8 of Node 24 takes some endless loops (`for (;;) new Array(100);`) for short ones, in which nothing can interrupt.
setFlagsFromString('--no-turboshaft-loop-unrolling');

// Ctrl+C in a terminal reaches all programs in it. What becomes of cells then is for the parent to say.
listenForGood({ SIGINT: () => undefined });
serve();
