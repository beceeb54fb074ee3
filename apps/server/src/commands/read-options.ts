import { AppError } from '../common/errors.js';

/** Port of a command's option. Throws AppError `start.bad-port` (usage). */
export function readPort(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port < 65_536) return port;
  throw new AppError('start.bad-port', `"${text}" is no port`, { severity: 'usage', hint: 'a number from 1 to 65535' });
}

/** `key=value` settings. Throws AppError `run.bad-setting` (usage). */
export function readSettings(settings: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    settings.map((setting) => {
      const [key, ...value] = setting.split('=');
      if (!key || value.length === 0)
        throw new AppError('run.bad-setting', `--set takes key=value, not "${setting}"`, { severity: 'usage' });
      return [key, value.join('=')];
    }),
  );
}
