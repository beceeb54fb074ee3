// The whole of `npm test`: style, lint, types, import rules, then every spec. Ends with one line of counts.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import process from 'node:process';

const report = 'var/test-report.json';
const counts = { passed: 0, failed: 0, skipped: 0 };

function run(name, command, args) {
  process.stdout.write(`\n== ${name}\n`);
  const { status } = spawnSync(command, args, { stdio: 'inherit', shell: process.platform === 'win32' });
  return status === 0;
}

function check(name, command, args) {
  const ok = run(name, command, args);
  counts[ok ? 'passed' : 'failed'] += 1;
  if (!ok) process.stdout.write(`FAILED: ${name}\n`);
}

mkdirSync('var', { recursive: true });
rmSync(report, { force: true });
check('build', 'npm', ['run', '--silent', 'build']);
check('lint', 'npm', ['run', '--silent', 'lint']);
check('types', 'npm', ['run', '--silent', 'types']);
check('import rules and cycles', 'npm', ['run', '--silent', 'rules']);
check('demo project', 'node', ['apps/server/bin/decile.js', 'check']);
const specs = run('specs', 'vitest', [
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${report}`,
  ...process.argv.slice(2),
]);

if (existsSync(report)) {
  const { numPassedTests, numFailedTests, numPendingTests, numFailedTestSuites, testResults } = JSON.parse(
    readFileSync(report, 'utf8'),
  );
  counts.passed += numPassedTests;
  counts.skipped += numPendingTests;
  // A file that breaks before its first test has no failed test of its own.
  const broken = testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length;
  counts.failed += numFailedTests + (numFailedTests === 0 && numFailedTestSuites > 0 ? Math.max(1, broken) : broken);
} else {
  counts.failed += 1;
}
if (!specs && counts.failed === 0) counts.failed = 1;

process.stdout.write(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`);
process.exitCode = counts.failed === 0 ? 0 : 1;
