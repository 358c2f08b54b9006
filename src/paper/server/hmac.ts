import { createHash, createHmac, hash, timingSafeEqual } from 'node:crypto';

const BLOCK = 64;
const DIGEST = 32;
/** Longer texts are rare, and not worth a larger buffer. */
const LONGEST = 4096;

/**
 * HMAC-SHA-256 (RFC 2104) with one key, for many short texts. `createHmac` makes an object for every text, which takes
 * three times as long as the two hashes that an HMAC consists of; here they are computed in one call each, over buffers
 * that hold the key already.
 */
export class Hmac {
  readonly #key: string;
  readonly #inner = Buffer.alloc(BLOCK + LONGEST);
  readonly #outer = Buffer.alloc(BLOCK + DIGEST);
  readonly #given = Buffer.alloc(DIGEST);
  readonly #expected = Buffer.alloc(DIGEST);

  constructor(key: string) {
    this.#key = key;
    let bytes = Buffer.from(key, 'utf8');
    if (bytes.length > BLOCK) bytes = createHash('sha256').update(bytes).digest();
    for (let index = 0; index < BLOCK; index++) {
      this.#inner[index] = (bytes[index] ?? 0) ^ 0x36;
      this.#outer[index] = (bytes[index] ?? 0) ^ 0x5c;
    }
  }

  /** Whether `code`, in hex of either case, is that of `text`. */
  signed(text: string, code: string): boolean {
    // Writing stops at the first character that is not hex.
    if (code.length !== 2 * DIGEST || this.#given.write(code, 'hex') !== DIGEST) return false;
    this.#expected.write(this.hex(text), 'hex');
    return timingSafeEqual(this.#given, this.#expected);
  }

  /** The code of a text of one byte per character, in lower-case hex. */
  hex(text: string): string {
    if (text.length > LONGEST) return createHmac('sha256', this.#key).update(text, 'latin1').digest('hex');
    const end = BLOCK + this.#inner.write(text, BLOCK, 'latin1');
    this.#outer.write(hash('sha256', this.#inner.subarray(0, end), 'hex'), BLOCK, 'hex');
    return hash('sha256', this.#outer, 'hex');
  }
}
