/** Cells that do not end by themselves, of every kind that an interrupt has to end. All set `turns`. */
export const endless: Readonly<Record<string, string>> = {
  'a loop': 'let turns = 0; for (;;) turns++;',
  'a loop of calls': 'let turns = 0; const step = () => turns++; for (;;) step();',
  'a loop after an await': 'let turns = 0; await null; for (;;) turns++;',
  'a loop of awaits of nothing': 'let turns = 0; for (;;) { turns++; await null; }',
  'a chain of promises':
    'let turns = 0; const next = (): unknown => Promise.resolve(turns++).then(next); await next();',
  'a loop of timers': 'let turns = 0; for (;;) { turns++; await new Promise((go) => setTimeout(go, 1)); }',
  'a loop in a timer': 'let turns = 0; await new Promise(() => setTimeout(() => { for (;;) turns++; }));',
  'a chain of immediates':
    'let turns = 0; const next = () => void setImmediate(next, turns++); next(); await new Promise(() => {});',
  'a loop in an immediate':
    'let turns = 0; for (let n = 0; n < 3; n++) setImmediate(() => { for (;;) turns++; }); await new Promise(() => {});',
  'a loop in a later immediate':
    'let turns = 0; setImmediate(() => {}); setImmediate(() => { for (;;) turns++; }); setImmediate(() => {}); await new Promise(() => {});',
  'a loop in an immediate of the module':
    'let turns = 0; const { setImmediate: other } = require("timers"); for (let n = 0; n < 3; n++) other(() => { for (;;) turns++; }); await new Promise(() => {});',
  'a chain of ticks':
    'let turns = 0; const next = () => process.nextTick(next, turns++); next(); await new Promise(() => {});',
  'a loop that prints': 'let turns = 0; for (;;) console.log(turns++);',
  'a loop that prints and catches': 'let turns = 0; for (;;) try { console.log(turns++); } catch {}',
  'a loop that writes to stdout': 'let turns = 0; for (;;) try { process.stdout.write(`${turns++} `); } catch {}',
  'a loop that displays': 'let turns = 0; for (;;) try { await display(turns++); } catch {}',
  "a loop of Node's": 'let turns = 0; for (;;) { turns++; require("fs").readFileSync("/proc/self/status"); }',
  'a loop in a finally': 'let turns = 0; try { for (;;) turns++; } finally { for (;;) turns++; }',
  'a loop in a catch after a call':
    'let turns = 0; try { await client.getMarginAccount(); } catch { for (;;) turns++; }',
  'a pending await': 'let turns = 0; await new Promise(() => {});',
  'a pending call': 'let turns = 0; await client.getMarginAccount();',
  'a wait': 'let turns = 0; Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0); for (;;) turns++;',
  'a value that shows itself for ever':
    'let turns = 0; ({ [Symbol.for("nodejs.util.inspect.custom")]: () => { for (;;) turns++; } })',
  'a value that is never shown': 'let turns = 0; ({ [Symbol.for("Jupyter.display")]: () => new Promise(() => {}) })',
  'an import that loops': 'let turns = 0; await import("data:text/javascript,for(;;);//" + Math.random());',
  'evaluated code': 'let turns = 0; eval("for (;;);");',
  'a search for ever': 'let turns = 0; /(x+x+)+y/.test("x".repeat(50)); for (;;) turns++;',
  'a generator':
    'let turns = 0; const all = function* () { try { for (;;) yield turns++; } finally { for (;;); } }; for (const one of all()) one;',
  'an event handler':
    'let turns = 0; const emitter = new (require("events"))(); emitter.on("x", () => { for (;;) turns++; }); emitter.emit("x");',
  'a file being read':
    'let turns = 0; for (;;) { turns++; await require("fs/promises").readFile("/proc/self/status"); }',
};
