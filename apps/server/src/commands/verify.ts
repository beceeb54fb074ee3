import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import { createContext } from '../app.module.js';
import { AppError } from '../common/errors.js';
import { IssueVerifier } from '../reports/verify/issue-verifier.js';
import { renderVerification, verificationExitCode } from '../reports/verify/render-verification.js';
import { openProject } from './open-project.js';

export function verifyCommand(done: (code: number) => void): Command {
  return new Command('verify')
    .description('is a file authentic, and do its figures come out again from the kept data?')
    .argument('<file>', 'PDF, XLSX, HTML or result.json of an issue')
    .option('--json', 'one JSON object on stdout')
    .action(async (file: string, options: { json?: boolean }, command: Command) => {
      const bytes = await readFile(file).catch((cause: unknown) => {
        throw new AppError('verify.no-file', `cannot read ${file}`, { severity: 'usage', cause });
      });
      const { environment, project } = await openProject(command, { role: 'api' });
      const app = await createContext(environment, project);
      try {
        const verification = await app.get(IssueVerifier).verify(bytes);
        process.stdout.write(
          options.json ? `${JSON.stringify(verification)}\n` : renderVerification(verification, 'en'),
        );
        done(verificationExitCode(verification));
      } finally {
        await app.close();
      }
    });
}
