import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { DataFrame, Series } from '../../src/frames/cells.ts';

async function readBack(bytes: Uint8Array | undefined): Promise<Record<string, unknown>[]> {
  return await parquetReadObjects({ file: fileOf(bytes) });
}

function fileOf(bytes: Uint8Array | undefined): ArrayBuffer {
  assert.ok(bytes);
  return new Uint8Array(bytes).buffer;
}

describe('Parquet, read back by another library', () => {
  it('keeps amounts, times, flags, gaps, text and identifiers that a double cannot hold', async () => {
    const frame = new DataFrame([
      {
        tranId: 9_007_199_254_740_993n,
        orderId: '007',
        time: 1_733_000_000_123,
        day: new Date('2026-01-02T03:04:05.678Z'),
        amount: '0.00000001',
        count: 3_000_000_000,
        flag: true,
        note: 'ä, "x"\n',
      },
      {
        tranId: 12n,
        orderId: '28457',
        time: 1_733_000_000_124,
        day: null,
        amount: null,
        count: -1,
        flag: null,
        note: null,
      },
    ]);
    const bytes = await frame.toParquet();
    const types = parquetMetadata(fileOf(bytes)).schema.slice(1);
    assert.deepEqual(
      types.map(({ name, type, converted_type }) => [name, converted_type ?? type]),
      [
        ['tranId', 'UTF8'],
        ['orderId', 'UTF8'],
        ['time', 'TIMESTAMP_MILLIS'],
        ['day', 'TIMESTAMP_MILLIS'],
        ['amount', 'DOUBLE'],
        ['count', 'INT64'],
        ['flag', 'BOOLEAN'],
        ['note', 'UTF8'],
      ],
    );
    assert.deepEqual(await readBack(bytes), [
      {
        tranId: '9007199254740993',
        orderId: '007',
        time: new Date(1_733_000_000_123),
        day: new Date('2026-01-02T03:04:05.678Z'),
        amount: 1e-8,
        count: 3_000_000_000n,
        flag: true,
        note: 'ä, "x"\n',
      },
      {
        tranId: '12',
        orderId: '28457',
        time: new Date(1_733_000_000_124),
        day: null,
        amount: null,
        count: -1n,
        flag: null,
        note: null,
      },
    ]);
  });

  it('keeps every row of a long frame', async () => {
    const numbers = Array.from({ length: 20_000 }, (_, row) => row / 8);
    const texts = numbers.map((_, row) => `row ${row % 300}`);
    const rows = await readBack(await new DataFrame({ numbers, texts }).toParquet());
    assert.deepEqual(
      rows.map((row) => row['numbers']),
      numbers,
    );
    assert.equal(rows[19_999]?.['texts'], texts[19_999]);
  });

  it('is written to a file, also of a series and of no rows', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'marginalia-parquet-'));
    try {
      await new Series([1, 2.5], { columns: ['price'] }).toParquet({ filePath: join(folder, 'prices') });
      assert.deepEqual(await readBack(readFileSync(join(folder, 'prices.parquet'))), [{ price: 1 }, { price: 2.5 }]);
    } finally {
      rmSync(folder, { recursive: true });
    }
    assert.deepEqual(await readBack(await new DataFrame({ a: [], b: [] }).toParquet()), []);
  });
});
