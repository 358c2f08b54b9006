import { l10n, window } from 'vscode';
import type { Write } from '../host/session-host.ts';
import type { Questions } from './guard.ts';

/** The questions as native modals, which a notebook's own HTML cannot imitate or answer. */
export const modalQuestions: Questions = {
  async allow(write, mayArm) {
    const call = l10n.t('Allow This Call');
    const run = l10n.t('Allow All of This Run');
    const question = l10n.t('{0} · A notebook cell wants to change the account. Allow it?', write.session.mode);
    const options = { modal: true, detail: describe(write).join('\n') };
    const answer = await window.showWarningMessage(question, options, call, ...(mayArm ? [run] : []));
    return answer === call ? 'call' : answer === run ? 'run' : 'no';
  },

  async repeat(write, entry) {
    const again = l10n.t('Do It Again');
    const earlier = l10n.t('Keep the Earlier Result');
    const when = new Date(entry.at).toLocaleString();
    const question =
      entry.outcome === 'done'
        ? l10n.t('{0} · This cell has done this before, at {1}. Do it again?', write.session.mode, when)
        : l10n.t(
            '{0} · This cell may have done this at {1}: no answer came. Look at the account first. Do it again?',
            write.session.mode,
            when,
          );
    const options = { modal: true, detail: describe(write).join('\n') };
    const choices = entry.outcome === 'done' ? [again, earlier] : [again];
    const answer = await window.showWarningMessage(question, options, ...choices);
    return answer === again ? 'again' : answer === earlier ? 'earlier' : 'no';
  },
};

/** The numbers that are agreed to, one line each. */
function describe({ cell, method, parameters, session }: Write): string[] {
  const { isIsolated, symbol } = parameters;
  const isolated = isIsolated === true || String(isIsolated).toUpperCase() === 'TRUE';
  const account = isolated ? l10n.t('isolated {0}', String(symbol)) : l10n.t('cross');
  const rest = Object.entries(parameters).filter(([name]) => name !== 'isIsolated' && !(isolated && name === 'symbol'));
  return [
    l10n.t('Call: {0}', method),
    ...rest.map(([name, value]) => `${label(name)}: ${typeof value === 'string' ? value : JSON.stringify(value)}`),
    l10n.t('Account: {0}', account),
    l10n.t('Profile: {0}', session.profile.name),
    l10n.t('Cell: In[{0}]', cell),
  ];
}

function label(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1).replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
