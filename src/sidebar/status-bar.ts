import { l10n, MarkdownString, StatusBarAlignment, ThemeColor, window } from 'vscode';
import type { Connection } from '../connection/connection.ts';
import { age, plain, type Figures } from '../connection/figures.ts';
import { calls, crossRisk, isolatedRisk, risksOf } from '../connection/risk.ts';
import type { Snapshot } from '../connection/snapshot.ts';
import type { Decimal } from '../margin/decimal.ts';
import { riskWord, table } from './account-rows.ts';
import { staleness } from './staleness.ts';

export interface StatusBar {
  draw(): void;
  dispose(): void;
}

/** The mode and the lowest margin level, always in sight while a profile is in use. */
export function createStatusBar(connection: Connection, figures: () => Figures): StatusBar {
  const item = window.createStatusBarItem('marginalia.status', StatusBarAlignment.Left, 50);
  item.name = l10n.t('Margin level and mode');
  item.command = 'marginalia.switchProfile';

  const draw = () => {
    const { status } = connection;
    if (status.kind === 'disconnected') {
      item.hide();
      return;
    }
    const profile = status.kind === 'connected' ? status.session.profile : status.profile;
    const { snapshot } = connection.account;
    const stale = staleness(connection.account.state, l10n, Date.now());
    const level = snapshot ? lowest(snapshot) : undefined;
    const shown = figures().level(level);
    const dangerous = snapshot !== undefined && risksOf(snapshot).some(calls);
    // Told by a sign, too: a theme may give the status bar no colour.
    const signs = [stale === undefined ? '$(pulse)' : '$(history)', ...(dangerous ? ['$(warning)'] : [])].join(' ');
    if (status.kind === 'connecting') item.text = `$(sync~spin) ${profile.mode}`;
    else if (status.kind === 'failed') item.text = `$(debug-disconnect) ${profile.mode}`;
    else item.text = `${signs} ${profile.mode}${snapshot ? ` ${shown}` : ''}`;
    item.backgroundColor = dangerous
      ? new ThemeColor('statusBarItem.errorBackground')
      : profile.mode === 'LIVE'
        ? new ThemeColor('statusBarItem.warningBackground')
        : undefined;
    item.tooltip = tooltip(connection, figures(), stale);
    item.accessibilityInformation = {
      label: [
        l10n.t('Margin: mode {0}, profile {1}, lowest margin level {2}', profile.mode, profile.name, shown),
        ...(dangerous ? [l10n.t('margin call')] : []),
      ].join(', '),
    };
    item.show();
  };

  const listening = [connection.onDidChangeStatus(draw), connection.account.onDidChange(draw)];
  draw();
  return {
    draw,
    dispose: () => {
      for (const listener of listening) listener.dispose();
      item.dispose();
    },
  };
}

/** Undefined when no account owes anything. */
function lowest(snapshot: Snapshot): Decimal | undefined {
  const levels = [snapshot.cross.level, ...snapshot.isolated.map(({ level }) => level)];
  return levels
    .filter((level) => level !== undefined)
    .reduce<Decimal | undefined>((least, level) => (least === undefined || level.lt(least) ? level : least), undefined);
}

function tooltip({ status, account }: Connection, figures: Figures, stale: string | undefined): MarkdownString {
  const text = new MarkdownString(undefined, true);
  if (status.kind === 'connected') {
    const { profile, mode } = status.session;
    text.appendMarkdown(`**${plain(profile.name)}** · ${mode}\n\n`);
  } else if (status.kind === 'failed') text.appendText(status.error instanceof Error ? status.error.message : '');
  const { snapshot } = account;
  if (snapshot) {
    const rows = [
      [
        l10n.t('Cross'),
        figures.level(snapshot.cross.level),
        riskWord(crossRisk(snapshot.cross.level, snapshot.cross.bars), { l10n }),
      ] as const,
      ...snapshot.isolated
        .filter((pair) => pair.level !== undefined)
        .map(
          (pair) => [plain(pair.symbol), figures.level(pair.level), riskWord(isolatedRisk(pair), { l10n })] as const,
        ),
    ];
    text.appendMarkdown(`${table(...rows)}\n\n`);
    text.appendText(l10n.t('Read {0} ago.', age(Date.now() - snapshot.takenAt)));
    if (account.state.feed === 'live') text.appendText(` ${l10n.t('Orders and balances are shown as they change.')}`);
  }
  if (stale !== undefined) text.appendMarkdown('\n\n$(warning) ').appendText(stale);
  text.appendMarkdown(`\n\n${l10n.t('Select to switch the profile.')}`);
  return text;
}
