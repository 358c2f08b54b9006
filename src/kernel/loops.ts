import type { AnyNode, Program } from 'acorn';
import type { Edits } from './edits.ts';
import { kernelGlobal } from './modules.ts';
import { walk } from './syntax.ts';

/** Whether a cell could hold anything that {@link endLoopsOfAwaits} changes. */
export function mayLoopOverAwaits(code: string): boolean {
  return /\bawait\b/.test(code) && /\b(?:for|while|do)\b/.test(code);
}

/**
 * A loop of awaits lets the kernel hear of an interrupt but would go on in the background for ever: what it waits for
 * comes from Node, which knows nothing of cells. Each turn of such a loop asks whether its cell is still to run.
 */
export function endLoopsOfAwaits(program: Program, edits: Edits): void {
  walk(program, (node) => {
    if (!isLoop(node) || !awaits(node)) return undefined;
    const { body } = node;
    if (body.type === 'BlockStatement') edits.insert(body.start + 1, ` ${kernelGlobal}.alive();`);
    else {
      edits.insert(body.start, `{ ${kernelGlobal}.alive(); `);
      edits.insert(body.end, ' }');
    }
    return undefined;
  });
}

type Loop = AnyNode & { body: AnyNode; type: `${string}Statement` };

function isLoop(node: AnyNode): node is AnyNode & Loop {
  return /^(?:For|ForIn|ForOf|While|DoWhile)Statement$/.test(node.type);
}

/** Functions within it wait on their own. */
function awaits(loop: AnyNode): boolean {
  let found = false;
  walk(loop, (node) => {
    if (node.type === 'AwaitExpression' || (node.type === 'ForOfStatement' && node.await)) found = true;
    return found || /Function|^Class/.test(node.type) ? false : undefined;
  });
  return found;
}
