import { answer, type TableReply, type TableRequest } from '../../frames/table/query.ts';
import type { TableOutput } from '../../frames/table/bundle.ts';
import type { Words } from './words.ts';

/** Where a viewer gets its rows: from the output itself, or from the kernel that made the table. */
export interface RowSource {
  ask(request: TableRequest): Promise<TableReply>;
}

/** Rows that travelled in the output; works without a kernel. */
export function embeddedSource(output: TableOutput): RowSource {
  const table = {
    names: output.columns.map(({ name }) => name),
    columns: output.data,
    length: output.data[0]?.length ?? 0,
    ...(output.labels ? { labels: output.labels } : {}),
  };
  return { ask: (request) => Promise.resolve(answer(table, request)) };
}

/** The part of VS Code's renderer messaging that is used here. */
export interface Messaging {
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
}

/** Messages between this renderer and the notebook's controller. */
export interface AskMessage {
  readonly type: 'table';
  readonly ticket: number;
  readonly source: string;
  readonly request: TableRequest;
}
export interface ReplyMessage {
  readonly type: 'table';
  readonly ticket: number;
  readonly reply?: TableReply;
  readonly error?: string;
}

/**
 * Milliseconds after which a kernel that says nothing is taken for gone: half a minute where none has ever answered, for
 * perhaps nobody listens. One that has answered is told to be gone by the extension at once; if it is silent, it is busy
 * with a long cell or with sorting millions of rows on a slow machine.
 */
const patience = { first: 30_000, later: 600_000 };

/** Asks kernels for rows over one channel; answers find their question by ticket. */
export class KernelRows {
  private readonly waiting = new Map<
    number,
    { resolve: (reply: TableReply) => void; reject: (error: Error) => void }
  >();
  private ticket = 0;
  private answered = false;
  private readonly messaging: Messaging;
  private readonly l10n: Words;

  constructor(messaging: Messaging, l10n: Words) {
    this.messaging = messaging;
    this.l10n = l10n;
    messaging.onMessage((message) => {
      if (!isReply(message)) return;
      this.answered = true;
      this.settle(message);
    });
  }

  source(name: string): RowSource {
    return {
      ask: (request) =>
        new Promise<TableReply>((resolve, reject) => {
          const ticket = ++this.ticket;
          this.waiting.set(ticket, { resolve, reject });
          this.messaging.post({ type: 'table', ticket, source: name, request } satisfies AskMessage);
          const error = this.l10n.t('The kernel does not answer.');
          const silent = () => this.settle({ type: 'table', ticket, error });
          setTimeout(silent, this.answered ? patience.later : patience.first);
        }),
    };
  }

  private settle({ ticket, reply, error }: ReplyMessage): void {
    const waiting = this.waiting.get(ticket);
    if (!waiting) return;
    this.waiting.delete(ticket);
    if (reply) waiting.resolve(reply);
    else
      waiting.reject(new Error(error ?? this.l10n.t('The kernel that made this table is gone. Run the cell again.')));
  }
}

function isReply(message: unknown): message is ReplyMessage {
  return (
    typeof message === 'object' &&
    message !== null &&
    'type' in message &&
    message.type === 'table' &&
    'ticket' in message
  );
}
