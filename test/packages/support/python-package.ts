import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { FLOOR, onlyFile, pacmak } from './npm-package';
import { locked, once } from './once';
import { ROOT } from './paths';
import { run } from './run';

/** The Python wheel. */
export async function wheel(): Promise<string> {
  return onlyFile(await pacmak('python'), '.whl');
}

/** The interpreter of a fresh environment with the wheel and the oldest CDK that we support. */
export async function pythonWithWheel(): Promise<string> {
  const file = await wheel();
  const folder = await once('python-venv', [file, FLOOR.cdk, FLOOR.constructs], async venv => {
    await run('python3', ['-m', 'venv', venv]);
    await run(join(venv, 'bin', 'python'), [
      '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', file, `aws-cdk-lib==${FLOOR.cdk}`, `constructs==${FLOOR.constructs}`,
    ]);
  });
  return join(folder, 'bin', 'python');
}

/** The folder of commands (cfn-lint) that test/requirements.txt names; the set-up is an ES module, which Jest can't import. */
export async function testTools(): Promise<string> {
  const setup = pathToFileURL(join(ROOT, 'scripts', 'setup.mjs')).href;
  const script = `import { ensurePython } from '${setup}'; await ensurePython('test', 'test/requirements.txt');`;
  await locked('python-test', () => run('node', ['--input-type=module', '--eval', script]));
  return join(ROOT, '.cache', 'python-test', 'bin');
}
