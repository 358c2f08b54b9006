import type { PlatformChange } from '../engine/platform.ts';
import { type Ban, bans, type Schedule, type State } from '../engine/state.ts';
import { assets, pairs } from '../market/catalogue.ts';

/** Reads what a control or a scenario wants of the platform. */

type Fields = Readonly<Record<string, unknown>>;
const HIGHEST_VIP = 9;

class Wrong extends Error {}

/** The change, or what is wrong with it in words. */
export function platformFrom(value: unknown): PlatformChange | string {
  try {
    if (!isFields(value)) throw new Wrong('What the platform is to be is a JSON object.');
    const change: Record<string, unknown> = {};
    for (const [name, part] of Object.entries(value)) {
      const read = Object.hasOwn(readers, name) ? readers[name] : undefined;
      if (!read) throw new Wrong(`"${name}" is not of the platform; there are ${Object.keys(readers).join(', ')}.`);
      change[name] = read(part, name);
    }
    return change;
  } catch (error) {
    if (error instanceof Wrong) return error.message;
    throw error;
  }
}

/** The platform as a control shows and takes it. */
export function platformView({ platform, inventory, settings }: State): unknown {
  const { rates, ...rest } = platform;
  return {
    vipLevel: settings.vipLevel,
    inventory,
    rates: Object.fromEntries(Object.entries(rates).map(([asset, changes]) => [asset, changes.at(-1)?.daily ?? null])),
    ...rest,
  };
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function names(value: unknown, name: string, known: Fields, what: string): string[] {
  if (!Array.isArray(value)) throw new Wrong(`"${name}" is a list.`);
  return (value as unknown[]).map((entry) => {
    if (typeof entry !== 'string' || known[entry] === undefined)
      throw new Wrong(`"${name}": ${String(entry)} is not ${what} of this exchange.`);
    return entry;
  });
}
const assetNames = (value: unknown, name: string): string[] => names(value, name, assets, 'an asset');
const pairNames = (value: unknown, name: string): string[] => names(value, name, pairs, 'a pair');

/** A decimal per asset; `null` is the usual again. */
const amounts =
  (most: number) =>
  (value: unknown, name: string): Record<string, string | null> => {
    if (!isFields(value)) throw new Wrong(`"${name}" is an object with a decimal for each asset.`);
    return Object.fromEntries(
      Object.entries(value).map(([asset, amount]) => {
        if (!assets[asset]) throw new Wrong(`"${name}": ${asset} is not an asset of this exchange.`);
        if (amount === null) return [asset, null];
        const text = typeof amount === 'number' ? String(amount) : amount;
        if (typeof text !== 'string' || !/^\d{1,15}(\.\d{1,8})?$/.test(text) || Number(text) > most)
          throw new Wrong(`"${name}": ${asset} takes a decimal up to ${most} with at most eight places, or null.`);
        return [asset, text];
      }),
    );
  };

function schedules(value: unknown, name: string): Schedule[] {
  if (!Array.isArray(value)) throw new Wrong(`"${name}" is a list.`);
  return (value as unknown[]).map((entry) => {
    if (!isFields(entry)) throw new Wrong(`"${name}" holds objects.`);
    const given = entry.time ?? entry.delistTime ?? entry.listTime;
    const time = typeof given === 'string' ? Date.parse(given) : given;
    if (typeof time !== 'number' || !Number.isSafeInteger(time) || time < 0)
      throw new Wrong(`"${name}": "time" is in ms or ISO form.`);
    return {
      time,
      crossMarginAssets: assetNames(entry.crossMarginAssets ?? [], `${name}.crossMarginAssets`),
      isolatedMarginSymbols: pairNames(entry.isolatedMarginSymbols ?? [], `${name}.isolatedMarginSymbols`),
    };
  });
}

const readers: Readonly<Record<string, (value: unknown, name: string) => unknown>> = {
  vipLevel(value, name) {
    if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > HIGHEST_VIP)
      throw new Wrong(`"${name}" is a whole number from 0 to ${HIGHEST_VIP}.`);
    return value;
  },
  inventory: amounts(1e15),
  rates: amounts(1),
  bans(value, name) {
    if (!Array.isArray(value) || !(value as unknown[]).every((entry) => bans.includes(entry as Ban)))
      throw new Wrong(`"${name}" is a list of ${bans.join(', ')}.`);
    return value as Ban[];
  },
  openLongRestrictedAsset: assetNames,
  maxCollateralExceededAsset: assetNames,
  limitPricePairs: pairNames,
  delistSchedule: schedules,
  listSchedule: schedules,
};
