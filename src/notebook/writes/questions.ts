import { l10n, window } from 'vscode';
import type { Write } from '../host/session-host.ts';
import type { Questions } from './guard.ts';
import { linesOf, summaryOf, whereOf } from './wording.ts';

/**
 * The questions as native modals, which a notebook's own HTML cannot imitate or answer. They come while somebody types:
 * the first button, which a stray Enter presses, is always one that sends nothing.
 */
export const modalQuestions: Questions = {
  async allow(write, { mayArm, refusedBefore }) {
    const refuse = l10n.t('Do Not Allow');
    const none = l10n.t('Refuse All of This Run');
    const call = l10n.t('Allow This Call');
    const run = l10n.t('Allow All of This Run');
    const question = l10n.t('{0} · A notebook cell wants to change the account. Allow it?', write.session.mode);
    const options = { modal: true, detail: describe(write) };
    const choices = [refusedBefore ? none : refuse, call, ...(mayArm ? [run] : [])];
    const answer = await window.showWarningMessage(question, options, ...choices);
    if (answer === none) return 'none';
    return answer === call ? 'call' : answer === run ? 'run' : 'no';
  },

  async repeat(write, entry) {
    const refuse = l10n.t('Do Not Repeat It');
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
    const options = { modal: true, detail: describe(write) };
    const answer = await window.showWarningMessage(
      question,
      options,
      entry.outcome === 'done' ? earlier : refuse,
      again,
    );
    return answer === again ? 'again' : answer === earlier ? 'earlier' : 'no';
  },

  tooLate({ cell, method }) {
    const text = l10n.t('Nothing was sent: In[{0}], which called {1}, had ended before you answered.', cell, method);
    void window.showWarningMessage(text);
  },
};

/** What is agreed to: in words, and exactly as it will travel. */
function describe(write: Write): string {
  const { cell, method, parameters, session } = write;
  return [
    summaryOf(write, l10n),
    '',
    ...linesOf(parameters),
    '',
    l10n.t('Call: {0}', method),
    l10n.t('Account: {0}', whereOf(write, l10n)),
    l10n.t('Profile: {0}', session.profile.name),
    l10n.t('Cell: In[{0}]', cell),
  ].join('\n');
}
