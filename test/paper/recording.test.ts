import assert from 'node:assert/strict';
import fc from 'fast-check';
import { seededWalk } from '../../src/paper/market/market.ts';
import { readRecording, type Recording, recordingOf } from '../../src/paper/market/recording.ts';
import { symbolOfFile } from '../../src/paper/market/recording-text.ts';
import { Series } from '../../src/paper/market/series.ts';
import { startExchange } from '../../src/paper/exchange.ts';
import { EngineBench } from './bench-engine.ts';
import { quietExchange, START, Trader } from './support.ts';

const SECOND = START / 1000;
const pricesOf = (recording: Recording, symbol: string, seconds: readonly number[]): (string | undefined)[] =>
  seconds.map((second) => recording.series.get(symbol)?.at(second));
const read = (text: string, symbol?: string): Recording => readRecording([{ text, symbol }]);

describe('recorded prices', () => {
  it('are read from lines of time, symbol and price, each price holding until the next', () => {
    const recording = read(
      'time,symbol,price\n2024-03-01T00:00:00Z,BTCUSDT,61000\n1709251260000,BTCUSDT,61500.126\n1709251200,ETHUSDT,3400.5\n',
    );
    const at = Date.parse('2024-03-01T00:00:00Z') / 1000;
    assert.deepEqual(pricesOf(recording, 'BTCUSDT', [at - 1, at, at + 59, at + 60, at + 1e6]), [
      undefined,
      '61000.00',
      '61000.00',
      '61500.13',
      '61500.13',
    ]);
    assert.deepEqual(pricesOf(recording, 'ETHUSDT', [at]), ['3400.50']);
    assert.deepEqual([recording.first, recording.last], [at, at + 60]);
  });

  it('are read from one column for each pair, an empty cell saying nothing new', () => {
    const recording = read('date;BTCUSDT;ETHBTC\r\n2024-03-01 00:00:00;61000;0.055\r\n2024-03-01 00:01:00;;0.056\r\n');
    const at = Date.parse('2024-03-01T00:00:00Z') / 1000;
    assert.deepEqual(pricesOf(recording, 'BTCUSDT', [at + 60]), ['61000.00']);
    assert.deepEqual(pricesOf(recording, 'ETHBTC', [at + 59, at + 60]), ['0.05500', '0.05600']);
  });

  const candle = '1709251200000,100,130,90,120,5.0,1709251259999,600,7,2.0,240,0';
  for (const [form, text] of [
    ['a published file', candle],
    [
      'a published file in microseconds',
      candle.replaceAll('1709251200000', '1709251200000000').replace('1709251259999', '1709251259999999'),
    ],
    ['a file with a header', `open_time,open,high,low,close,volume,close_time\n${candle}`],
    ['other columns with a header', 'Date,Close,Open,Low,High\n2024-03-01,120,100,90,130'],
    ['the answer of klines', `[[1709251200000,"100","130","90","120","5.0",1709251259999,"600",7,"2.0","240","0"]]`],
  ] as const)
    it(`are read from candles: open, low and high in thirds, close in the last second (${form})`, () => {
      const recording = read(text, 'SOLUSDT');
      const at = 1_709_251_200;
      assert.deepEqual(pricesOf(recording, 'SOLUSDT', [at, at + 18, at + 19, at + 38, at + 58, at + 59]), [
        '100.00',
        '100.00',
        '90.00',
        '130.00',
        '130.00',
        '120.00',
      ]);
    });

  it('of a falling candle pass the high first', () => {
    const recording = read('1709251200000,100,130,90,95,5.0,1709251259999', 'SOLUSDT');
    assert.deepEqual(pricesOf(recording, 'SOLUSDT', [1_709_251_219, 1_709_251_238]), ['130.00', '90.00']);
  });

  it('say in which line something is wrong', () => {
    for (const [text, says] of [
      ['time,symbol,price\n2024-03-01,BTCUSDT,61000\n2024-03-02,BTCEUR,1', /Line 3: BTCEUR is not a pair/],
      ['time,symbol,price\nyesterday,BTCUSDT,61000', /Line 2: "yesterday" is not a time/],
      ['time,symbol,price\n2024-03-01,BTCUSDT,-5', /Line 2: "-5" is not a price/],
      ['time,symbol,price\n2024-03-01,BTCUSDT,1e5', /Line 2: "1e5" is not a price/],
      ['price,time\n1,2', /the first column is the time/],
      ['1709251200000,100,130,90,120', /say which it is/],
      ['[1,2]', /list of lists/],
      ['[[', /begins like JSON/],
      ['', /at least a time and a price/],
      ['time,symbol,price', /at least one price/],
    ] as const)
      assert.throws(() => read(text), says);
    assert.throws(() => read('1709251200000,100,99,90,95', 'SOLUSDT'), /Line 1: the high and the low/);
    assert.throws(() => readRecording([{ text: 'x,y\n', name: 'march.csv' }]), /^RecordingError: march.csv: Line 1/);
  });

  it('know the pair of a file as the exchange names its files', () => {
    assert.equal(symbolOfFile('/data/BTCUSDT-1m-2024-03.csv'), 'BTCUSDT');
    assert.equal(symbolOfFile('ETHBTC-1h.csv'), 'ETHBTC');
    assert.equal(symbolOfFile('prices.csv'), undefined);
  });

  it('have bounds that no second inside breaks and some second reaches', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.nat(400), { minLength: 1, maxLength: 200 }),
        fc.nat(400),
        fc.nat(400),
        (seconds, one, other) => {
          const rows = seconds
            .sort((a, b) => a - b)
            .map((second) => [second, String(((second * 7919) % 97) + 1)] as const);
          const series = new Series(rows);
          const from = Math.max(Math.min(one, other), series.first);
          const to = Math.max(one, other, from);
          const inside = Array.from({ length: to - from + 1 }, (_, index) => Number(series.at(from + index)));
          assert.deepEqual(series.range(from, to), [Math.min(...inside), Math.max(...inside)]);
        },
      ),
    );
  });
});

describe('playing a recording back', () => {
  const crash = recordingOf([
    { second: SECOND + 60, symbol: 'BTCUSDT', price: '50000' },
    { second: SECOND + 120, symbol: 'BTCUSDT', price: '42000' },
    { second: SECOND + 180, symbol: 'BTCUSDT', price: '55000' },
  ]);
  const playing = (shift = 0): EngineBench => {
    const bench = new EngineBench();
    Object.assign(bench.world, { recordings: new Map([[crash.id, crash]]) });
    bench.fund('CROSS', 'USDT', '10000');
    bench.do({ do: 'replay', id: crash.id, shift });
    return bench;
  };

  it('fills orders and triggers stops at their second, although the clock passes over them in one go', () => {
    const bench = playing();
    bench.wait(60_000);
    const buy = bench.order({ side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', price: '43000', quantity: '0.1' });
    const stop = bench.order({ side: 'BUY', type: 'STOP_LOSS', stopPrice: '54000', quantity: '0.01' });
    bench.wait(3_600_000);
    assert.deepEqual([bench.last(buy.id).status, bench.last(buy.id).updatedAt], ['FILLED', START + 120_000]);
    assert.deepEqual([bench.last(stop.id).status, bench.last(stop.id).updatedAt], ['FILLED', START + 180_000]);
  });

  it('is the same in one long wait as in many short ones, shifted or not', () => {
    for (const shift of [0, 90]) {
      const [once, often] = [playing(shift), playing(shift)];
      for (const bench of [once, often])
        bench.order({ side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', price: '43000', quantity: '0.1' });
      once.wait(600_000);
      for (let part = 0; part < 600; part++) often.wait(1000);
      assert.equal(JSON.stringify(often.state), JSON.stringify(once.state));
    }
  });

  it('is the walk before it begins, and pairs without a recording follow those with one', () => {
    const bench = playing();
    const walk = seededWalk(7);
    const price = (symbol: string): string => bench.price(symbol);
    assert.equal(Number(price('BTCUSDT')), Number(walk.price('BTCUSDT', SECOND)));
    bench.wait(60_000);
    assert.equal(price('BTCUSDT'), '50000');
    const ether = Number(walk.price('ETHUSDT', SECOND + 60));
    assert.equal(Number(price('ETHBTC')), Number((ether / 50_000).toFixed(5)));
    bench.hold('BTCUSDT', '60000');
    assert.equal(price('BTCUSDT'), '60000');
    bench.do({ do: 'price', symbol: 'BTCUSDT', price: null });
    bench.do({ do: 'replay', id: null });
    assert.equal(Number(price('BTCUSDT')), Number(walk.price('BTCUSDT', SECOND + 60)));
  });
});

describe('a recording on an exchange', function () {
  this.timeout(120_000);
  const csv = 'time,symbol,price\n2024-03-01T00:00:00Z,BTCUSDT,61000\n2024-03-01T01:00:00Z,BTCUSDT,58000\n';
  const first = Date.parse('2024-03-01T00:00:00Z');

  it('given at the start sets a manual clock to its first time, and the demo account’s past leads up to its prices', async () => {
    const recording = read(csv);
    const trader = new Trader(await startExchange({ clock: 'manual', replay: recording }));
    try {
      assert.equal(trader.now, first);
      const price = async (): Promise<unknown> =>
        (await trader.call('GET', '/api/v3/ticker/price', { symbol: 'BTCUSDT' })).body.price;
      assert.equal(await price(), '61000.00000000');
      const candles = await trader.call<string[][]>('GET', '/api/v3/klines', {
        symbol: 'BTCUSDT',
        interval: '1h',
        limit: 2,
      });
      const before = Number(candles.body[0]?.[4]);
      assert.ok(Math.abs(before / 61_000 - 1) < 0.05, `an hour before it was ${before}`);
      await trader.control('POST', 'clock', { advanceMs: 3_600_000 });
      assert.equal(await price(), '58000.00000000');
      await trader.control('POST', 'reset');
      assert.equal(await price(), '58000.00000000');
    } finally {
      await trader.exchange.close();
    }
  });

  it('by control begins at once when its times are over, is seen and ended, and is refused with a reason', async () => {
    const trader = await quietExchange();
    try {
      const played = await trader.control('POST', 'replay', { csv });
      assert.deepEqual(played.body, { ...played.body, symbols: ['BTCUSDT'], from: START, to: START + 3_600_000 });
      assert.deepEqual((await trader.control('GET', 'replay')).body, played.body);
      const { body } = await trader.call('GET', '/sapi/v1/margin/priceIndex', { symbol: 'BTCUSDT' });
      assert.equal(body.price, '61000.00000000');
      const again = await trader.control('POST', 'replay', { csv, begin: 'recorded' });
      assert.deepEqual([again.body.from, again.body.to], [first, first + 3_600_000]);
      const klines = await trader.control('POST', 'replay', {
        klines: [[1_709_251_200_000, '100', '130', '90', '120', '5', 1_709_251_259_999]],
        symbol: 'SOLUSDT',
      });
      assert.deepEqual(klines.body.symbols, ['SOLUSDT']);
      assert.equal((await trader.control('DELETE', 'replay')).body, null);
      assert.equal((await trader.control('GET', 'replay')).body, null);
      const wrong = await trader.control('POST', 'replay', { csv: 'time,symbol,price\n2024-03-01,XXX,1' });
      assert.equal(wrong.status, 400);
      assert.match(String(wrong.body.msg), /Line 2: XXX is not a pair/);
      assert.equal((await trader.control('POST', 'replay', { csv, begin: 'soon' })).status, 400);
    } finally {
      await trader.exchange.close();
    }
  });

  it('may be long when the token is right, and only then', async () => {
    const trader = await quietExchange();
    try {
      const lines = Array.from(
        { length: 20_000 },
        (_, index) => `${1_709_251_200 + index},BTCUSDT,${60_000 + (index % 100)}`,
      );
      const long = { csv: `time,symbol,price\n${lines.join('\n')}` };
      assert.equal((await trader.control('POST', 'replay', long)).status, 200);
      const { controlUrl } = trader.exchange.announcement;
      const stranger = await fetch(`${controlUrl}/replay`, { method: 'POST', body: JSON.stringify(long) }).then(
        ({ status }) => status,
        () => 'cut',
      );
      assert.ok(stranger === 413 || stranger === 'cut', String(stranger));
    } finally {
      await trader.exchange.close();
    }
  });
});
