/** Variables that a program needs to find its way about, and nothing that could be a token. */
const passed = new Set(
  [
    'PATH HOME USER LOGNAME SHELL LANG LANGUAGE TZ TMPDIR TEMP TMP PWD DISPLAY',
    'SYSTEMROOT SYSTEMDRIVE WINDIR COMSPEC PATHEXT APPDATA LOCALAPPDATA PROGRAMDATA PROGRAMFILES USERPROFILE USERNAME',
    'LC_ALL LC_CTYPE LC_COLLATE LC_MESSAGES LC_MONETARY LC_NUMERIC LC_TIME LC_PAPER LC_MEASUREMENT',
    'NODE_EXTRA_CA_CERTS SSL_CERT_FILE SSL_CERT_DIR NO_COLOR',
  ].flatMap((line) => line.split(' ')),
);

/** The environment of a kernel process: the editor's own can hold tokens, which cells have no business with. */
export function childEnvironment(own: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(own).filter(([name]) => passed.has(name.toUpperCase()));
  // The editor's own executable then runs as plain Node: never look for a `node` on the PATH.
  return { ...Object.fromEntries(kept), ELECTRON_RUN_AS_NODE: '1' };
}
