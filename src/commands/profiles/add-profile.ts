import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { l10n, ProgressLocation, window } from 'vscode';
import { NotSentError } from '../../binance/errors.ts';
import { createSigner, isEncrypted } from '../../binance/sign.ts';
import { judgeKey, type Finding } from '../../connection/key-check.ts';
import type { Secret } from '../../connection/profiles.ts';
import type { Endpoint, KeyKind, Profile } from '../../connection/session.ts';
import { report } from '../failure.ts';
import { ask, cancelled, pick, type, type Asked, type Frame, type Step } from '../wizard.ts';
import type { Command, Workbench } from '../workbench.ts';
import { readEndpoint } from './endpoint.ts';

interface Answers {
  readonly name: string;
  readonly endpoint: Endpoint;
  readonly keyKind: KeyKind;
  readonly apiKey: string;
  readonly secret: string;
  readonly passphrase: string;
}

const binance: Endpoint = {
  restUrl: 'https://api.binance.com',
  wsApiUrl: 'wss://ws-api.binance.com:443/ws-api/v3',
  streamUrl: 'wss://margin-stream.binance.com',
};

/** Adds a real key. It is looked at first, and READ-ONLY whatever it may do. */
export const addProfile: Command = async (bench) => {
  const answers = await ask(l10n.t('Add a Profile'), steps(bench), {});
  if (!answers?.name || !answers.endpoint || !answers.keyKind || !answers.apiKey || !answers.secret) return;
  const { name, endpoint, keyKind, apiKey, passphrase } = answers;
  const secret: Secret = { apiKey, secret: answers.secret, ...(passphrase !== undefined && { passphrase }) };
  const profile: Profile = { id: randomUUID(), name, mode: 'READ-ONLY', endpoint, keyKind };
  if (!(await agree(bench, profile, endpoint, secret))) return;
  await bench.connection.profiles.add(profile, secret);
  try {
    await bench.connection.use(profile);
  } catch (error) {
    await report(l10n.t('Connecting to {0}', name), error);
  }
};

function steps({ connection }: Workbench): Step<Answers>[] {
  const taken = new Set(connection.profiles.all.map(({ name }) => name.toLowerCase()));
  return [
    {
      answer: 'name',
      ask: (_answers, frame) =>
        type(frame, {
          prompt: l10n.t('A name for the profile, such as “Main account”'),
          read: (text) => {
            const name = text.trim();
            if (name === '') return { ok: false, reason: l10n.t('A profile needs a name.') };
            return taken.has(name.toLowerCase())
              ? { ok: false, reason: l10n.t('There is a profile of this name already.') }
              : { ok: true, value: name };
          },
        }),
    },
    { answer: 'endpoint', ask: (_answers, frame) => askEndpoint(frame) },
    {
      answer: 'keyKind',
      ask: (_answers, frame) =>
        pick<KeyKind>(frame, {
          placeholder: l10n.t('Which kind of key?'),
          choices: [
            { label: 'HMAC', detail: l10n.t('made by the exchange: an API key and a secret'), value: 'HMAC' },
            {
              label: 'Ed25519',
              detail: l10n.t('made by you: an API key and a private key file (PEM)'),
              value: 'ED25519',
            },
            { label: 'RSA', detail: l10n.t('made by you: an API key and a private key file (PEM)'), value: 'RSA' },
          ],
        }),
    },
    {
      answer: 'apiKey',
      ask: (_answers, frame) =>
        type(frame, {
          prompt: l10n.t('The API key. It is kept in this machine’s secret storage.'),
          password: true,
          read: (text) =>
            /^[\w-]{8,}$/.test(text.trim())
              ? { ok: true, value: text.trim() }
              : { ok: false, reason: l10n.t('An API key is one word of letters and digits.') },
        }),
    },
    { answer: 'secret', ask: ({ keyKind }, frame) => (keyKind === 'HMAC' ? askSecret(frame) : askKeyFile()) },
    {
      answer: 'passphrase',
      matters: ({ keyKind, secret }) => keyKind !== 'HMAC' && secret !== undefined && isEncrypted(secret),
      ask: ({ secret = '' }, frame) => askPassphrase(frame, secret),
    },
  ];
}

async function askEndpoint(frame: Frame): Promise<Asked<Endpoint>> {
  const chosen = await pick<Endpoint | 'other'>(frame, {
    placeholder: l10n.t('Which exchange?'),
    choices: [
      { label: 'Binance', description: binance.restUrl, value: binance },
      {
        label: l10n.t('Another address…'),
        detail: l10n.t('an exchange that speaks the same protocol'),
        value: 'other',
      },
    ],
  });
  if (chosen !== 'other') return chosen;
  return type(frame, {
    prompt: l10n.t('The base address, such as {0}', binance.restUrl),
    read: (text) => readEndpoint(text, l10n),
  });
}

function askSecret(frame: Frame): Promise<Asked<string>> {
  return type(frame, {
    prompt: l10n.t('The secret. It is kept in this machine’s secret storage and shown nowhere.'),
    password: true,
    read: (text) =>
      text.trim() === ''
        ? { ok: false, reason: l10n.t('The key cannot sign without its secret.') }
        : { ok: true, value: text.trim() },
  });
}

async function askKeyFile(): Promise<Asked<string>> {
  const [file] =
    (await window.showOpenDialog({
      title: l10n.t('The private key'),
      openLabel: l10n.t('Use This Key'),
      filters: { PEM: ['pem', 'key'] },
    })) ?? [];
  return file ? readFile(file.fsPath, 'utf8') : cancelled;
}

function askPassphrase(frame: Frame, privateKey: string): Promise<Asked<string>> {
  return type(frame, {
    prompt: l10n.t('The key is encrypted. Its passphrase is kept beside it, in this machine’s secret storage.'),
    password: true,
    read: (passphrase) => {
      try {
        createSigner({ apiKey: '', privateKey, passphrase });
        return { ok: true, value: passphrase };
      } catch (error) {
        return { ok: false, reason: error instanceof Error ? error.message : String(error) };
      }
    },
  });
}

/** Looks at what the key may do, and shows it before anything is kept. */
async function agree(bench: Workbench, profile: Profile, endpoint: Endpoint, secret: Secret): Promise<boolean> {
  let findings: readonly Finding[];
  try {
    findings = await window.withProgress(
      { location: ProgressLocation.Notification, title: l10n.t('Checking the key with the exchange') },
      () => look(bench, profile, endpoint, secret),
    );
  } catch (error) {
    // What cannot sign now never will; anything else may be the exchange's trouble, or the network's.
    if (error instanceof NotSentError && error.reason === 'credentials') {
      await report(l10n.t('Add a Profile'), error);
      return false;
    }
    const anyway = l10n.t('Add Anyway');
    const says = error instanceof Error ? error.message : String(error);
    const options = { modal: true, detail: says };
    return (await window.showWarningMessage(l10n.t('The key could not be checked.'), options, anyway)) === anyway;
  }
  const add = l10n.t('Add as READ-ONLY');
  const mark = { good: '✓', lack: '✗', risk: '⚠' };
  const options = { modal: true, detail: findings.map(({ kind, text }) => `${mark[kind]} ${text}`).join('\n') };
  const question = l10n.t('Add the profile {0}?', profile.name);
  const risky = findings.some(({ kind }) => kind === 'risk');
  const answer = risky
    ? await window.showWarningMessage(question, options, add)
    : await window.showInformationMessage(question, options, add);
  return answer === add;
}

async function look({ connection }: Workbench, profile: Profile, endpoint: Endpoint, secret: Secret) {
  const client = await connection.tryOut(profile, endpoint, secret);
  try {
    const asked = Date.now();
    const { serverTime } = await client.getServerTime({});
    const offset = serverTime - (asked + Date.now()) / 2;
    return judgeKey(await client.getApiKeyPermissions({}), offset, Date.now(), l10n);
  } finally {
    client.close();
  }
}
