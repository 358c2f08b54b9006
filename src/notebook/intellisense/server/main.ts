/** Entry of `dist/cells-server.cjs`: IntelliSense for cells in a process of our own. Its parent ends it. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Answers } from '../engine/answers.ts';
import type { TypeScript } from '../engine/cell.ts';
import { Engine } from '../engine/engine.ts';
import { answerers } from './answer.ts';
import type { FromServer, ToServer } from './protocol.ts';

const { ts } = createRequire(__filename)('./typescript.cjs') as { ts: TypeScript };
const texts = new Map<string, string>();
const engine = new Engine(
  ts,
  {
    cell: (key) => ts.ScriptSnapshot.fromString(texts.get(key) ?? ''),
    open: () => undefined,
  },
  join(__dirname, 'types', 'lib').replaceAll('\\', '/'),
);
const answer = answerers(ts, engine, new Answers(ts, engine, (key) => key));

process.on('message', (message: ToServer) => {
  switch (message.type) {
    case 'outlines':
      engine.setOutlines(message.outlines);
      break;
    case 'text':
      texts.set(message.key, message.text);
      break;
    case 'ask': {
      const { id, name, question } = message;
      let reply: FromServer;
      try {
        // Each question goes to the answerer of its own name; the compiler cannot follow that through the union.
        reply = { id, answer: (answer[name] as (question: unknown) => unknown)(question) };
      } catch (error) {
        reply = { id, failure: error instanceof Error ? error.message : String(error) };
      }
      process.send?.(reply);
      break;
    }
  }
});
process.on('disconnect', () => process.exit(0));
