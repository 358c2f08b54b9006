import { serve } from './kernel.ts';

// Ctrl+C in a terminal reaches all programs in it. What becomes of cells then is for the parent to say.
process.on('SIGINT', () => undefined);
serve();
